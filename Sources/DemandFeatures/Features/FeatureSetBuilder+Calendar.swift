internal import ForecastCore

/// What the calendar knows of each period.
extension FeatureSetBuilder {
    mutating func addCalendar(_ definition: FeatureSetDefinition) {
        key = "temporal"
        for word in definition.temporal {
            guard let fact = fact(word, among: CalendarFact.allCases) else { continue }
            appendCalendar(fact, .plain, fact.description)
        }
        key = "cyclic"
        for word in definition.cyclic {
            guard let fact = fact(word, among: CalendarFact.cyclic) else { continue }
            let cycle = fact == .weekOfYear ? "the share of the year gone by" : fact.description
            appendCalendar(fact, .sine, "sine of the angle of \(cycle)")
            appendCalendar(fact, .cosine, "cosine of the angle of \(cycle)")
        }
    }

    private mutating func appendCalendar(_ fact: CalendarFact, _ form: CalendarForm, _ description: String) {
        append(
            fact.rawValue + form.suffix, .target, description, known: Feature.Known.ahead,
            .calendar(fact, form))
    }

    /// The fact called `word` when the data set's calendar can give it.
    private mutating func fact(_ word: String, among facts: [CalendarFact]) -> CalendarFact? {
        guard let fact = CalendarFact(rawValue: word), facts.contains(fact) else {
            reportUnknown(word, as: "calendar feature", among: facts.map(\.rawValue))
            return nil
        }
        if let need = fact.obstacle(on: panel.grid) {
            report(code: "E151", "feature set '\(set)': '\(word)' needs \(need)")
            return nil
        }
        if fact.needsHolidays, panel.holidays.isEmpty {
            report(
                code: "E151", "feature set '\(set)': '\(word)' needs holidays, which the data set lacks",
                fix: "name a file of holidays in dataset.yaml: `holidays: {file: holidays.csv}`")
            return nil
        }
        return fact
    }
}
