internal import ForecastCore

/// Features in which a series sees others in the same period.
extension FeatureSetBuilder {
    mutating func addGroups(_ definition: FeatureSetDefinition) {
        if let means = definition.groupMean {
            for name in means.columns {
                for attribute in means.by { addGroupMean(name, by: attribute) }
            }
        }
        if let rivals = definition.rivals {
            for name in rivals.columns { addRivals(name, rivals) }
        }
    }

    private mutating func addGroupMean(_ name: String, by attribute: String) {
        guard let column = column(name, for: "group_mean"), has(attribute, for: "group_mean") else { return }
        let time = Time(column)
        append(
            "\(name)_mean_by_\(attribute)", time.kind,
            "mean \(name) of the series with the same \(attribute), \(time.words)", known: time.known,
            .groupMean(name, attribute: attribute, time.when))
    }

    private mutating func addRivals(_ name: String, _ rivals: FeatureSetDefinition.Rivals) {
        guard let column = column(name, for: "rivals"), has(rivals.within, for: "rivals"),
            has(rivals.of, for: "rivals"), let of = panel.attribute(rivals.of)
        else { return }
        let time = Time(column)
        for (place, label) in words(of: rivals.of, of.categories).enumerated() {
            // One that the data no longer have has no rival: its column is missing.
            let category = of.categories.firstIndex(of: label) ?? of.categories.count
            append(
                "\(name)_rival_\(place + 1)", time.kind,
                "\(name) of \(rivals.of) '\(label)' within the same \(rivals.within), \(time.words)",
                known: time.known,
                .rival(name, within: rivals.within, of: rivals.of, category: category, time.when))
        }
    }

    /// A column of the data set, unless it is a target: the past of other series' targets is not offered.
    private mutating func column(_ name: String, for user: String) -> PanelColumn? {
        guard let column = panel.column(name) else {
            reportMissingColumn(name, for: user)
            return nil
        }
        guard column.knowledge != .target else {
            report(
                code: "E152", "feature set '\(set)': \(user) takes columns beside the targets, not '\(name)'",
                fix: "name a column under `known_ahead` or `past_only` of dataset.yaml")
            return nil
        }
        return holdsNumbers(column) ? column : nil
    }

    private mutating func has(_ attribute: String, for user: String) -> Bool {
        if panel.attribute(attribute) == nil { reportMissingAttribute(attribute, for: user) }
        return panel.attribute(attribute) != nil
    }

    /// When a column is read: in the target period where it is known by then, else at the origin.
    private struct Time {
        let when: FeatureFormula.When
        let kind: Feature.Kind
        let known: String
        let words: String

        init(_ column: PanelColumn) {
            let isAhead = column.knowledge == .knownAhead
            when = isAhead ? .target : .origin
            kind = isAhead ? .target : .origin
            known = isAhead ? Feature.Known.ahead : Feature.Known.origin
            words = isAhead ? "in the target period" : "at the origin"
        }
    }
}
