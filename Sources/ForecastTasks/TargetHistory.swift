package import ExperimentSpec
package import ForecastCore
package import Workers

/// One target of the panel, cut into what each backtest window may see.
package struct TargetHistory: Sendable {
    package let target: String
    package let panel: Panel
    package let windows: [BacktestWindow]
    /// `[window][series]`.
    package let participation: [[Participation]]
    /// What a local model sees of each series in each window, as a digest; `[window][series]`.
    let digests: [[Digest]]
    /// The first period in which the target was below 0, as returns that a data set keeps (`negative: keep`) make it;
    /// nil where it never was. `[series]`.
    private let firstNegative: [Int?]
    private let column: PanelColumn

    /// The target over the whole grid, `[series, time]`.
    package var values: Numbers { column.values }

    /// Whether a series takes part in a window.
    package enum Participation: Sendable, Equatable {
        case full
        /// Fewer observations than `min_history`: forecast by the fallback.
        case short
        /// Fewer observations than `min_history`, and the spec leaves such series out.
        case skipped
        /// No observation up to the cutoff: nothing to forecast from, never scored.
        case notLaunched

        package var isForecast: Bool { self == .full || self == .short }
    }

    package init(
        target: String, panel: Panel, windows: [BacktestWindow], backtest: BacktestDeclaration,
        queue: WorkQueue
    ) throws {
        guard let column = panel.column(target) else {
            preconditionFailure("the plan checked that the data set has a target \(target)")
        }
        self.target = target
        self.panel = panel
        self.windows = windows
        self.column = column
        firstNegative = column.firstNegative(periods: panel.grid.count)
        participation = try queue.map(windows.count) { window in
            (0..<panel.seriesCount).map { series in
                Self.participation(
                    of: series, in: windows[window], column: column, panel: panel, backtest: backtest)
            }
        }
        panel.letGo()
        digests = try queue.map(windows.count) { window in
            (0..<panel.seriesCount).map { series in
                panel.seriesDigest(of: column, series: series, range: windows[window].training)
            }
        }
        panel.letGo()
    }

    /// Whether forecasts of `series` may be below 0: only where the series itself was before the cutoff. What others
    /// sold or took back says nothing of it.
    package func mayBeNegative(_ series: Int, in window: BacktestWindow) -> Bool {
        firstNegative[series].map { $0 < window.training.upperBound } ?? false
    }

    /// Everything of `series` that `window` may see.
    package func history(of series: Int, in window: BacktestWindow) -> SeriesHistory {
        let row = series * panel.grid.count
        let first = min(max(window.training.lowerBound, panel.firstStep[series]), window.training.upperBound)
        return SeriesHistory(
            id: panel.seriesIDs[series],
            values: Array(column.values[row + first..<row + window.training.upperBound]),
            firstStep: first)
    }

    /// **Shape** `[series, horizon]`; NaN where nothing is scored: unobserved, or the series does not take
    /// part in the window.
    package func actuals(in window: BacktestWindow) -> [Double] {
        var actuals: [Double] = []
        actuals.reserveCapacity(panel.seriesCount * window.horizon)
        for series in 0..<panel.seriesCount {
            if series % 8192 == 0 { column.values.letGo() }
            if participation[window.index][series].isForecast {
                let row = series * panel.grid.count
                actuals.append(
                    contentsOf: column.values[row + window.test.lowerBound..<row + window.test.upperBound])
            } else {
                actuals.append(contentsOf: repeatElement(Double.nan, count: window.horizon))
            }
        }
        column.values.letGo()
        return actuals
    }

    /// Where the randomness of one forecast comes from.
    func randomPath(seed: UInt64, kind: String, window: BacktestWindow, series: Int) -> RandomPath {
        RandomPath(seed: seed, [kind, target, panel.grid.label(of: window.cutoff), panel.seriesIDs[series]])
    }

    /// The series that are forecast in `window`, by their index.
    package func forecastSeries(in window: BacktestWindow) -> [Int] {
        participation[window.index].indices.filter { participation[window.index][$0].isForecast }
    }

    /// Forecasts that one model makes over all windows.
    package var forecastCount: Int {
        participation.reduce(0) { sum, window in sum + window.count { $0.isForecast } }
    }

    /// Forecasts that one model makes of these series over all windows.
    package func forecastCount(of series: Range<Int>) -> Int {
        participation.reduce(0) { sum, window in sum + window[series].count { $0.isForecast } }
    }

    /// What was observed of `series` in the test periods: **shape** `[series, horizon]`, NaN where missing.
    package func observations(of series: [Int], in window: BacktestWindow) -> [Double] {
        series.flatMap { index in
            let row = index * panel.grid.count
            return column.values[row + window.test.lowerBound..<row + window.test.upperBound]
        }
    }

    /// - Throws: `DiagnosticsError(.data)` when series are short and the spec calls that an error.
    package func refuseShortSeries(under backtest: BacktestDeclaration) throws(DiagnosticsError) {
        guard backtest.shortSeries == .error else { return }
        for window in windows {
            let short = participation[window.index].indices.filter {
                participation[window.index][$0] != .full
            }
            guard let first = short.first else { continue }
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "D302",
                        "\(short.count) series \(short.count == 1 ? "has" : "have") fewer than \(backtest.minHistory) observations of \(target) "
                            + "up to \(panel.grid.label(of: window.cutoff))",
                        notes: ["the first is series '\(panel.seriesIDs[first])'"],
                        fix: "set backtest.short_series to fallback or skip, or lower backtest.min_history")
                ])
        }
    }

    /// - Throws: `DiagnosticsError(.data)` when MAPE would divide by zero and the spec calls that an error.
    package func refuseZeroActuals(under evaluation: EvaluationDeclaration) throws(DiagnosticsError) {
        guard evaluation.zeros == .error, evaluation.metrics.contains(where: { $0.name == .mape }) else {
            return
        }
        for window in windows {
            let actuals = actuals(in: window)
            let steps = evaluation.steps.isEmpty ? Array(0..<window.horizon) : evaluation.steps.map { $0 - 1 }
            let zeros = (0..<panel.seriesCount).flatMap { series in
                steps.filter { actuals[series * window.horizon + $0] == 0 }.map { (series, $0) }
            }
            guard let (series, step) = zeros.first else { continue }
            throw zeroActuals(
                count: zeros.count, firstSeries: series, firstStep: window.test.lowerBound + step)
        }
    }

    /// What is said of zeros where none may be; `firstStep` counts on the panel's grid.
    func zeroActuals(count: Int, firstSeries: Int, firstStep: Int) -> DiagnosticsError {
        DiagnosticsError(
            .data,
            [
                Diagnostic(
                    code: "D301",
                    "MAPE is undefined: \(count) actual values of \(target) are 0, and the spec says 'zeros: error'",
                    notes: [
                        "the first is series '\(panel.seriesIDs[firstSeries])', \(panel.grid.label(of: firstStep))"
                    ],
                    fix: "set evaluate.zeros to skip (they are counted), or choose wape")
            ])
    }

    private static func participation(
        of series: Int, in window: BacktestWindow, column: PanelColumn, panel: Panel,
        backtest: BacktestDeclaration
    ) -> Participation {
        let row = series * panel.grid.count
        var observed = 0
        for step in window.training where !column.values[row + step].isNaN { observed += 1 }
        if observed == 0 { return .notLaunched }
        guard observed < backtest.minHistory else { return .full }
        return backtest.shortSeries == .skip ? .skipped : .short
    }
}
