internal import ForecastCore

/// Which sum stands where in a row of sufficient statistics.
///
/// Every statistic is a plain sum over points (or over pairs of a series and a window), so rows add up:
/// over windows or over the series of a segment. Every metric is a quotient
/// of such sums (`MetricFormula`). One layout serves series, steps, segments and totals alike.
struct StatisticLayout: Hashable, Sendable {
    /// Scored points: an actual value and a finite forecast.
    static let points = 0
    /// Points with an actual value whose forecast is not finite.
    static let unforecast = 1
    /// Sum of |y - f|.
    static let absoluteError = 2
    /// Sum of (y - f)^2.
    static let squaredError = 3
    /// Sum of f - y: positive when the forecast is too high.
    static let error = 4
    /// Sum of |y|.
    static let absoluteActual = 5
    /// Sum of |y - f| / |y| over y != 0, and the number of those points.
    static let percentageError = 6
    static let nonzeroPoints = 7
    /// Sum of 2 |y - f| / (|y| + |f|).
    static let symmetricError = 8
    /// The first pinball sum.
    static let pinball = 9

    let levels: [Double]
    /// For each interval of a coverage metric the indices of its lower and upper level.
    let intervals: [SIMD2<Int>]
    let seasons: [Int]

    init(metrics: [Metric], levels: [QuantileLevel]) {
        self.levels = levels.map(\.value)
        var intervals: [SIMD2<Int>] = []
        for metric in metrics where metric.name == .coverage {
            guard let bounds = Self.levelIndices(of: metric, in: levels), !intervals.contains(bounds) else {
                continue
            }
            intervals.append(bounds)
        }
        self.intervals = intervals
        let scaled = metrics.filter { $0.name == .mase || $0.name == .rmsse }.compactMap(\.season)
        seasons = Set(scaled).sorted()
    }

    /// The first count of covered points.
    var covered: Int { Self.pinball + levels.count }
    /// The first of four statistics per season: the sum over pairs of mean|e| / scale, that of
    /// sqrt(mean e^2 / squared scale), the pairs with a defined scale, and their points.
    var scaled: Int { covered + intervals.count }
    var width: Int { scaled + 4 * seasons.count }

    func scaled(season: Int) -> Int? { seasons.firstIndex(of: season).map { scaled + 4 * $0 } }

    func covered(by metric: Metric) -> Int? {
        guard let interval = metric.interval, let lower = levels.firstIndex(of: interval.lower.value),
            let upper = levels.firstIndex(of: interval.upper.value)
        else { return nil }
        return intervals.firstIndex(of: SIMD2(lower, upper)).map { covered + $0 }
    }

    private static func levelIndices(of metric: Metric, in levels: [QuantileLevel]) -> SIMD2<Int>? {
        guard let interval = metric.interval, let lower = levels.firstIndex(of: interval.lower),
            let upper = levels.firstIndex(of: interval.upper)
        else { return nil }
        return SIMD2(lower, upper)
    }
}
