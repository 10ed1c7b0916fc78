internal import ForecastCore
internal import NumericKernels

/// Whether a series has a season, and its figure.
///
/// **Source** The M4 competition's benchmarks (Makridakis, Spiliotis & Assimakopoulos 2020): a season is there when the
/// autocorrelation at its length is significant at 90 %, given those before it (Bartlett 1946), in three seasons
/// and more; the figure is that of classical decomposition (FPP3, section 3.4).
struct SeasonalAdjustment {
    /// One number per position; the position of step t (from 0) is t % m. Empty where there is no season.
    let figure: [Double]
    /// Whether the figure multiplies (all values positive) or adds.
    let isMultiplicative: Bool

    /// - Precondition: the first value is observed.
    init(_ y: ArraySlice<Double>, season: Int) {
        let values = Array(y)
        let isPositive = values.allSatisfy { $0.isNaN || $0 > 0 }
        guard Self.isSeasonal(values, season),
            let figure = Self.classicalFigure(values, season, isMultiplicative: isPositive)
        else {
            (self.figure, isMultiplicative) = ([], false)
            return
        }
        (self.figure, isMultiplicative) = (figure, isPositive)
    }

    /// The season of a fitted model: its last seasonal states.
    init(_ state: SeasonalSmoothing.State, isMultiplicative: Bool) {
        (figure, self.isMultiplicative) = (state.seasons, isMultiplicative)
    }

    func removed(_ value: Double, at step: Int) -> Double {
        guard !figure.isEmpty else { return value }
        let s = figure[step % figure.count]
        return isMultiplicative ? value / s : value - s
    }

    func restored(_ value: Double, at step: Int) -> Double {
        guard !figure.isEmpty else { return value }
        let s = figure[step % figure.count]
        return isMultiplicative ? value * s : value + s
    }

    /// Blends `values`, the rows of a seasonal model's forecast, with the quantiles of the history without its season.
    func blendHistory(
        _ y: [Double], into values: inout [Double], keeping share: Double, request: ForecastRequest
    ) {
        let adjusted = y.enumerated().map { removed($0.element, at: $0.offset) }
        let observed = adjusted.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        // Degrees of freedom: every position of the season took one.
        let spread = (observed / max(1, observed - Double(figure.count - 1))).squareRoot()
        adjusted.withUnsafeBufferPointer {
            WeightedHistory($0).blend(
                into: &values, keeping: share, request: request, season: self, first: y.count,
                spread: min(3, spread))
        }
    }

    // MARK: - The test

    /// |r(m)| > 1.645 sqrt((1 + 2 (r(1)^2 + ... + r(m-1)^2)) / n). **Complexity** O(n m).
    static func isSeasonal(_ y: [Double], _ season: Int) -> Bool {
        guard season > 1, y.count >= 3 * season else { return false }
        let mean = observedMean(y[...])
        let deviations = y.map { $0.isNaN ? 0 : $0 - mean }
        let observed = y.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        let variance = Reductions.dot(deviations, deviations)
        guard variance > 0, variance.isFinite else { return false }
        // An unobserved step has deviation 0: it adds nothing to any autocovariance.
        let correlations = deviations.withUnsafeBufferPointer { d in
            (1...season).map { lag in
                Reductions.dot(
                    UnsafeBufferPointer(rebasing: d[lag...]),
                    UnsafeBufferPointer(rebasing: d[..<(d.count - lag)])) / variance
            }
        }
        let before = correlations.dropLast().reduce(0) { $0 + $1 * $1 }
        return correlations[season - 1] > 1.645 * ((1 + 2 * before) / observed).squareRoot()
    }

    // MARK: - The figure

    /// Means of the ratios (or differences) to a moving average of one season, by position, with mean 1 (or 0).
    /// Nil where a position has none, or a ratio is below a hundredth.
    static func classicalFigure(_ y: [Double], _ season: Int, isMultiplicative: Bool) -> [Double]? {
        let trend = movingAverage(y, season)
        var sums = [Double](repeating: 0, count: season)
        var counts = sums
        for t in y.indices {
            let detrended = isMultiplicative ? y[t] / trend[t] : y[t] - trend[t]
            guard detrended.isFinite else { continue }
            sums[t % season] += detrended
            counts[t % season] += 1
        }
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        var figure = zip(sums, counts).map { $0 / $1 }
        let mean = Reductions.mean(figure)
        for index in figure.indices {
            figure[index] = isMultiplicative ? figure[index] / mean : figure[index] - mean
        }
        return figure.allSatisfy { $0.isFinite && (!isMultiplicative || $0 >= 0.01) } ? figure : nil
    }

    /// The centred moving average over one season, half weights at both ends of an even one; NaN where a value is
    /// missing. **Complexity** O(n m), exact at every step rather than a running sum that drifts.
    private static func movingAverage(_ y: [Double], _ season: Int) -> [Double] {
        let half = season / 2
        var trend = [Double](repeating: .nan, count: y.count)
        for t in half..<max(half, y.count - half) {
            var sum = 0.0
            for index in t - half...t + half {
                let isEnd = season % 2 == 0 && (index == t - half || index == t + half)
                sum += isEnd ? y[index] / 2 : y[index]
            }
            trend[t] = sum / Double(season)
        }
        return trend
    }
}

/// A model without season on a series from which the season was taken, and given back to the forecast.
struct SeasonallyAdjusted: SeasonalModel {
    enum Method: String, Sendable, CaseIterable {
        case none
        /// Classical decomposition, where the test finds a season.
        case classical
    }

    let base: any LocalModel
    let season: Int

    var parameterNames: [String] { base.parameterNames }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let (adjusted, _, _) = try adjusted(history)
        return try base.fit(adjusted)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let (adjusted, adjustment, first) = try adjusted(history)
        var values = try base.forecast(adjusted, with: parameters, request: request, random: random)
        for step in 0..<request.horizon {
            for index in step * request.width..<(step + 1) * request.width {
                values[index] = adjustment.restored(
                    values[index], at: history.values.count - first + step)
            }
        }
        return values
    }

    private func adjusted(
        _ history: SeriesHistory
    ) throws(Fallback) -> (SeriesHistory, SeasonalAdjustment, first: Int) {
        let first = try HistorySummary.of(history).firstObserved
        let adjustment = SeasonalAdjustment(history.values[first...], season: season)
        let values = history.values.enumerated().map {
            adjustment.removed($0.element, at: max(0, $0.offset - first))
        }
        return (
            SeriesHistory(id: history.id, values: values, firstStep: history.firstStep), adjustment, first
        )
    }
}
