internal import ForecastCore

/// What belongs to a series: classes, categories, attributes as numbers; and words that change over time.
extension FeatureSetBuilder {
    mutating func addFixed(_ definition: FeatureSetDefinition) {
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
            guard let attribute = panel.attribute(name) else {
                reportMissingCategory(name)
                continue
            }
            _ = words(of: name, attribute.categories)
            append(
                name, .fixed, "\(name), as the index among its sorted values", known: Feature.Known.always,
                isCategorical: true, .attribute(name))
        }
        key = "numeric"
        for name in definition.numeric { addNumeric(name) }
    }

    /// Words that change over time: of the target period where they are known by then, else the last one.
    private mutating func addCategory(_ column: PanelColumn) {
        guard let categories = column.categories else {
            report(
                code: "E152", "feature set '\(set)': '\(column.name)' holds numbers, no categories",
                fix: "list it under `known_ahead` or `past`; or say in dataset.yaml which words it holds: "
                    + "`columns: {categories: {\(column.name): [...]}}`")
            return
        }
        _ = words(of: column.name, categories)
        let isAhead = column.knowledge == .knownAhead
        append(
            column.name, isAhead ? .target : .origin,
            "\(column.name) \(isAhead ? "of the target period" : "last known at the origin"), as its place among its words",
            known: isAhead ? Feature.Known.ahead : Feature.Known.origin, isCategorical: true,
            isAhead ? .value(column.name) : .lastKnown(column.name))
    }

    /// The words whose places are numbers: those that a model was fitted with, else those of the data.
    mutating func words(of name: String, _ now: [String]) -> [String] {
        let words = given[name] ?? now
        codes[name] = words
        return words
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
