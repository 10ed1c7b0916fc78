/// A panel as it is known at one cutoff: targets and past-only columns end there, because later values are
/// not in it; what is known ahead reaches to the end of the horizon.
package struct KnownPanel: Sendable {
    package let panel: Panel
    package let target: String
    package let window: BacktestWindow
    /// From this window's training data.
    package let classes: SeriesClasses
    package let levels: [QuantileLevel]

    /// Hides everything of `panel` that is not known at the cutoff of `window`.
    package init(
        _ panel: Panel, target: String, window: BacktestWindow, classes: SeriesClasses,
        levels: [QuantileLevel]
    ) {
        self.target = target
        self.window = window
        self.classes = classes
        self.levels = levels
        self.panel = Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep,
            columns: panel.columns.map { Self.hidden($0, panel: panel, window: window) },
            attributes: panel.attributes, holidays: panel.holidays)
    }

    /// Steps from the cutoff to the last scored period.
    package var reach: Int { window.gap + window.horizon }

    private static func hidden(_ column: PanelColumn, panel: Panel, window: BacktestWindow) -> PanelColumn {
        let end = column.knowledge == .knownAhead ? window.test.upperBound : window.training.upperBound
        var values = Array(column.values)
        for series in 0..<panel.seriesCount {
            let row = series * panel.grid.count
            for step in end..<max(end, panel.grid.count) { values[row + step] = .nan }
        }
        return column.with(values: values)
    }
}
