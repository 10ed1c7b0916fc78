internal import ForecastCore
internal import LocatedYAML

/// `aggregate`: how several rows of a series and period become one.
extension DataSetDeclarationReader {
    mutating func readAggregation(
        _ reader: inout MappingReader, _ columns: ColumnMapping?, _ frequency: Frequency?
    ) -> Aggregation? {
        guard var entries = reader.mapping("aggregate", &diagnostics) else { return nil }
        let rules = readRules(&entries, columns)
        let returns = entries.choice("returns", of: Aggregation.Returns.self, &diagnostics)
        let incomplete = entries.choice("incomplete", of: Aggregation.Incomplete.self, &diagnostics)
        let weekStart = readWeekStart(&entries, frequency)
        entries.finish(&diagnostics)
        guard let rules else { return nil }
        var aggregation = Aggregation(rules)
        aggregation.returns = returns ?? aggregation.returns
        aggregation.incomplete = incomplete ?? aggregation.incomplete
        aggregation.weekStart = weekStart ?? aggregation.weekStart
        return aggregation
    }

    private mutating func readWeekStart(_ reader: inout MappingReader, _ frequency: Frequency?) -> Weekday? {
        guard
            let word = reader.word(
                "week_starts", of: Weekday.allCases.map(\.name), &diagnostics)
        else { return nil }
        if let frequency, frequency.unit != .week {
            diagnostics.add(
                bad(
                    "'aggregate.week_starts' means nothing to \(frequency.stepNoun(2))",
                    at: reader.entries.first { $0.key == "week_starts" }?.keyLocation ?? reader.location,
                    fix: "remove it"))
        }
        return Weekday.allCases.first { $0.name == word }
    }

    /// Every column of numbers needs a rule: nothing is added up, or left out, without being told.
    private mutating func readRules(_ reader: inout MappingReader, _ columns: ColumnMapping?) -> [(
        name: String, rule: Aggregation.Rule
    )]? {
        let example: Requirement = "columns: {volume: sum, price: {mean_by: volume}}"
        guard var entries = reader.mapping("columns", required: example, &diagnostics) else { return nil }
        let numbers = columns?.panelColumns.map(\.name) ?? []
        let known = numbers + (columns?.statics ?? [])
        var rules: [(name: String, rule: Aggregation.Rule)] = []
        for entry in entries.namedEntries() {
            guard let rule = readRule(entry.value, path: entries.path(of: entry.key)) else { continue }
            rules.append((entry.key, rule))
            guard columns != nil else { continue }
            if !known.contains(entry.key) {
                diagnostics.add(
                    bad(
                        "\(quoted(entry.key)) is no target and no column of 'columns'"
                            + Suggestion.clause(for: entry.key, in: known),
                        at: entry.keyLocation, fix: "name targets and columns as the panel calls them"))
            } else if !numbers.contains(entry.key), !rule.suitsAttributes {
                diagnostics.add(
                    bad(
                        "\(quoted(entry.key)) is static, of which there is one value per series: '\(rule.name)' makes none",
                        at: entry.value.location, fix: "write first, last or any"))
            } else if columns?.categories(of: entry.key) != nil, !rule.suitsAttributes {
                diagnostics.add(
                    bad(
                        "\(quoted(entry.key)) holds words, of which '\(rule.name)' makes nothing",
                        at: entry.value.location, fix: "write first, last or any"))
            }
        }
        let missing = numbers.filter { name in !entries.entries.contains { $0.key == name } }
        if !missing.isEmpty, columns != nil {
            let list = missing.map { quoted($0) }.joined(separator: ", ")
            diagnostics.add(
                bad(
                    "'aggregate.columns' does not say how rows of \(list) become one", at: entries.location,
                    fix:
                        "add \(missing.map { "\($0): sum" }.joined(separator: ", ")); or one of "
                        + "\(Aggregation.Rule.words.dropFirst().map(\.word).joined(separator: ", ")), {mean_by: COLUMN}"
                ))
        }
        return rules
    }

    private mutating func readRule(_ node: YAMLNode, path: String) -> Aggregation.Rule? {
        guard node.asMapping != nil else {
            let words = Aggregation.Rule.words
            guard let word = node.word(of: words.map(\.word), path: path, &diagnostics) else { return nil }
            return words.first { $0.word == word }?.rule
        }
        guard var mapping = node.mapping(path: path, &diagnostics) else { return nil }
        let weight = mapping.label("mean_by", required: "mean_by: quantity", &diagnostics)
        mapping.finish(&diagnostics)
        return weight.map { .meanBy($0) }
    }
}
