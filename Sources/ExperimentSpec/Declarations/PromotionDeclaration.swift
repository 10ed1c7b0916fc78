package import ForecastCore

package struct PromotionDeclaration: Sendable, Equatable {
    package var champion: Champion
    package var challengers: [String]
    /// The target on which promotion is decided; the first one by default.
    package var target: String
    package var metric: Metric
    /// Percentage points for metrics in percent; percent of the champion's value for others.
    package var minImprovementPP: Double
    /// Of the two-sided intervals of all challengers at once, strictly between 0 and 1.
    package var confidence: Double
    package var guardrails: Guardrails

    package enum Champion: Sendable, Equatable {
        case model(String)
        /// The one in results/champions.yaml.
        case registered
    }

    /// Nil switches a guardrail off.
    package struct Guardrails: Sendable, Equatable {
        /// How much larger the challenger's absolute bias may be, in percentage points.
        package var biasPP: Double?
        /// How far from 0 the challenger's bias may be where the champion's is nearer, in percentage points.
        package var absoluteBiasPP: Double?
        /// How much worse the challenger may be in any segment.
        package var worstSegmentPP: Double?
        /// How much larger than the champion's the share of forecasts may be that come from a fallback.
        package var fallbackShare: Double?

        package static let standard = Guardrails(
            biasPP: 2.0, absoluteBiasPP: 10.0, worstSegmentPP: 5.0, fallbackShare: 0.05)

        /// Each by its key in a spec.
        package var limits: [(name: String, value: Double?)] {
            [
                ("bias_pp", biasPP), ("bias_abs_pp", absoluteBiasPP), ("worst_segment_pp", worstSegmentPP),
                ("fallback_share", fallbackShare),
            ]
        }
    }
}
