internal import ForecastCore

/// Turns names and numbers into features, and collects what cannot be one.
struct FeatureSetBuilder {
    let set: String
    let panel: Panel
    let target: String
    /// Where the spec says what stands under a key of the set.
    let place: (String) -> SourceLocation?
    /// The key that is being turned into features.
    private(set) var key = ""
    private(set) var features: [Feature] = []
    var diagnostics = DiagnosticCollector()

    init(
        set: String, panel: Panel, target: String, place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) {
        self.place = place
        self.set = set
        self.panel = panel
        self.target = target
    }

    mutating func add(_ definition: FeatureSetDefinition) {
        if panel.column(target) == nil { reportMissingColumn(target, for: "the target") }
        addHistory(definition)
        addCalendar(definition)
        key = "price"
        for word in definition.price { addPrice(word) }
        addColumns(definition)
        addGroups(definition)
        addFixed(definition)
        key = ""
        if features.isEmpty, !diagnostics.hasErrors {
            report(
                code: "E154", "feature set '\(set)' holds no feature",
                fix: "add for example `lags: [1, 2, 4]`")
        }
    }

    mutating func append(
        _ name: String, _ kind: Feature.Kind, _ description: String, known: String,
        isCategorical: Bool = false,
        isScaled: Bool = false, _ formula: FeatureFormula
    ) {
        if name == Feature.step || features.contains(where: { $0.name == name }) {
            report(
                code: "E153", "feature set '\(set)' has two columns called '\(name)'",
                fix: "name it once; the column of the step is called '\(Feature.step)'")
            return
        }
        features.append(
            Feature(
                name: name, kind: kind, description: description, known: known, isCategorical: isCategorical,
                isScaled: isScaled, formula: formula))
    }

    // MARK: - Problems

    mutating func report(code: String, _ message: String, fix: String? = nil) {
        diagnostics.add(Diagnostic(code: code, message, at: place(key), fix: fix))
    }

    mutating func reportUnknown(_ word: String, as noun: String, among words: [String]) {
        report(
            code: "E150",
            "feature set '\(set)': unknown \(noun) '\(word)'\(Suggestion.clause(for: word, in: words))",
            fix: "known ones: \(words.joined(separator: ", "))")
    }

    mutating func reportMissingColumn(_ column: String, for user: String) {
        let names = panel.columns.map(\.name)
        report(
            code: "E151",
            "feature set '\(set)': \(user) needs a column '\(column)', which the data set lacks"
                + Suggestion.clause(for: column, in: names),
            fix: "columns there are: \(names.joined(separator: ", "))")
    }
}

// MARK: - What the target was

extension FeatureSetBuilder {
    private mutating func addHistory(_ definition: FeatureSetDefinition) {
        key = "lags"
        for lag in definition.lags {
            let place = lag == 1 ? "at the origin" : "\(lag - 1) before the origin"
            append(
                "lag_\(lag)", .origin, "\(target) \(place)", known: Feature.Known.origin, isScaled: true,
                .lag(lag))
        }
        key = "seasonal_lags"
        for period in definition.seasonalLags {
            append(
                "seasonal_lag_\(period)", .origin,
                "\(target) \(period) periods before the target period, or as few times \(period) as lead to the origin or before",
                known: Feature.Known.origin, isScaled: true, .seasonalLag(period: period))
        }
        let statistics: [(RollingStatistic, [Int])] =
            [
                (.mean, definition.rollingMean), (.standardDeviation, definition.rollingStd),
                (.minimum, definition.rollingMin), (.maximum, definition.rollingMax),
            ]
            + (definition.rollingQuantile.map { quantiles in
                quantiles.levels.map { (.quantile($0), quantiles.windows) }
            } ?? [])
            + [(.zeroShare, definition.rollingZeroShare)]
        for (statistic, windows) in statistics {
            key = "rolling_\(statistic.specWord)"
            for window in windows {
                append(
                    "rolling_\(statistic.word)_\(window)", .origin,
                    "\(statistic.noun) of \(target) over the last \(window) periods up to the origin",
                    known: Feature.Known.origin, isScaled: statistic.hasUnit,
                    .rolling(statistic, window: window))
            }
        }
        key = "age"
        for word in definition.age { addAge(word) }
    }

