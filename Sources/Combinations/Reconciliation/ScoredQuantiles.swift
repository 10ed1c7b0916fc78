internal import ForecastCore
internal import NumericKernels

/// The values of one forecast by their normal scores.
struct ScoredQuantiles: Sendable {
    /// Ascending.
    private let scores: [Double]
    /// Half of what lies above the highest level.
    private let seldom: (probability: Double, score: Double)

    /// - Parameter levels: ascending; with one level alone, the mean stands at the middle beside it.
    init(_ levels: [QuantileLevel]) {
        let probability = (1 - (levels.last?.value ?? 0)) / 2
        seldom = (probability, NormalDistribution.quantile(1 - probability))
        scores = levels.map { NormalDistribution.quantile($0.value) }
    }

    /// The value at a normal score.
    /// - Parameter quantiles: as many as there are levels, not descending.
    func value(at score: Double, _ quantiles: Slice<Numbers>, mean: Double) -> Double {
        let first = quantiles.startIndex
        // Nothing at any level, and something on average: it comes seldom, in the middle of what lies above the highest.
        if mean > 0, let top = quantiles.last, top <= 0 {
            return score > seldom.score ? mean / seldom.probability : 0
        }
        guard scores.count > 1 else {
            guard let level = scores.first, level != 0 else { return quantiles.first ?? mean }
            return mean + (quantiles[first] - mean) * score / level
        }
        var upper = 1
        while upper < scores.count - 1, score > scores[upper] { upper += 1 }
        let low = quantiles[first + upper - 1]
        let high = quantiles[first + upper]
        guard high > low else { return low }
        return low + (high - low) * (score - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
    }
}
