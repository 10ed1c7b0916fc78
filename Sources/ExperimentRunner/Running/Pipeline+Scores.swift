internal import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
package import ForecastEvaluation
package import ForecastTasks
internal import Workers

extension Pipeline {
    /// The scores of the models `names` on `target`, by forecasts that the cache holds after a run.
    package func scores(of names: [String], on target: String) throws -> [ScoreTable] {
        let found = try backtest(of: names, on: target)
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)
        let tables = try EvaluationStage(
            experiment: found.spec, history: found.history, queue: queue, progress: options.progress
        ).run(found.spec.models.map { found.blocks[$0.name] ?? [] })
        return names.compactMap { name in tables.first { $0.model == name } }
    }

    /// What a backtest of some models on one target came to.
    package struct Backtest {
        package let history: TargetHistory
        /// By the model's name: `[window]`.
        package let blocks: [String: [ForecastBlock]]
        /// The spec with these models, and what they are made of, alone.
        let spec: ExperimentSpec
    }

    /// The forecasts of the models `names` on `target`, by what the cache holds after a run.
    package func backtest(of names: [String], on target: String) throws -> Backtest {
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
        return Backtest(
            history: history,
            blocks: Dictionary(
                uniqueKeysWithValues: zip(narrowed.spec.models.map(\.name), forecasts.map(\.blocks))),
            spec: narrowed.spec)
    }
}
