internal import ExperimentSpec
internal import ForecastCore
internal import Workers

/// Makes a model's forecasts of series and of their sums add up, window by window. As with combinations nothing of it is
/// kept in the cache.
struct ReconciliationStage {
    let spec: ExperimentSpec
    let learning: LearningHistory
    let levels: [LevelWork]
    let queue: WorkQueue

    private typealias Output = GlobalForecastStage.Output

    private var history: TargetHistory { learning.backtest }

    /// - Parameter base: of the model that `reconciler` is about, with its forecasts of every level.
    func run(
        _ declaration: ModelDeclaration, _ reconciler: any ForecastReconciler,
        _ base: GlobalForecastStage.Output
    ) throws -> GlobalForecastStage.Output {
        let places = reconciler.levels.compactMap { name in levels.firstIndex { $0.level.name == name } }
        precondition(places.count == reconciler.levels.count, "a level of \(declaration.name) was not made")
        let hierarchy = Hierarchy(
            levels: places.map { levels[$0].level }, seriesCount: history.panel.seriesCount)
        let found = try queue.map(history.windows.count) { index in
            let window = history.windows[index]
            let forecasts = HierarchicalForecasts(
                hierarchy: hierarchy, levels: places.map { base.levels[$0].blocks[index] },
                series: base.blocks[index], quantiles: spec.quantiles,
                isNonNegative: (0..<history.panel.seriesCount).map {
                    !history.mayBeNegative($0, in: window)
                })
            return reconciler.reconcile(
                forecasts, errors: errors(before: window, of: base, at: places, reconciler.earlierWindows),
                random: RandomPath(
                    seed: spec.seed,
                    [declaration.kind, history.target, history.panel.grid.label(of: window.cutoff)]))
        }
        var output = GlobalForecastStage.Output(
            blocks: found.map(\.series), notes: [note(on: found, of: declaration)])
        // A level that it does not go by has none.
        output.levels = levels.indices.map { index in
            GlobalForecastStage.Output(
                blocks: places.firstIndex(of: index).map { place in found.map { $0.levels[place] } } ?? [])
        }
        return output
    }

    // MARK: - Errors

    /// What the model missed in the windows that ended before the cutoff of `window`.
    private func errors(
        before window: BacktestWindow, of base: GlobalForecastStage.Output, at places: [Int], _ count: Int
    ) -> HierarchicalErrors {
        let columns = places.reduce(history.panel.seriesCount) { $0 + levels[$1].level.nodes.count }
        guard count > 0, let extended = learning.extended else {
            return HierarchicalErrors(values: [], rows: 0, columns: columns, windows: 0)
        }
        let earlier = extended.schedule.earlier[window.index].prefix(count)
        var values = [Double](repeating: .nan, count: earlier.count * window.horizon * columns)
        for (index, place) in earlier.enumerated() {
            var column = 0
            for level in places {
                guard let own = levels[level].worker.learning.extended else {
                    preconditionFailure("a level learns from other windows than the series")
                }
                put(
                    base.levels[level].forecasts(inExtended: place),
                    own.history.actuals(in: own.schedule.windows[place]),
                    row: index * window.horizon, column: column, of: columns, into: &values)
                column += levels[level].level.nodes.count
            }
            put(
                base.forecasts(inExtended: place),
                extended.history.actuals(in: extended.schedule.windows[place]),
                row: index * window.horizon, column: column, of: columns, into: &values)
        }
        return HierarchicalErrors(
            values: values, rows: earlier.count * window.horizon, columns: columns, windows: earlier.count)
    }

    /// - Parameters:
    ///   - actuals: **shape** `[series, horizon]`.
    ///   - row: of the first step.
    ///   - column: of the first series.
    private func put(
        _ block: ForecastBlock, _ actuals: [Double], row: Int, column: Int, of columns: Int,
        into values: inout [Double]
    ) {
        for series in 0..<block.seriesCount where !block.outcomes[series].isAbsent {
            for step in 0..<block.horizon {
                values[(row + step) * columns + column + series] =
                    actuals[series * block.horizon + step] - block.mean(series, step)
            }
        }
    }

    // MARK: - What the report says

    private func note(on found: [Reconciliation], of declaration: ModelDeclaration) -> String {
        let (of, method) = (
            declaration.parameters.members.first?.name ?? "",
            declaration.parameters.values["method"]?.text ?? ""
        )
        var parts = ["\(declaration.name): \(history.target) of \(of) made to add up by \(method)"]
        let shrinkages = found.compactMap(\.shrinkage)
        if let least = shrinkages.min(), let most = shrinkages.max() {
            parts.append(
                "\(NumberText.fixed(100 * least, decimals: 0)) to \(NumberText.fixed(100 * most, decimals: 0)) % of the covariance of "
                    + "errors is its diagonal")
        }
        let untaught = found.count { $0.windows == 0 }
        if untaught > 0, declaration.parameters.values["windows"] != .integer(0) {
            parts.append(
                "before \(NumberText.count(untaught, "cutoff", "cutoffs")) there is no window to learn errors from, and a sum's "
                    + "variance is taken as the number of its series")
        }
        let clipped = found.reduce(0) { $0 + $1.clipped }
        let total = found.reduce(0) { $0 + $1.total }
        if clipped > 0, total > 0 {
            let share = 100 * found.reduce(0) { $0 + $1.raised } / total
            parts.append(
                "\(NumberText.count(clipped, "mean", "means")) below 0 set to 0, which raised the sum of all by "
                    + "\(NumberText.fixed(share, decimals: 2)) %")
        }
        return parts.joined(separator: "; ") + "."
    }
}
