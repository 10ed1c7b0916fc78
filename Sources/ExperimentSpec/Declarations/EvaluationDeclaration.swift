package import ForecastCore
internal import LocatedYAML

/// What is measured. `keys` has one entry per property.
package struct EvaluationDeclaration: Sendable, Equatable {
    /// Every variant, in the order of the spec.
    package var metrics: [Metric] = [
        MetricName.mape, .wape, .mae, .rmse, .mase, .rmsse, .bias, .pinball, .coverage,
    ].map { Metric($0) }
    /// The season lengths of scaled errors.
    package var seasons: [Int] = []
    package var zeros = ZeroPolicy.skip
    package var segments = Segment.allCases
    /// Horizon steps that count, from 1, ascending; all of them when empty.
    package var steps: [Int] = []

    /// What MAPE does with an actual of zero.
    package enum ZeroPolicy: String, Sendable, CaseIterable { case skip, error }

    package enum Segment: String, Sendable, CaseIterable {
        case abcClass = "abc_class"
        case xyzClass = "xyz_class"
        case demandPattern = "demand_pattern"
    }
}

extension EvaluationDeclaration: SpecBlock {
    static let keys: [SpecKey<EvaluationDeclaration>] = [
        SpecKey("metrics", .metrics, \.metrics, "What is measured; docs/metrics.md has the formulas"),
        SpecKey(
            "season", .seasons, \.seasons, need: .essential,
            "Of the scale in MASE and RMSSE; a list gives a metric for each, auto is the frequency's own",
            shown: .string(SpecParser.automatic), rest: { $1.standardSeasons(of: $0.metrics) }),
        SpecKey(
            "zeros", .choice, \.zeros, "What MAPE does where the actual is 0: leave it out and count, or stop"
        ),
        SpecKey("segments", .segments, \.segments, "Classes to report by; [] for none"),
        SpecKey("steps", .steps, \.steps, "The steps of the horizon that are scored"),
    ]
}

extension SpecValue where Value == [Metric] {
    /// Names of metrics; `readEvaluation` makes their variants, once it knows season lengths and levels. The digest
    /// holds the variants.
    fileprivate static var metrics: Self {
        SpecValue(
            schema: SpecSchema.list(of: SpecSchema.words(MetricName.allCases.map(\.rawValue))),
            read: { node, path, parser in
                node.distinctList(path: path, &parser.diagnostics) {
                    $0.choice(of: MetricName.self, path: $1, &$2)
                }.map { $0.map { Metric($0) } }
            },
            written: { metrics in
                var names: [String] = []
                for metric in metrics where names.last != metric.name.rawValue {
                    names.append(metric.name.rawValue)
                }
                return .strings(names)
            },
            addToKey: { $2.add($1, $0.map(\.id)) })
    }
}

extension SpecValue where Value == [Int] {
    /// A number of periods, a list of them, or the data set's own.
    fileprivate static var seasons: Self {
        let range = SpecVocabulary.seasonLength
        return SpecValue(
            schema: SpecSchema.either([
                SpecSchema.integer(range), SpecSchema.list(of: SpecSchema.integer(range), least: 0),
                SpecSchema.words([SpecParser.automatic]),
            ]),
            read: { node, path, parser in
                switch node.content {
                case .sequence(let items) where items.isEmpty:
                    return []
                case .sequence:
                    return node.distinctList(path: path, &parser.diagnostics) {
                        $0.integer(in: range, path: $1, &$2)
                    }
                case .scalar, .mapping:
                    if node.asString == SpecParser.automatic { return parser.seasonOfDataset().map { [$0] } }
                    return node.integer(in: range, path: path, &parser.diagnostics).map { [$0] }
                }
            },
            written: { $0.count == 1 ? .integer($0[0]) : .integers($0) }, addToKey: { $2.add($1, $0) })
    }

    /// Steps of the horizon, ascending; empty, for all of them, when none or all are named.
    fileprivate static var steps: Self {
        SpecValue(
            schema: SpecSchema.either([
                SpecSchema.list(of: SpecSchema.integer(SpecVocabulary.horizon)), SpecSchema.words(["all"]),
            ]),
            read: { node, path, parser in
                if node.asString == "all" { return [] }
                let last = parser.horizon ?? SpecVocabulary.horizon.upperBound
                let steps = node.distinctList(path: path, &parser.diagnostics) {
                    $0.integer(in: 1...last, path: $1, &$2)
                }
                return steps.map { $0.count == last ? [] : $0.sorted() }
            },
            written: { $0.isEmpty ? .string("all") : .integers($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == [EvaluationDeclaration.Segment] {
    /// Classifications; an empty list for none.
    fileprivate static var segments: Self {
        SpecValue(
            schema: SpecSchema.list(
                of: SpecSchema.words(EvaluationDeclaration.Segment.allCases.map(\.rawValue)), least: 0),
            read: { node, path, parser in
                if node.asSequence?.isEmpty == true { return [] }
                return node.distinctList(path: path, &parser.diagnostics) {
                    $0.choice(of: EvaluationDeclaration.Segment.self, path: $1, &$2)
                }
            },
            written: { .strings($0.map(\.rawValue)) }, addToKey: { $2.add($1, $0.map(\.rawValue)) })
    }
}
