package import ExperimentSpec
package import ForecastCore
internal import Reports
package import Workers

/// The periods on which candidates compete: the last ones that the first window of a backtest trains on, cut into
/// windows of the backtest's own horizon. All candidates are fitted once, before the first of them.
package struct HalvingValidation {
    /// The spec with nothing in it but what a search evaluates: point forecasts, no quantiles.
    let spec: ExperimentSpec
    let history: TargetHistory
    /// `[window]`.
    let classes: [SeriesClasses]
    /// The periods that are forecast and scored.
    let periods: ExperimentReport.LabelRange

    /// - Parameter first: the backtest's first window; nothing after its cutoff is looked at.
    /// - Throws: `DiagnosticsError(.spec)` when no training period would be left.
    package init(
        _ declaration: HalvingDeclaration, spec: ExperimentSpec, panel: Panel, first: BacktestWindow,
        queue: WorkQueue
    ) throws {
        let windows = try Self.windows(declaration, spec.backtest, before: first, on: panel.grid)
        var own = spec
        own.quantiles = []
        own.evaluation.zeros = .skip
        own.evaluation.seasons = []
        own.backtest.shortSeries = spec.backtest.shortSeries == .error ? .fallback : spec.backtest.shortSeries
        self.spec = own
        history = try TargetHistory(
            target: spec.promotion?.target ?? spec.data.targets[0], panel: panel, windows: windows,
            backtest: own.backtest, queue: queue)
        let classification = ClassStage(spec: spec, panel: panel)
        classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        let scored = windows[0].test.lowerBound..<windows[windows.count - 1].test.upperBound
        periods = .init(
            first: panel.grid.label(of: scored.lowerBound), last: panel.grid.label(of: scored.upperBound - 1),
            periods: scored.count)
    }

    package static func windows(
        _ declaration: HalvingDeclaration, _ backtest: BacktestDeclaration, before first: BacktestWindow,
        on grid: TimeGrid
    ) throws(DiagnosticsError) -> [BacktestWindow] {
        let end = first.training.upperBound
        var cut = end - declaration.validation
        guard cut > first.training.lowerBound else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E213",
                        "halving.\(declaration.name).validation asks for \(declaration.validation) periods, and the first "
                            + "window trains on \(first.training.count): nothing would be left to train on",
                        fix: "validate on fewer periods, or start the backtest later")
                ])
        }
        var windows: [BacktestWindow] = []
        while cut + backtest.gap + backtest.horizon <= end {
            let start = if case .sliding(let periods) = backtest.train { max(0, cut - periods) } else { 0 }
            let firstTest = cut + backtest.gap
            windows.append(
                BacktestWindow(
                    index: windows.count, training: start..<cut,
                    test: firstTest..<firstTest + backtest.horizon, fittedIn: 0))
            cut += backtest.horizon
        }
        return windows
    }
}
