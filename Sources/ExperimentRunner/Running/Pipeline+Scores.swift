internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
package import ForecastEvaluation
internal import ForecastTasks
internal import Workers

extension Pipeline {
    /// The scores of the models `names` on `target`, by forecasts that the cache holds after a run.
    package func scores(of names: [String], on target: String) throws -> [ScoreTable] {
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)
        let members = names.flatMap(experiment.parts(ofModelNamed:))
        let others = Set(experiment.spec.models.map(\.name)).subtracting(names + members)
        let narrowed = experiment.dropping(others)
        var again = options
        again.force = false
        let panel = try narrowed.loadPanel()
        let windows = try narrowed.windows(on: panel.grid)
        let history = try TargetHistory(
            target: target, panel: panel, windows: windows, backtest: narrowed.spec.backtest, queue: queue)
        let classification = ClassStage(spec: narrowed.spec, panel: panel)
        let classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        let shared = SharedWork(
            of: history, classes: classes, levels: narrowed.spec.quantiles, clock: options.clock)
        let store = try openStore()
        defer { tellEvents(of: store) }
        let forecasts = try Pipeline(narrowed, options: again).forecasts(
            history, classes: classes, store: store, queue: queue, progress: options.progress, shared: shared,
            spent: TimeByModel(jobs: options.jobs, clock: options.clock))
        let tables = try EvaluationStage(
            experiment: narrowed.spec, history: history, queue: queue, progress: options.progress
        ).run(forecasts.map(\.blocks))
        return names.compactMap { name in tables.first { $0.model == name } }
    }
}
