internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    /// Nil when `quantiles` is, or when something here is wrong that metrics hang on.
    mutating func readEvaluation(
        _ reader: inout MappingReader, horizon: Int?, quantiles: [QuantileLevel]?
    ) -> EvaluationDeclaration? {
        var section =
            reader.mapping("evaluate", &diagnostics)
            ?? MappingReader([], at: reader.location, path: "evaluate")
        let metricsNode = section.node("metrics")
        let listed = metricsNode?.distinctList(path: "evaluate.metrics", &diagnostics) {
            $0.choice(of: MetricName.self, path: $1, &$2)
        }
        let names = listed ?? SpecDefaults.metrics
        let seasons = readSeasons(
            section.node("season"), needed: names.contains { $0 == .mase || $0 == .rmsse })
        let zeros =
            section.choice("zeros", of: EvaluationDeclaration.ZeroPolicy.self, &diagnostics)
            ?? SpecDefaults.zeros
        let segments = readSegments(section.node("segments"))
        let steps = readSteps(section.node("steps"), horizon: horizon)
        section.finish(&diagnostics)
        guard let quantiles, let seasons else { return nil }
        if let listed, let metricsNode {
            checkVariants(of: listed, metricsNode, seasons: seasons, quantiles: quantiles)
        }
        return EvaluationDeclaration(
            metrics: names.flatMap { Metric.variants(of: $0, seasons: seasons, levels: quantiles) },
            seasons: seasons,
            zeros: zeros, segments: segments, steps: steps)
    }

    /// The season lengths of scaled errors: a number, a list, or the data set's own.
    private mutating func readSeasons(_ node: YAMLNode?, needed: Bool) -> [Int]? {
        let path = "evaluate.season"
        guard let node else {
            if !needed { return frequency.map { [$0.seasonLength] } ?? [] }
            return seasonOfDataset().map { [$0] }
        }
        switch node.content {
        case .sequence(let items) where items.isEmpty:
            return []
        case .sequence:
            return node.distinctList(path: path, &diagnostics) {
                $0.integer(in: SpecVocabulary.seasonLength, path: $1, &$2)
            }
        case .scalar, .mapping:
            if node.asString == Self.automatic { return seasonOfDataset().map { [$0] } }
            return node.integer(in: SpecVocabulary.seasonLength, path: path, &diagnostics).map { [$0] }
        }
    }

    /// All three classifications unless the spec names some; an empty list for none.
    private mutating func readSegments(_ node: YAMLNode?) -> [EvaluationDeclaration.Segment] {
        guard let node else { return EvaluationDeclaration.Segment.allCases }
        if node.asSequence?.isEmpty == true { return [] }
        return node.distinctList(path: "evaluate.segments", &diagnostics) {
            $0.choice(of: EvaluationDeclaration.Segment.self, path: $1, &$2)
        } ?? []
    }

    /// Ascending; empty, for all of them, when none or all are named.
    private mutating func readSteps(_ node: YAMLNode?, horizon: Int?) -> [Int] {
        guard let node, node.asString != "all" else { return [] }
        let last = horizon ?? SpecVocabulary.horizon.upperBound
        let steps = node.distinctList(path: "evaluate.steps", &diagnostics) {
            $0.integer(in: 1...last, path: $1, &$2)
        }
        return steps?.count == last ? [] : (steps ?? []).sorted()
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
