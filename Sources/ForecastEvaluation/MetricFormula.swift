internal import ForecastCore

/// A metric as a quotient of sums: `factor * numerator / denominator`, or the root of it.
///
/// The table in `docs/metrics.md`, in code.
struct MetricFormula: Hashable, Sendable {
    /// The statistics whose sum is the numerator.
    let numerators: Range<Int>
    let denominator: Int
    /// The statistic that counts the points which entered.
    let entered: Int
    let factor: Double
    let takesRoot: Bool

    private init(_ numerator: Int, per denominator: Int, entered: Int, factor: Double = 1, root: Bool = false)
    {
        self.init(numerator..<numerator + 1, per: denominator, entered: entered, factor: factor, root: root)
    }

    private init(_ numerators: Range<Int>, per denominator: Int, entered: Int, factor: Double, root: Bool) {
        self.numerators = numerators
        self.denominator = denominator
        self.entered = entered
        self.factor = factor
        takesRoot = root
    }

    /// The formula of `metric`; nil when its season, level or interval was not among the settings.
    init?(_ metric: Metric, in layout: StatisticLayout) {
        typealias Sum = StatisticLayout
        switch metric.name {
        case .mape:
            self.init(Sum.percentageError, per: Sum.nonzeroPoints, entered: Sum.nonzeroPoints, factor: 100)
        case .wape: self.init(Sum.absoluteError, per: Sum.absoluteActual, entered: Sum.points, factor: 100)
        case .smape: self.init(Sum.symmetricError, per: Sum.points, entered: Sum.points, factor: 100)
        case .mae: self.init(Sum.absoluteError, per: Sum.points, entered: Sum.points)
        case .rmse: self.init(Sum.squaredError, per: Sum.points, entered: Sum.points, root: true)
        case .bias: self.init(Sum.error, per: Sum.absoluteActual, entered: Sum.points, factor: 100)
        case .mase, .rmsse:
            guard let season = metric.season, let first = layout.scaled(season: season) else { return nil }
            self.init(metric.name == .mase ? first : first + 1, per: first + 2, entered: first + 3)
        case .pinball:
            guard let level = metric.level, let index = layout.levels.firstIndex(of: level.value) else {
                return nil
            }
            self.init(Sum.pinball + index, per: Sum.points, entered: Sum.points)
        case .wql:
            guard !layout.levels.isEmpty else { return nil }
            self.init(
                Sum.pinball..<layout.covered, per: Sum.absoluteActual, entered: Sum.points,
                factor: 2 / Double(layout.levels.count), root: false)
        case .coverage:
            guard let covered = layout.covered(by: metric) else { return nil }
            self.init(covered, per: Sum.points, entered: Sum.points, factor: 100)
        }
    }

    /// The numerator in the row that starts at `offset` of `statistics`.
    func numerator(_ statistics: Span<Double>, at offset: Int) -> Double {
        var sum = 0.0
        for slot in numerators { sum += statistics[offset + slot] }
        return sum
    }

    /// The metric; nil where it is undefined or beyond the range of numbers.
    func value(_ numerator: Double, over denominator: Double) -> Double? {
        guard denominator > 0, denominator.isFinite else { return nil }
        let quotient = factor * numerator / denominator
        let value = takesRoot ? quotient.squareRoot() : quotient
        return value.isFinite ? value : nil
    }
}
