internal import ForecastCore

/// One version of the data, as the spec selects it.
struct CanaryData: Sendable {
    let panel: Panel
    let windows: [BacktestWindow]
    /// `[window]`.
    let classes: [SeriesClasses]

    func label(of window: BacktestWindow) -> String { panel.grid.label(of: window.cutoff) }
}
