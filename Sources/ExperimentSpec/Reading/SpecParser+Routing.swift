internal import ForecastCore
internal import LocatedYAML

// Models that send each series to another one.

extension SpecParser {
    /// The key that stands for a table of this version in the place of `rules`.
    static let matrix = "matrix"

    /// The table that the spec writes, or that `matrix: default` stands for.
    mutating func readRules(
        _ entry: ModelEntry, _ reader: inout MappingReader, _ parameter: ParameterDeclaration,
        among entries: [ModelEntry]
    ) -> ParameterValue? {
        let table = reader.node(parameter.name)
        let matrix = reader.node(Self.matrix)
        switch (table, matrix) {
        case (let table?, nil):
            let path = reader.path(of: parameter.name)
            return RoutingRule.table(table, path: path, &diagnostics).flatMap { check($0, table, path: path) }
        case (nil, let matrix?):
            guard matrix.word(of: ["default"], path: reader.path(of: Self.matrix), &diagnostics) != nil else {
                return nil
            }
            return defaultRules(of: entry, at: matrix.location, among: entries)
        case (_?, let matrix?):
            diagnostics.add(
                Diagnostic(
                    code: "E168",
                    "'\(entry.path)' has both 'rules' and 'matrix', which stand for a table each",
                    at: matrix.location, fix: "remove one of them"))
        case (nil, nil):
            diagnostics.add(
                Diagnostic(
                    code: "E050", "'\(entry.path).rules' is missing", at: entry.location,
                    fix:
                        "write matrix: default, or rules: [{demand_pattern: [lumpy], model: tsb}, {model: ses}]"
                ))
        }
        return nil
    }

    /// - Returns: nil for rules that leave series without a model, or that no series gets to.
    private mutating func check(_ rules: [RoutingRule], _ node: YAMLNode, path: String) -> ParameterValue? {
        let coverage = RoutingTable(rules).coverage
        let places = node.asSequence ?? []
        for place in coverage.unreachable {
            diagnostics.add(
                Diagnostic(
                    code: "E165", "'\(path)[\(place)]' takes no series: \(rules[place].conditions)",
                    at: places[place].location,
                    notes: ["earlier rules take them all, or its own conditions exclude each other"],
                    fix: "move it up, or remove it"))
        }
        if rules.last?.isCatchAll != true {
            let example = coverage.missing.map { series in
                "; no rule takes one of class \(series.abc.label) and \(series.xyz.label), \(series.pattern.label), with "
                    + NumberText.count(series.history, "period", "periods")
            }
            diagnostics.add(
                Diagnostic(
                    code: "E166", "'\(path)' does not end with a rule for all other series\(example ?? "")",
                    at: places.last?.location ?? node.location,
                    fix: "add a last one without conditions: {model: ses}"))
        }
        return coverage.unreachable.isEmpty && rules.last?.isCatchAll == true ? .rules(rules) : nil
    }

    private mutating func defaultRules(
        of entry: ModelEntry, at place: SourceLocation, among entries: [ModelEntry]
    ) -> ParameterValue? {
        var names: [String: String] = [:]
        for kind in DefaultRouting.kinds {
            let models = entries.filter { $0.node["kind"]?.scalarText == kind }.map(\.name)
            if let name = models.count == 1 ? models[0] : models.first(where: { $0 == kind }) {
                names[kind] = name
                continue
            }
            diagnostics.add(
                Diagnostic(
                    code: "E167",
                    models.isEmpty
                        ? "'\(entry.path).matrix': the spec has no model of kind '\(kind)', which the matrix needs"
                        : "'\(entry.path).matrix': the spec has \(models.count) models of kind '\(kind)', and none is called so",
                    at: place,
                    fix: models.isEmpty
                        ? "declare one, or write the table yourself: rules: [{demand_pattern: [lumpy], model: tsb}, {model: ses}]"
                        : "call the one that is meant '\(kind)'"))
        }
        guard names.count == DefaultRouting.kinds.count else { return nil }
        let choices = entries.filter { candidate in
            candidate.node["kind"]?.scalarText == "selected"
                && Set((candidate.node["members"]?.asSequence ?? []).compactMap(\.scalarText))
                    == Set([names["croston"], names["tsb"]].compactMap(\.self))
        }
        return .rules(
            DefaultRouting.rules(intermittent: choices.count == 1 ? choices[0].name : nil) {
                names[$0] ?? ""
            })
    }
}
