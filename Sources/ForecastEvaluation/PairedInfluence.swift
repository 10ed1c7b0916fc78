package import ForecastCore

/// How much each series in each window moves the improvement of a challenger over a champion.
///
/// Every metric is a function of two sums, M = g(factor * n / d) with g the identity or the root, so that to first
/// order a part with the sums (n', d') moves M by
///
///     f * (n' - (n/d) d'),     f = factor / d * g'(factor * n / d)
///
/// (the delta method for a ratio estimator; Cochran 1977, section 6.6). What it does to the improvement follows:
///
/// | metric | n, d | loss L | z = influence on the improvement |
/// |---|---|---|---|
/// | WAPE, MAPE, sMAPE | sums of errors over sums of \|y\| or points | M | dL_champion - dL_challenger |
/// | bias | sum of f - y over that of \|y\| | \|M\| | the same, dL = sign(M) dM |
/// | coverage | covered points over points | \|M - nominal\| | the same, dL = sign(M - nominal) dM |
/// | MAE, pinball, WQL | sums of errors over points or \|y\| | M | 100 (M_x dM_c / M_c^2 - dM_x / M_c) |
/// | RMSE | squared errors over points | M, g the root | the same |
/// | MASE, RMSSE | sums over (series, window) of scaled errors over their number | M | the same |
///
/// where c is the champion and x the challenger: improvements of the lower rows are percentages of the champion's
/// value, themselves a ratio. MASE and RMSSE are means over pairs of a series and a window, so their scales are
/// no part of the derivative. The z of all series and windows sum to 0.
package struct PairedInfluence: InfluenceGrid {
    package let windows: [Int]
    package let measuredSeries: [Int]
    package let seriesShares: [Double]
    package let windowShares: [Double]
    /// The quantity itself.
    package let value: Double
    /// The quantity by measured window; nil where it is undefined.
    package let valueByWindow: [Double?]

    private let champion: Side
    private let challenger: Side

    /// One model's part in z: `weight * (n' - ratio * d')`.
    private struct Side {
        let table: ScoreTable
        let formula: MetricFormula
        var weight = 0.0
        var ratio = 0.0

        /// Adds the part of each of `series` in a window to `values`.
        func add(window: Int, of series: [Int], to values: inout [Double]) {
            let statistics = table.windows[window].statistics
            let width = table.settings.layout.width
            for (position, series) in series.enumerated() {
                let row = series * width
                values[position] +=
                    weight
                    * (formula.numerator(statistics.span, at: row) - ratio
                        * statistics[row + formula.denominator])
            }
        }
    }

    /// Nil when the metric is not among the settings, is undefined for a model or admits no improvement.
    /// - Parameter isIncluded: `[window][series]`: the part of the panel to look at; nil for all of it.
    package init?(
        _ champion: ScoreTable, _ challenger: ScoreTable, _ metric: Metric,
        of quantity: Quantity = .improvement,
        isIncluded: [[Bool]]? = nil
    ) {
        guard let formula = MetricFormula(metric, in: champion.settings.layout) else { return nil }
        let ground = Ground(champion, formula, isIncluded)
        guard !ground.windows.isEmpty else { return nil }
        let left = Self.sums(champion, formula, ground)
        let right = Self.sums(challenger, formula, ground)
        guard let theirs = formula.value(left.total), let ours = formula.value(right.total),
            let value = quantity.value(metric, champion: theirs, challenger: ours)
        else { return nil }
        windows = ground.windows
        measuredSeries = ground.series
        // Both have the same points, so the champion's denominators speak for both.
        seriesShares = ground.seriesDenominators.map { $0 / left.total[1] }
        windowShares = left.windows.map { $0[1] / left.total[1] }
        self.value = value
        valueByWindow = zip(left.windows, right.windows).map { pair in
            guard let theirs = formula.value(pair.0), let ours = formula.value(pair.1) else { return nil }
            return quantity.value(metric, champion: theirs, challenger: ours)
        }
        let slopes = quantity.slopes(metric, champion: theirs, challenger: ours)
        self.champion = Side(
            table: champion, formula: formula, weight: slopes.champion * formula.slope(left.total),
            ratio: left.total[0] / left.total[1])
        self.challenger = Side(
            table: challenger, formula: formula, weight: slopes.challenger * formula.slope(right.total),
            ratio: right.total[0] / right.total[1])
        self.isIncluded = isIncluded
    }

    private let isIncluded: [[Bool]]?

    /// z of the measured series in a measured window. **Shape** `[measured series]`.
    package func values(inWindow index: Int) -> [Double] {
        let window = windows[index]
        var values = [Double](repeating: 0, count: measuredSeries.count)
        champion.add(window: window, of: measuredSeries, to: &values)
        challenger.add(window: window, of: measuredSeries, to: &values)
        if let isIncluded {
            for (position, series) in measuredSeries.enumerated() where !isIncluded[window][series] {
                values[position] = 0
            }
        }
        return values
    }

    // MARK: - Sums

    /// Where the metric has something to measure.
    private struct Ground {
        private(set) var windows: [Int] = []
        private(set) var series: [Int] = []
        private(set) var seriesDenominators: [Double] = []
        let isIncluded: [[Bool]]?

        init(_ table: ScoreTable, _ formula: MetricFormula, _ isIncluded: [[Bool]]?) {
            self.isIncluded = isIncluded
            let width = table.settings.layout.width
            var isMeasured = [Bool](repeating: false, count: table.seriesCount)
            var denominators = [Double](repeating: 0, count: table.seriesCount)
            for (window, scores) in table.windows.enumerated() {
                var isWindowMeasured = false
                let statistics = scores.statistics
                for series in 0..<table.seriesCount
                where statistics[series * width + formula.entered] > 0 {
                    if let isIncluded, !isIncluded[window][series] { continue }
                    isMeasured[series] = true
                    isWindowMeasured = true
                    denominators[series] += statistics[series * width + formula.denominator]
                }
                if isWindowMeasured { windows.append(window) }
            }
            series = isMeasured.indices.filter { isMeasured[$0] }
            seriesDenominators = series.map { denominators[$0] }
        }
    }

    /// Numerator and denominator: of everything, and by measured window.
    private static func sums(_ table: ScoreTable, _ formula: MetricFormula, _ ground: Ground)
        -> (total: SIMD2<Double>, windows: [SIMD2<Double>])
    {
        let width = table.settings.layout.width
        let windows = ground.windows.map { window in
            let statistics = table.windows[window].statistics
            var sum = SIMD2<Double>.zero
            for series in ground.series {
                if let isIncluded = ground.isIncluded, !isIncluded[window][series] { continue }
                let row = series * width
                sum += SIMD2(
                    formula.numerator(statistics.span, at: row), statistics[row + formula.denominator])
            }
            return sum
        }
        return (windows.reduce(.zero, +), windows)
    }
}

