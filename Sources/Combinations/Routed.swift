package import ForecastCore

/// The kind `routed`: each series by the model that a table of rules sends it to, by its classes, the length of its
/// history and its attributes at the cutoff.
package struct Routed: ForecastCombiner, CombinedModelKind {
    package static let kind = ModelKind(
        name: "routed",
        summary: "each series by the model that a table sends it to, by class, history and attributes",
        source: "Syntetos, Boylan & Croston 2005; the table is the user's", version: 1,
        parameters: [
            ParameterDeclaration(
                "rules", .rules, default: nil,
                "the table: conditions and a model each; the first that holds wins, the last has no conditions"
            )
        ],
        make: .combined)

    private let table: RoutingTable
    /// The place of each rule's model among the members, `[rule]`.
    private let members: [Int]

    package static func model(_ parameters: ModelParameters) -> any ForecastCombiner { Routed(parameters) }

    package init(_ parameters: ModelParameters) {
        table = RoutingTable(parameters.rules("rules"))
        let models = table.models
        members = table.rules.map { rule in
            guard let place = models.firstIndex(of: rule.model) else {
                preconditionFailure("no member \(rule.model)")
            }
            return place
        }
    }

    package func routes(of known: KnownSeries) -> [Int]? { rules(of: known).map { members[$0] } }

    /// The place of the rule that holds for each series.
    private func rules(of known: KnownSeries) -> [Int] {
        let names = table.attributes
        return known.history.indices.map { series in
            guard let rule = table.rule(for: known.series(series, attributes: names)) else {
                preconditionFailure("the reader lets no table pass without a last rule for all")
            }
            return rule
        }
    }

    /// A stand-in of the model that a series is sent to stays one: nobody else is asked.
    package func combine(_ blocks: [ForecastBlock], of known: KnownSeries) -> Combination {
        precondition(blocks.count == table.models.count, "\(blocks.count) members for \(table.models.count)")
        var block = ForecastBlock(horizon: blocks[0].horizon, levelCount: blocks[0].levelCount)
        block.reserve(series: blocks[0].seriesCount)
        var rules: [Int?] = []
        var missing = blocks.map { _ in 0 }
        for (series, rule) in self.rules(of: known).enumerated() {
            let member = members[rule]
            let outcome = blocks[member].outcomes[series]
            guard !outcome.isAbsent else {
                block.append(blocks[member].forecast(ofSeries: series))
                rules.append(nil)
                continue
            }
            if outcome.fallback != nil { missing[member] += 1 }
            // Parameters are those of one kind; here there are several.
            block.append(
                SeriesForecast(
                    values: blocks[member].forecast(ofSeries: series).values,
                    outcome: SeriesOutcome(fallback: outcome.fallback, repairs: outcome.repairs)))
            rules.append(rule)
        }
        return Combination(block: block, missing: missing, rules: rules)
    }
}
