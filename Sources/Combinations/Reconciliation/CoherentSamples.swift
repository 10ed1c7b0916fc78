internal import ForecastCore
internal import NumericKernels

/// Samples of what may come at all nodes and series at once, from what is forecast of each by itself.
///
/// Each node keeps its own distribution: between its quantiles, and beyond them, values are linear in the normal score of
/// the level, which is exact for a normal distribution. Nodes move together as their errors did: scores are normal with the
/// correlations of `ErrorCovariance` (a normal copula).
/// **Source** Samples that are reconciled one by one are a sample of the coherent distribution: Panagiotelis, Gamakumara,
/// Athanasopoulos & Hyndman 2023, "Probabilistic forecast reconciliation".
struct CoherentSamples: Sendable {
    private let covariance: ErrorCovariance
    /// `[node]`: the weight of a node's own chance, and what its share of the common one is divided by.
    private let own, spread: [Double]

    /// - Parameter covariance: with a variance above 0 at every node that is drawn.
    init(_ covariance: ErrorCovariance) {
        self.covariance = covariance
        let variances = (0..<covariance.count).map(covariance.variance)
        own = variances.enumerated().map { node, variance in
            variance > 0 ? (covariance.diagonal[node] / variance).squareRoot() : 1
        }
        spread = variances.map { $0.squareRoot() }
    }

    /// Normal scores of every node, moved by one draw of what is common to them.
    func scores(_ stream: inout RandomStream) -> [Double] {
        let count = covariance.count
        let common = (0..<covariance.rows).map { _ in
            RandomSampling.normalSample { stream.nextUniform() }
        }
        var scores = (0..<count).map { node in
            own[node] * RandomSampling.normalSample { stream.nextUniform() }
        }
        for row in 0..<covariance.rows {
            for node in 0..<count where spread[node] > 0 {
                scores[node] += covariance.factor[row * count + node] / spread[node] * common[row]
            }
        }
        return scores
    }
}

/// The values of one forecast by their normal scores.
struct ScoredQuantiles: Sendable {
    /// Ascending.
    private let scores: [Double]

    /// - Parameter levels: ascending; with one level alone, the mean stands at the middle beside it.
    init(_ levels: [QuantileLevel]) {
        scores = levels.map { NormalDistribution.quantile($0.value) }
    }

    /// The value at a normal score.
    /// - Parameter quantiles: as many as there are levels, not descending.
    func value(at score: Double, _ quantiles: ArraySlice<Double>, mean: Double) -> Double {
        let first = quantiles.startIndex
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
