internal import ForecastCore
internal import NumericKernels

/// Quantiles of demand from what was sold: the observed values, the newer the heavier, moved to the forecast.
///
/// Simulated paths know errors alone: they are symmetric where demand is skewed, have no zeros where half of it is
/// zero, and spread with every step as if demand were a random walk. The history itself has the shape of demand.
///
/// Values weigh 0.95^age. Where nothing is negative they are scaled to the forecast, so that a zero stays a zero;
/// otherwise they are shifted.
///
/// Counts are spread (`CountSpread`).
struct WeightedHistory {
    /// What is left of a value's weight after a step. 0.9 to 1 make little difference (`docs/models.md`).
    static let decay = 0.95
    /// Values older than this have lost all but a millionth of their weight.
    static let oldest = 270
    /// A series that has stopped selling is not blown up to a level of long ago.
    static let largestScale = 3.0

    private let quantile: WeightedQuantile
    private let mean: Double
    private let isNegativeSomewhere: Bool

    /// - Parameter unit: what values of 1 were in the series.
    /// - Precondition: at least one value is observed.
    init(_ y: UnsafeBufferPointer<Double>, unit: Double = 1) {
        var values: [Double] = []
        var weights: [Double] = []
        var weight = 1.0
        let newest = y.lastIndex { !$0.isNaN } ?? 0
        for value in y[max(0, newest - Self.oldest)...newest].reversed() {
            if !value.isNaN {
                values.append(value)
                weights.append(weight)
            }
            weight *= Self.decay
        }
        quantile = Self.quantile(values, weights, unit)
        mean = Reductions.dot(values, weights) / Reductions.sum(weights)
        isNegativeSomewhere = values.contains { $0 < 0 }
    }

    private static func quantile(
        _ values: [Double], _ weights: [Double], _ unit: Double
    ) -> WeightedQuantile {
        guard let spread = CountSpread.spread(values, unit: unit) else {
            return WeightedQuantile(values, weights: weights)
        }
        return WeightedQuantile(
            spread, weights: (0..<CountSpread.parts).flatMap { _ in weights }, parts: CountSpread.parts)
    }

    /// Blends the quantiles of `values` (`[horizon, 1 + levels]`, means in place), which keep `share` of the weight.
    ///
    /// - Parameters:
    ///   - season: what was taken from the history, and is given back; `first` is its step of the first forecast.
    ///   - spread: how much wider errors to come are than what is left of a history whose season was fitted to it.
    func blend(
        into values: inout [Double], keeping share: Double, request: ForecastRequest,
        season: SeasonalAdjustment? = nil, first: Int = 0, spread: Double = 1
    ) {
        let own = request.levels.map { mean + spread * (quantile($0.value) - mean) }
        for step in 0..<request.horizon {
            let row = step * request.width
            let forecast = season?.removed(values[row], at: first + step) ?? values[row]
            for level in own.indices {
                var moved = move(own[level], to: forecast, isNonNegative: request.isNonNegative)
                if let season { moved = season.restored(moved, at: first + step) }
                let index = row + 1 + level
                values[index] = share > 0 ? share * values[index] + (1 - share) * moved : moved
            }
        }
    }

    private func move(_ value: Double, to forecast: Double, isNonNegative: Bool) -> Double {
        guard isNonNegative, !isNegativeSomewhere, mean > 0 else { return value - mean + forecast }
        return max(0, value) * max(0, min(Self.largestScale, forecast / mean))
    }
}
