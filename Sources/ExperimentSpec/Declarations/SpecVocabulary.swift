/// The words and bounds of a spec that are not cases of a type.
package enum SpecVocabulary {
    /// Model kinds of the design that a version may lack; naming one is no typing error.
    static let plannedKinds = [
        "naive", "seasonal_naive", "moving_average", "drift", "ses", "holt", "holt_winters", "ets", "theta",
        "croston",
        "sba", "tsb", "adida", "imapa", "lightgbm", "tft", "ensemble", "routed",
    ]

    /// The word for the champion in results/champions.yaml, which no model may be called.
    static let registered = "registered"

    static let horizon = 1...730
    static let windows = 1...520
    static let periods = 1...100_000
    static let seasonLength = 1...10_000
    /// Up to 2^53 - 1, so that a JSON reader sees the same seed.
    static let seed = 0...9_007_199_254_740_991
    static let mostQuantiles = 99
    /// Of a search by halving.
    static let eta = 2...16
    static let rounds = 1...100_000
    static let keep = 1...1000
    static let mostTargets = 16
}
