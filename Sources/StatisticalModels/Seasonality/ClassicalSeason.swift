internal import NumericKernels

/// The season of classical decomposition, where a test finds one.
///
/// **Source** The M4 competition's benchmarks (Makridakis, Spiliotis & Assimakopoulos 2020): a season is there when the
/// autocorrelation at its length is significant at 90 %, given those before it (Bartlett 1946), in three seasons
/// and more; the figure is that of classical decomposition (FPP3, section 3.4).
enum ClassicalSeason {
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
    static func figure(_ y: [Double], _ season: Int, isMultiplicative: Bool) -> [Double]? {
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
