internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    /// Nil when `quantiles` is, or when something here is wrong that metrics hang on.
    mutating func readEvaluation(
        _ reader: inout MappingReader, quantiles: [QuantileLevel]?
    ) -> EvaluationDeclaration? {
        var section =
            reader.mapping("evaluate", &diagnostics)
            ?? MappingReader([], at: reader.location, path: "evaluate")
        let draft = SpecDraft<EvaluationDeclaration>(&section, &self)
        guard let quantiles, var evaluation = draft.whole else { return nil }
        let names = evaluation.metrics.map(\.name)
        if let node = draft.node("metrics") {
            checkVariants(of: names, node, seasons: evaluation.seasons, quantiles: quantiles)
        }
        evaluation.metrics = names.flatMap {
            Metric.variants(of: $0, seasons: evaluation.seasons, levels: quantiles)
        }
        return evaluation
    }

    /// The data set's season length; it is missed only where one of `metrics` needs it.
    mutating func standardSeasons(of metrics: [Metric]) -> [Int]? {
        guard metrics.contains(where: { $0.name == .mase || $0.name == .rmsse }) else {
            return frequency.map { [$0.seasonLength] } ?? []
        }
        return seasonOfDataset().map { [$0] }
    }

    /// A listed metric that the quantiles or seasons leave without any number.
    private mutating func checkVariants(
        of names: [MetricName], _ node: YAMLNode, seasons: [Int], quantiles: [QuantileLevel]
    ) {
        for (name, item) in zip(names, node.asSequence ?? [])
        where Metric.variants(of: name, seasons: seasons, levels: quantiles).isEmpty {
            let isCoverage = name == .coverage
            diagnostics.add(
                Diagnostic(
                    code: "E116", "'\(name.rawValue)' has nothing to measure", at: item.location,
                    fix: isCoverage
                        ? "declare a symmetric pair of quantiles, such as 0.1 and 0.9"
                        : "give 'evaluate.season' a number"))
        }
    }
}
