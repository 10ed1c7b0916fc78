package import ForecastCore

/// The scores of one model on one target over all windows of a backtest.
///
/// **Numerics** Everything is summed in plan order: windows in order, within each the series in panel
/// order. How the work was split between threads cannot reach a bit.
package struct ScoreTable: Sendable {
    package let model: String
    package let target: String
    package let settings: EvaluationSettings
    /// In window order.
    package let windows: [WindowScores]
    /// One group per window.
    package let totalsByWindow: ScoreTotals
    /// One group: every series, step and window.
    package let total: ScoreTotals
    /// Which windows share test periods.
    package let overlap: WindowOverlap

    /// - Parameter overlap: nil for windows that share nothing.
    package init(
        model: String, target: String, settings: EvaluationSettings, windows: [WindowScores],
        overlap: WindowOverlap? = nil
    ) {
        for scores in windows {
            precondition(scores.settings == settings, "windows of \(model) that were scored differently")
            precondition(
                scores.seriesCount == windows[0].seriesCount && scores.horizon == windows[0].horizon,
                "windows of \(model) with different shapes")
        }
        self.model = model
        self.target = target
        self.settings = settings
        self.windows = windows
        self.overlap = overlap ?? .disjoint(windows.count)
        let width = settings.layout.width
        var byWindow = RowSums(groups: windows.count, width: width)
        var overall = RowSums(groups: 1, width: width)
        for (index, scores) in windows.enumerated() {
            var sums = RowSums(groups: 1, width: width)
            for series in 0..<scores.seriesCount {
                sums.add(scores.statistics, at: series * width, to: 0)
                sums.endRow()
            }
            let window = sums.finished()
            byWindow.add(window, at: 0, to: index)
            overall.add(window, at: 0, to: 0)
            byWindow.endRow()
            overall.endRow()
        }
        totalsByWindow = ScoreTotals(layout: settings.layout, sums: byWindow.finished())
        total = ScoreTotals(layout: settings.layout, sums: overall.finished())
    }

    package var seriesCount: Int { windows.first?.seriesCount ?? 0 }
    package var horizon: Int { windows.first?.horizon ?? 0 }

    /// The metric pooled over all series, steps and windows.
    package func value(of metric: Metric) -> MetricValue { total.value(of: metric) }

    /// The metric over some of the series: those that `isIncluded` in a window.
    package func value(of metric: Metric, where isIncluded: (_ series: Int, _ window: Int) -> Bool)
        -> MetricValue
    {
        grouped(into: 1) { isIncluded($0, $1) ? 0 : -1 }.value(of: metric)
    }

    /// One group per segment.
    package func totals(by segmentation: Segmentation) -> ScoreTotals {
        precondition(
            segmentation.indices.count == windows.count
                && segmentation.indices.allSatisfy { $0.count == seriesCount },
            "segments \(segmentation.name) of another panel")
        return grouped(into: segmentation.labels.count) { Int(segmentation.indices[$1][$0]) }
    }

    /// One group per horizon step, over all series and windows.
    ///
    /// MASE and RMSSE of a step are means over the points of that step.
    package func totalsByStep() -> ScoreTotals {
        let width = settings.layout.width
        var sums = RowSums(groups: horizon, width: width)
        for scores in windows {
            for step in 0..<horizon { sums.add(scores.stepStatistics, at: step * width, to: step) }
            sums.endRow()
        }
        return ScoreTotals(layout: settings.layout, sums: sums.finished())
    }

    /// One group per series, over all windows. **Complexity** as much memory as one window's scores; none where there is one.
    package func totalsBySeries() -> ScoreTotals {
        if windows.count == 1 { return ScoreTotals(layout: settings.layout, sums: windows[0].statistics) }
        var sums = [Double](repeating: 0, count: seriesCount * settings.layout.width)
        for scores in windows {
            for index in sums.indices { sums[index] += scores.statistics[index] }
        }
        return ScoreTotals(layout: settings.layout, sums: sums)
    }

    private func grouped(into groups: Int, by group: (_ series: Int, _ window: Int) -> Int) -> ScoreTotals {
        let width = settings.layout.width
        var sums = RowSums(groups: groups, width: width)
        for (window, scores) in windows.enumerated() {
            for series in 0..<scores.seriesCount {
                let index = group(series, window)
                if index >= 0 { sums.add(scores.statistics, at: series * width, to: index) }
                sums.endRow()
            }
            sums.endBlock()
        }
        return ScoreTotals(layout: settings.layout, sums: sums.finished())
    }
}
