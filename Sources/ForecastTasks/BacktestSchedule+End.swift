package import ExperimentSpec
package import ForecastCore

extension BacktestSchedule {
    /// The window that begins after the last observation of `target`, and the panel on a grid that its test periods lie
    /// on: the forecast that is not scored yet. What is planned for those periods is known, the rest of them is missing.
    ///
    /// Nil where nothing was observed.
    package static func end(
        of panel: Panel, target: String, backtest: BacktestDeclaration
    ) -> (panel: Panel, window: BacktestWindow)? {
        guard let cutoff = panel.lastObserved(of: target) else { return nil }
        let window = window(0, cutoff: cutoff, fittedIn: 0, of: backtest)
        return (panel.extended(toPeriods: window.test.upperBound), window)
    }
}
