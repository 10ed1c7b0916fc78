package import ForecastCore
internal import LocatedYAML

/// Who may replace the champion, and when. `keys` has one entry per property.
package struct PromotionDeclaration: Sendable, Equatable {
    package var champion = Champion.registered
    package var challengers: [String] = []
    /// The target on which promotion is decided; the first one by default.
    package var target = ""
    package var metric = Metric(.wape)
    /// Percentage points for metrics in percent; percent of the champion's value for others.
    package var minImprovementPP = standardImprovementPP
    /// Of the two-sided intervals of all challengers at once, strictly between 0 and 1.
    package var confidence = standardConfidence
    package var guardrails = Guardrails()

    package static let standardImprovementPP = 1.0
    package static let standardConfidence = 0.95

    package enum Champion: Sendable, Equatable {
        case model(String)
        /// The one in results/champions.yaml.
        case registered

        /// As a spec writes it.
        var word: String {
            switch self {
            case .model(let name): name
            case .registered: SpecVocabulary.registered
            }
        }
    }

    /// Nil switches a guardrail off.
    package struct Guardrails: Sendable, Equatable {
        /// How much larger the challenger's absolute bias may be, in percentage points.
        package var biasPP: Double? = 2.0
        /// How far from 0 the challenger's bias may be where the champion's is nearer, in percentage points.
        package var absoluteBiasPP: Double? = 10.0
        /// How much worse the challenger may be in any segment.
        package var worstSegmentPP: Double? = 5.0
        /// How much larger than the champion's the share of forecasts may be that come from a fallback.
        package var fallbackShare: Double? = 0.05

        package static let standard = Guardrails()
    }
}

extension PromotionDeclaration: SpecBlock {
    static let keys: [SpecKey<PromotionDeclaration>] = [
        SpecKey(
            "champion", .champion, \.champion,
            need: .required(example: "champion: last_year, one of the models"),
            "A model; or registered, for the one in results/champions.yaml"),
        SpecKey(
            "challengers", .challengers, \.challengers, need: .essential,
            "Who may replace it; every other model by default",
            rest: { $1.challengers(of: $0.champion) }),
        SpecKey(
            "target", .target, \.target, need: .essential, "Where it is decided; the first target by default",
            rest: { $1.known.targets?.first }),
        SpecKey(
            "metric", .metric, \.metric, need: .required(example: "metric: wape"),
            "What decides, such as wape, mase@m=52 or pinball@0.5"),
        SpecKey(
            "min_improvement_pp", .number(0...1000), \.minImprovementPP,
            "How much better a challenger must be: percentage points, or percent for metrics that are not percentages"
        ),
        SpecKey(
            "confidence", .level, \.confidence,
            "Of the interval of the improvement that must lie above 0, for all challengers at once"),
        SpecKey(
            "guardrails", .guardrails, \.guardrails, "What else must hold; off for one of them or for all"),
    ]
}

extension SpecValue where Value == PromotionDeclaration.Champion {
    fileprivate static var champion: Self {
        SpecValue(
            schema: SpecSchema.label(), read: { $2.readChampion($0, path: $1) },
            written: { .string($0.word) }, addToKey: { $2.add($1, $0.word) })
    }
}

extension SpecValue where Value == [String] {
    fileprivate static var challengers: Self {
        SpecValue(
            schema: SpecSchema.list(of: SpecSchema.label()), read: { $2.readChallengers($0, path: $1) },
            written: { .strings($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == String {
    fileprivate static var target: Self {
        SpecValue(
            schema: SpecSchema.label(), read: { $2.readTarget($0, path: $1) },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == Metric {
    fileprivate static var metric: Self {
        SpecValue(
            schema: SpecSchema.label(), read: { $2.readMetric($0, path: $1) },
            written: { .string($0.id) }, addToKey: { $2.add($1, $0.id) })
    }
}