    private mutating func addAge(_ word: String) {
        switch word {
        case "time_since_launch":
            append(
                word, .origin, "periods from the series' first one to the origin",
                known: Feature.Known.origin,
                .timeSinceLaunch)
        case "time_since_last_demand":
            append(
                word, .origin, "periods from the last one with \(target) other than 0 to the origin",
                known: Feature.Known.origin, .timeSinceLastDemand)
        default: reportUnknown(word, as: "age", among: FeatureKey.ageWords)
        }
    }
}

// MARK: - Calendar

extension FeatureSetBuilder {
    private mutating func addCalendar(_ definition: FeatureSetDefinition) {
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

// MARK: - Prices and other columns

extension FeatureSetBuilder {
    private mutating func addPrice(_ word: String) {
        let attribute =
            word.hasPrefix(FeatureKey.priceVersus)
            ? String(word.dropFirst(FeatureKey.priceVersus.count)) : nil
        guard FeatureKey.priceWords.contains(word) || attribute != nil else {
            reportUnknown(
                word, as: "price feature",
                among: FeatureKey.priceWords + [FeatureKey.priceVersus + "<attribute>"])
            return
        }
        guard let column = panel.column(FeatureSet.priceColumn) else {
            reportMissingColumn(FeatureSet.priceColumn, for: "'\(word)'")
            return
        }
        guard holdsNumbers(column) else { return }
        let isAhead = column.knowledge == .knownAhead
        switch word {
        case "current_price": appendCurrent(word, column)
        case "avg_price_3m":
            let window = max(2, (panel.grid.frequency.stepsPerYear + 2) / 4)
            append(
                word, .origin, "mean price over the last \(window) periods up to the origin",
                known: Feature.Known.origin, .columnRolling(.mean, window: window, column: column.name))
        case "price_change_pct": appendChange(word, column)
        case "price_vs_average":
            append(
                word, isAhead ? .target : .origin,
                "price \(isAhead ? "of the target period" : "last known at the origin")"
                    + " over the series' mean price up to the origin",
                known: isAhead ? Feature.Known.both : Feature.Known.origin,
                .relativeToAverage(column.name, isAhead ? .target : .origin))
        default: appendVersus(attribute ?? "", word, column)
        }
    }

    private mutating func appendChange(_ word: String, _ column: PanelColumn) {
        let isAhead = column.knowledge == .knownAhead
        append(
            word, isAhead ? .target : .origin,
            "percent by which the price \(isAhead ? "of the target period" : "at the origin")"
                + " differs from the last known price before that period",
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin,
            .change(column.name, isAhead ? .target : .origin))
    }

    private mutating func appendVersus(_ attribute: String, _ word: String, _ column: PanelColumn) {
        guard panel.attribute(attribute) != nil else {
            reportMissingAttribute(attribute, for: "'\(word)'")
            return
        }
        let isAhead = column.knowledge == .knownAhead
        append(
            word, isAhead ? .target : .origin,
            "price over the mean price of the series with the same \(attribute),"
                + (isAhead ? " in the target period" : " at the origin"),
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin,
            .relativeToGroup(column.name, attribute: attribute, isAhead ? .target : .origin))
    }

    /// A column at the target period where it is known by then, else its last known value.
    private mutating func appendCurrent(_ name: String, _ column: PanelColumn) {
        if column.knowledge == .knownAhead {
            append(
                name, .target, "\(column.name) of the target period", known: Feature.Known.ahead,
                .value(column.name))
        } else {
            append(
                name, .origin, "last known \(column.name) at the origin, because it is not known ahead",
                known: Feature.Known.origin, .lastKnown(column.name))
        }
    }

    private mutating func addColumns(_ definition: FeatureSetDefinition) {
        key = "promotion"
        for name in definition.promotion {
            guard let column = panel.column(name) else {
                reportMissingColumn(name, for: "a promotion")
                continue
            }
            guard holdsNumbers(column) else { continue }
            appendCurrent(name, column)
        }
        key = "known_ahead"
        for name in definition.knownAhead {
            guard let column = panel.column(name) else {
                reportMissingColumn(name, for: "known_ahead")
                continue
            }
            guard column.knowledge == .knownAhead else {
                report(
                    code: "E152",
                    "feature set '\(set)': the data set does not know '\(name)' ahead (\(column.knowledge.rawValue))",
                    fix: "list it under `past`, or declare it `known_ahead` in dataset.yaml")
                continue
            }
            guard holdsNumbers(column) else { continue }
            appendCurrent(name, column)
        }
        key = "past"
        for name in definition.past { addPast(name, definition) }
        key = definition.pastMean.isEmpty ? "past_std" : "past_mean"
        if definition.past.isEmpty, !(definition.pastMean + definition.pastStd).isEmpty {
            report(
                code: "E154",
                "feature set '\(set)' has windows of past columns, but names no column under 'past'",
                fix: "add `past: [column]`, or remove `past_mean` and `past_std`")
        }
    }

    private mutating func addPast(_ name: String, _ definition: FeatureSetDefinition) {
        guard let column = panel.column(name) else {
            reportMissingColumn(name, for: "past")
            return
        }
        guard holdsNumbers(column) else { return }
        append(
            "\(name)_last", .origin, "last known \(name) at the origin", known: Feature.Known.origin,
            .lastKnown(name))
        for (statistic, windows) in [
            (RollingStatistic.mean, definition.pastMean), (.standardDeviation, definition.pastStd),
        ] {
            for window in windows {
                append(
                    "\(name)_\(statistic.word)_\(window)", .origin,
                    "\(statistic.noun) of \(name) over the last \(window) periods up to the origin",
                    known: Feature.Known.origin, .columnRolling(statistic, window: window, column: name))
            }
        }
    }
}

// MARK: - What does not change

extension FeatureSetBuilder {
    private mutating func addFixed(_ definition: FeatureSetDefinition) {
        key = "classification"
        for word in definition.classification {
            guard let classification = FeatureFormula.Classification(rawValue: word) else {
                reportUnknown(word, as: "class", among: FeatureKey.classificationWords)
                continue
            }
            append(
                word, .fixed, "class of the series by its training data", known: Feature.Known.cutoff,
                isCategorical: true, .classification(classification))
        }
        key = "categorical"
        for name in definition.categorical {
            if let column = panel.column(name) {
                addCategory(column)
                continue
            }
            guard panel.attribute(name) != nil else {
                reportMissingCategory(name)
                continue
            }
            append(
                name, .fixed, "\(name), as the index among its sorted values", known: Feature.Known.always,
                isCategorical: true, .attribute(name))
        }
        key = "numeric"
        for name in definition.numeric { addNumeric(name) }
    }

    /// Words that change over time: of the target period where they are known by then, else the last one.
    private mutating func addCategory(_ column: PanelColumn) {
        guard column.categories != nil else {
            report(
                code: "E152", "feature set '\(set)': '\(column.name)' holds numbers, no categories",
                fix: "list it under `known_ahead` or `past`; or say in dataset.yaml which words it holds: "
                    + "`columns: {categories: {\(column.name): [...]}}`")
            return
        }
        let isAhead = column.knowledge == .knownAhead
        append(
            column.name, isAhead ? .target : .origin,
            "\(column.name) \(isAhead ? "of the target period" : "last known at the origin"), as its place among its words",
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin, isCategorical: true,
            isAhead ? .value(column.name) : .lastKnown(column.name))
    }

    private mutating func reportMissingCategory(_ name: String) {
        let names = panel.attributes.map(\.name) + panel.columns.filter { $0.categories != nil }.map(\.name)
        report(
            code: "E151",
            "feature set '\(set)': categorical needs a static attribute or a column of categories '\(name)', which the data "
                + "set lacks\(Suggestion.clause(for: name, in: names))",
            fix: names.isEmpty ? nil : "there are: \(names.joined(separator: ", "))")
    }

    /// Whether a column holds numbers; of words, it reports that nothing can be computed.
    mutating func holdsNumbers(_ column: PanelColumn) -> Bool {
        guard column.categories != nil else { return true }
        report(
            code: "E152",
            "feature set '\(set)': '\(column.name)' holds words, of which '\(key)' makes no number",
            fix: "list it under `categorical`")
        return false
    }

    private mutating func addNumeric(_ name: String) {
        guard let attribute = panel.attribute(name) else {
            reportMissingAttribute(name, for: "numeric")
            return
        }
        if let word = attribute.categories.first(where: { Double($0)?.isFinite != true }) {
            report(
                code: "E152", "feature set '\(set)': '\(name)' holds '\(word)', which is no number",
                fix: "list it under `categorical`")
            return
        }
        append(name, .fixed, "\(name), as a number", known: Feature.Known.always, .number(name))
    }

    mutating func reportMissingAttribute(_ name: String, for user: String) {
        let names = panel.attributes.map(\.name)
        report(
            code: "E151",
            "feature set '\(set)': \(user) needs a static attribute '\(name)', which the data set lacks"
                + Suggestion.clause(for: name, in: names),
            fix: names.isEmpty ? nil : "attributes there are: \(names.joined(separator: ", "))")
    }
}
