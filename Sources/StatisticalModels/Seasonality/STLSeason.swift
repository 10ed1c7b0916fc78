internal import NumericKernels

/// The season of STL, shrunk by what of it is noise.
///
/// Two or three years say little of each of 52 weeks: the season that they show is the true one and the mean of two or three
/// errors. With k values behind every position the errors have 1/k of their variance in it, and what they leave in the rest
/// is (1 - 1/k) of it, so that
///
///     c = 1 - V(rest) / ((k - 1) V(season)),     nothing where that is 0 or less
///
/// is the share of the season's variance that is one. The season is multiplied by c. No test decides whether there is a season: where
/// there is none c is near 0.
///
/// **Source** Shrinkage of seasonal factors: Miller & Williams 2003, Int. J. of Forecasting 19; c is James and Stein's as Efron &
/// Morris 1973 have it, over all positions at once. k is what the smoothing over `window` seasons is worth at
/// the end of the history.
/// **Units** Logarithms where all values are positive: the season multiplies. Else it adds.
/// **Missing values** Gaps are interpolated; the last value is held to the end.
struct STLSeason {
    /// By step of the history.
    let season: [Double]
    let isMultiplicative: Bool
    /// How much wider errors to come are than those that the season leaves in the history.
    let spread: Double

    /// Seasons that a position is smoothed over: the least that Cleveland et al. 1990 recommend. 11 is worse by 1 to 4 % on six
    /// panels (`docs/models.md`).
    static let window = 7

    /// Nil where the history is shorter than two seasons, or shows no season. - Precondition: y[0] is observed.
    /// - Parameter isPositive: whether to look for one that multiplies.
    init?(_ y: [Double], season period: Int, isPositive: Bool) {
        guard period > 1, y.count >= 2 * period else { return nil }
        let full = Self.interpolated(isPositive ? y.map(PortableMath.log) : y)
        let parts = SeasonalTrendDecomposition(full, season: period, seasonalWindow: Self.window)
        let k = Loess.effectiveCount(window: Self.window, points: Double(y.count) / Double(period))
        let c = 1 - Self.variance(parts.rest) / ((k - 1) * Self.variance(parts.season))
        guard c > 0, c.isFinite else { return nil }
        let season = parts.season.map { isPositive ? PortableMath.exp(c * $0) : c * $0 }
        guard season.allSatisfy({ $0.isFinite && (!isPositive || $0 >= 0.01) }) else { return nil }
        self.season = season
        isMultiplicative = isPositive
        // An error keeps 1 - 2c/k + c^2/k of its variance in the history, and meets c^2/k of others' in the forecast.
        spread = ((1 + c * c / k) / (1 - (2 * c - c * c) / k)).squareRoot()
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = Reductions.mean(values)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    static func interpolated(_ y: [Double]) -> [Double] {
        var result = y
        var last = 0
        for t in y.indices where !y[t].isNaN {
            for gap in last + 1..<max(last + 1, t) {
                result[gap] = y[last] + (y[t] - y[last]) * (Double(gap - last) / Double(t - last))
            }
            last = t
        }
        for t in last + 1..<max(last + 1, y.count) { result[t] = y[last] }
        return result
    }
}
