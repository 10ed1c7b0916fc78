internal import ForecastCore
internal import NumericKernels

/// Samples of all series at once, whose sums are samples of the levels above them.
///
/// Each series keeps its own forecast distribution: between its quantiles, and beyond them, values are linear in the normal score
/// of the level, which is exact for a normal distribution. Series move together as their errors did: scores are normal with
/// the sample correlations of errors (a normal copula). These are not shrunk, because they need no inverse, and the variance
/// of a sum of thousands of series is the sum of their covariances: shrunk ones made it much too small.
/// **Source** Samples that add up one by one are a sample of the coherent distribution: Panagiotelis, Gamakumara,
/// Athanasopoulos & Hyndman 2023, "Probabilistic forecast reconciliation"; with a copula between series: Ben Taieb, Taylor
/// & Hyndman 2017, "Coherent probabilistic forecasts for hierarchical time series".
struct CoherentSamples: Sendable {
    private let base: HierarchicalForecasts
    private let scored: ScoredQuantiles
    /// `[series]`: the weight of a series' own chance.
    private let own: [Double]
    /// **Shape** `[row, series]`: the weights of what is common.
    private let common: [[Double]]

    /// - Parameter covariance: of all nodes and series.
    init(_ covariance: ErrorCovariance, of base: HierarchicalForecasts) {
        self.base = base
        scored = ScoredQuantiles(base.quantiles)
        let series = base.hierarchy.nodeCount..<covariance.count
        let variances = series.map(covariance.variance)
        own = zip(series, variances).map { $1 > 0 ? (covariance.diagonal[$0] / $1).squareRoot() : 1 }
        common = (0..<covariance.rows).map { row in
            zip(series, variances).map {
                $1 > 0 ? covariance.factor[row * covariance.count + $0] / $1.squareRoot() : 0
            }
        }
    }

    /// Draws of all series at a step, `[draw][series]`, whose means are `means`.
    ///
    /// Quantiles alone say little of what lies beyond the outermost ones, so draws are moved to the mean that is forecast: those
    /// that are never below 0 are multiplied, so that zeros stay.
    func draws(_ count: Int, at step: Int, means: [Double], _ stream: inout RandomStream) -> [[Double]] {
        var draws = (0..<count).map { _ in draw(at: step, &stream) }
        for series in means.indices {
            var (sum, least) = (0.0, Double.infinity)
            for draw in draws {
                sum += draw[series]
                least = min(least, draw[series])
            }
            let mean = sum / Double(count)
            guard mean.isFinite, means[series].isFinite, mean != means[series] else { continue }
            let isScaled = least >= 0 && means[series] >= 0 && mean > 0
            for index in draws.indices {
                draws[index][series] =
                    isScaled
                    ? draws[index][series] * (means[series] / mean)
                    : draws[index][series] + (means[series] - mean)
            }
        }
        return draws
    }

    private func draw(at step: Int, _ stream: inout RandomStream) -> [Double] {
        let shared = common.map { _ in RandomSampling.normalSample { stream.nextUniform() } }
        var scores = own.map { $0 * RandomSampling.normalSample { stream.nextUniform() } }
        for (weights, value) in zip(common, shared) {
            for series in scores.indices { scores[series] += weights[series] * value }
        }
        let block = base.series
        return scores.indices.map { series in
            guard !block.outcomes[series].isAbsent else { return 0 }
            let start = series * block.stride + step * block.width
            let value = scored.value(
                at: scores[series], block.values[start + 1..<start + block.width],
                mean: block.values[start])
            return base.isNonNegative[series] ? max(0, value) : value
        }
    }
}
