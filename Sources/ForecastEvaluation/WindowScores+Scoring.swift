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
        _ forecasts: ForecastBlock, against actuals: [Double], scales: SeriesScales,
        settings: EvaluationSettings
    ) throws(ScoringError) -> WindowScores {
        let seriesCount = forecasts.seriesCount
        precondition(
            actuals.count == seriesCount * forecasts.horizon,
            "actuals [\(actuals.count)] for forecasts [\(seriesCount), \(forecasts.horizon)]")
        precondition(
            forecasts.levelCount == settings.levels.count,
            "forecasts of \(forecasts.levelCount) levels, settings of \(settings.levels.count)")
        precondition(
            scales.seasons == settings.seasons
                && scales.absolute.count == seriesCount * settings.seasons.count,
            "scales [\(scales.absolute.count)] of seasons \(scales.seasons), wanted \(settings.seasons)")
        precondition(
            settings.scoredSteps.allSatisfy { (0..<forecasts.horizon).contains($0) },
            "scored steps \(settings.scoredSteps) of \(forecasts.horizon)")
        var scorer = WindowScorer(seriesCount: seriesCount, horizon: forecasts.horizon, settings: settings)
        for series in 0..<seriesCount {
            if series % 8192 == 0 { forecasts.values.letGo() }
            forecasts.values.withUnsafeBufferPointer {
                scorer.score(series, forecasts: $0.span, actuals: actuals.span, scales: scales)
            }
        }
        forecasts.values.letGo()
        if settings.zeros == .error, settings.metrics.contains(where: { $0.name == .mape }) {
            try refuseZeros(actuals, horizon: forecasts.horizon, steps: scorer.steps)
        }
        return WindowScores(
            settings: settings, horizon: forecasts.horizon, statistics: scorer.statistics,
            stepStatistics: scorer.stepSums.finished(),
            fallbackReasons: forecasts.outcomes.map(WindowScores.fallbackCode),
            repairs: forecasts.outcomes.reduce(RepairCount()) { $0 + $1.repairs })
    }

    private static func refuseZeros(_ actuals: [Double], horizon: Int, steps: [Int]) throws(ScoringError) {
        var count = 0
        var first = (series: 0, step: 0)
        for series in 0..<actuals.count / horizon {
            for step in steps where actuals[series * horizon + step] == 0 {
                if count == 0 { first = (series, step) }
                count += 1
            }
        }
        if count > 0 { throw .zeroActuals(count: count, firstSeries: first.series, firstStep: first.step) }
    }
}

/// The buffers of one scoring pass.
private struct WindowScorer {
    private let kernel: PointKernel
    private let horizon: Int
    let steps: [Int]
    /// `[series, statistic]`.
    private(set) var statistics: [Double]
    var stepSums: RowSums
    /// `[statistic]`: the point at hand.
    private var point: [Double]

    init(seriesCount: Int, horizon: Int, settings: EvaluationSettings) {
        kernel = PointKernel(layout: settings.layout)
        self.horizon = horizon
        steps = settings.scoredSteps.isEmpty ? Array(0..<horizon) : settings.scoredSteps
        statistics = [Double](repeating: 0, count: seriesCount * settings.layout.width)
        stepSums = RowSums(groups: horizon, width: settings.layout.width)
        point = [Double](repeating: 0, count: settings.layout.width)
    }

    mutating func score(_ series: Int, forecasts: Span<Double>, actuals: Span<Double>, scales: SeriesScales) {
        let width = 1 + kernel.layout.levels.count
        let plain = kernel.layout.scaled
        let row = series * kernel.layout.width
        for step in steps {
            let actual = actuals[series * horizon + step]
            if actual.isNaN { continue }
            let start = (series * horizon + step) * width
            kernel.fill(&point, forecast: forecasts.extracting(start..<start + width), actual: actual)
            for slot in 0..<plain { statistics[row + slot] += point[slot] }
            kernel.scale(&point, row: 0, series: series, scales: scales)
            stepSums.add(point, at: 0, to: step)
        }
        kernel.scale(&statistics, row: row, series: series, scales: scales)
        stepSums.endRow()
    }
}