extension MetricFormula {
    fileprivate func value(_ sums: SIMD2<Double>) -> Double? { value(sums[0], over: sums[1]) }

    /// The derivative of the metric by its numerator; 0 where all errors are 0.
    fileprivate func slope(_ sums: SIMD2<Double>) -> Double {
        let slope = factor / sums[1]
        guard takesRoot, let value = value(sums) else { return slope }
        return value > 0 ? 0.5 * slope / value : 0
    }
}

extension PairedInfluence {
    /// What is asked about two models.
    package enum Quantity {
        /// `Metric.improvement`.
        case improvement
        /// The challenger's value less the champion's.
        case shift
        /// The challenger's loss.
        case challengersLoss

        fileprivate func value(_ metric: Metric, champion: Double, challenger: Double) -> Double? {
            switch self {
            case .improvement: metric.improvement(champion: champion, challenger: challenger)
            case .shift: challenger - champion
            case .challengersLoss: metric.loss(challenger)
            }
        }

        /// The derivatives by the values of the champion and the challenger.
        fileprivate func slopes(_ metric: Metric, champion: Double, challenger: Double) -> (
            champion: Double, challenger: Double
        ) {
            switch self {
            case .improvement: metric.improvementSlopes(champion: champion, challenger: challenger)
            case .shift: (-1, 1)
            case .challengersLoss: (0, metric.lossSlope(challenger))
            }
        }
    }
}

extension Metric {
    fileprivate func improvementSlopes(champion: Double, challenger: Double) -> (
        champion: Double, challenger: Double
    ) {
        let left = lossSlope(champion)
        let right = lossSlope(challenger)
        if name.isPercentage { return (left, -right) }
        let base = loss(champion)
        guard base > 0 else { return (0, 0) }
        return (100 * left * (loss(challenger) / base) / base, -100 * right / base)
    }

    fileprivate func lossSlope(_ value: Double) -> Double {
        switch name {
        case .bias: value < 0 ? -1 : 1
        case .coverage: value < interval?.nominalPercent ?? 0 ? -1 : 1
        default: 1
        }
    }
}
