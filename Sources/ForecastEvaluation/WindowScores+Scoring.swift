package import ForecastCore

extension WindowScores {
    /// Scores one model's forecasts of one target in one window.
    ///
    /// - Parameters:
    ///   - forecasts: of all series of the panel, in panel order.
    ///   - actuals: `[series, horizon]`, row-major; NaN where there is nothing to score against.
    ///   - scales: of the same series, from the window's training data, for the settings' seasons.
    /// - Throws: `.zeroActuals` under `zeros: error` when MAPE is among the metrics.
    ///
    /// **Missing values** A point without an actual value is not scored. One whose forecast (the mean or
    /// any quantile) is not finite is counted apart and enters no metric.
    ///
    /// **Numerics** A series' sums run over its steps in order; a step's sums run over series in panel
    /// order, in blocks of `RowSums.blockSize`.
    package static func score(
        _ forecasts: ForecastBlock, against actuals: [Double], scales: SeriesScales, settings: EvaluationSettings
    ) throws(ScoringError) -> WindowScores {
        let seriesCount = forecasts.seriesCount
        precondition(
            actuals.count == seriesCount * forecasts.horizon,
            "actuals [\(actuals.count)] for forecasts [\(seriesCount), \(forecasts.horizon)]")
        precondition(
            forecasts.levelCount == settings.levels.count,
            "forecasts of \(forecasts.levelCount) levels, settings of \(settings.levels.count)")
        precondition(
            scales.seasons == settings.seasons && scales.absolute.count == seriesCount * settings.seasons.count,
            "scales [\(scales.absolute.count)] of seasons \(scales.seasons), wanted \(settings.seasons)")
        precondition(
            settings.scoredSteps.allSatisfy { (0..<forecasts.horizon).contains($0) },
            "scored steps \(settings.scoredSteps) of \(forecasts.horizon)")
        var scorer = WindowScorer(seriesCount: seriesCount, horizon: forecasts.horizon, settings: settings)
        for series in 0..<seriesCount {
            scorer.score(series, forecasts: forecasts.values.span, actuals: actuals.span, scales: scales)
        }
        if settings.zeros == .error, settings.metrics.contains(where: { $0.name == .mape }) {
            try refuseZeros(actuals, horizon: forecasts.horizon, steps: scorer.steps)
        }
        return WindowScores(
            settings: settings, horizon: forecasts.horizon, statistics: scorer.statistics,
            stepStatistics: scorer.stepSums.finished(),
            fallbackReasons: forecasts.outcomes.map { $0.fallback?.reason.rawValue ?? 0 },
            repairs: forecasts.outcomes.reduce(0) { $0 + $1.repairs })
    }

    private static func refuseZeros(_ actuals: [Double], horizon: Int, steps: [Int]) throws(ScoringError) {
        var count = 0, first = (series: 0, step: 0)
        for series in 0..<actuals.count / horizon {
            for step in steps where actuals[series * horizon + step] == 0 {
                if count == 0 { first = (series, step) }
                count += 1
            }
        }
        if count > 0 { throw .zeroActuals(count: count, firstSeries: first.series, firstStep: first.step) }
    }
}

/// The buffers of one scoring pass, and the arithmetic of a point.
private struct WindowScorer {
    let layout: StatisticLayout
    let horizon: Int
    let steps: [Int]
    /// `[series, statistic]`.
    var statistics: [Double]
    var stepSums: RowSums
    /// `[statistic]`: the point at hand.
    private var point: [Double]

    init(seriesCount: Int, horizon: Int, settings: EvaluationSettings) {
        layout = settings.layout
        self.horizon = horizon
        steps = settings.scoredSteps.isEmpty ? Array(0..<horizon) : settings.scoredSteps
        statistics = [Double](repeating: 0, count: seriesCount * layout.width)
        stepSums = RowSums(groups: horizon, width: layout.width)
        point = [Double](repeating: 0, count: layout.width)
    }

    mutating func score(_ series: Int, forecasts: Span<Double>, actuals: Span<Double>, scales: SeriesScales) {
        let width = 1 + layout.levels.count
        let row = series * layout.width
        for step in steps {
            let actual = actuals[series * horizon + step]
            if actual.isNaN { continue }
            let start = (series * horizon + step) * width
            fill(forecast: forecasts.extracting(start..<start + width), actual: actual)
            for slot in 0..<layout.scaled { statistics[row + slot] += point[slot] }
            for season in layout.seasons.indices { storeScaled(&point, row: 0, series, season, scales) }
            stepSums.add(point, at: 0, to: step)
        }
        for season in layout.seasons.indices { storeScaled(&statistics, row: row, series, season, scales) }
        stepSums.endRow()
    }

    /// Every plain statistic of one point.
    private mutating func fill(forecast: Span<Double>, actual y: Double) {
        for slot in 0..<layout.scaled { point[slot] = 0 }
        for index in forecast.indices where !forecast[index].isFinite {
            point[StatisticLayout.unforecast] = 1
            return
        }
        let f = forecast[0]
        let error = (y - f).magnitude
        point[StatisticLayout.points] = 1
        point[StatisticLayout.absoluteError] = error
        point[StatisticLayout.squaredError] = error * error
        point[StatisticLayout.error] = f - y
        point[StatisticLayout.absoluteActual] = y.magnitude
        if y != 0 {
            point[StatisticLayout.percentageError] = error / y.magnitude
            point[StatisticLayout.nonzeroPoints] = 1
        }
        // 0 when both are 0: nothing was there, and nothing was forecast.
        point[StatisticLayout.symmetricError] = error == 0 ? 0 : 2 * error / (y.magnitude + f.magnitude)
        for (index, level) in layout.levels.enumerated() {
            let above = y - forecast[1 + index]
            point[StatisticLayout.pinball + index] = above >= 0 ? level * above : (level - 1) * above
        }
        for (index, bounds) in layout.intervals.enumerated()
        where forecast[1 + bounds[0]] <= y && y <= forecast[1 + bounds[1]] {
            point[layout.covered + index] = 1
        }
    }

    /// The scaled errors of the row of sums at `row`, be it one point or all points of a series.
    private func storeScaled(
        _ sums: inout [Double], row: Int, _ series: Int, _ season: Int, _ scales: SeriesScales
    ) {
        let first = row + layout.scaled + 4 * season
        let points = sums[row + StatisticLayout.points]
        let absolute = scales.absolute[series * layout.seasons.count + season]
        let squared = scales.squared[series * layout.seasons.count + season]
        let isDefined = points > 0 && !absolute.isNaN
        let meanSquare = sums[row + StatisticLayout.squaredError] / points
        sums[first] = isDefined ? sums[row + StatisticLayout.absoluteError] / points / absolute : 0
        sums[first + 1] = isDefined ? (meanSquare / squared).squareRoot() : 0
        sums[first + 2] = isDefined ? 1 : 0
        sums[first + 3] = isDefined ? points : 0
    }
}
