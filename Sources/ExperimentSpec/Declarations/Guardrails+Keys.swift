internal import ForecastCore
internal import LocatedYAML

extension PromotionDeclaration.Guardrails: SpecBlock {
    private typealias Place = SpecKey<Self>.Property<Double?>

    /// The one list of guardrails.
    private static let declared: [(name: String, range: ClosedRange<Double>, place: Place, summary: String)] =
        [
            ("bias_pp", 0...1000, \.biasPP, "Largest growth of the absolute bias, in percentage points"),
            (
                "bias_abs_pp", 0...1000, \.absoluteBiasPP,
                "Largest distance of the bias from 0, where the champion's is nearer, in percentage points"
            ),
            (
                "worst_segment_pp", 0...1000, \.worstSegmentPP,
                "Largest loss in any segment, in percentage points"
            ),
            (
                "fallback_share", 0...1, \.fallbackShare,
                "Largest share of forecasts that are fallbacks, beyond the champion's"
            ),
        ]

    static let keys = declared.map { SpecKey($0.name, .limit($0.range), $0.place, $0.summary) }

    /// Each by its key in a spec.
    package var limits: [(name: String, value: Double?)] {
        Self.declared.map { ($0.name, self[keyPath: $0.place]) }
    }

    fileprivate static let off = Self(
        biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil)
}

extension SpecValue where Value == Double? {
    /// A number, or off.
    fileprivate static func limit(_ range: ClosedRange<Double>) -> Self {
        SpecValue(
            schema: SpecSchema.either([SpecSchema.number(range), SpecSchema.words(["off"])]),
            read: { node, path, parser in
                if node.asString == "off" { return .some(nil) }
                if node.asDouble == nil {
                    parser.diagnostics.add(node.mismatch(path, expected: "a number, or off"))
                    return nil
                }
                return node.number(in: range, path: path, &parser.diagnostics).map { .some($0) }
            },
            written: { $0.map { .number($0) } ?? .string("off") },
            addToKey: { limit, path, encoder in
                if let limit { encoder.add(path, limit) } else { encoder.add(path, "off") }
            })
    }
}

extension SpecValue where Value == PromotionDeclaration.Guardrails {
    /// Limits by name, or off for all of them.
    static var guardrails: Self {
        let limits = Self.block
        return SpecValue(
            schema: SpecSchema.either([limits.schema, SpecSchema.words(["off"])]),
            read: { $0.asString == "off" ? .off : limits.read($0, $1, &$2) },
            written: limits.written, addToKey: limits.addToKey, shown: limits.shown)
    }
}
