internal import ArtefactStore
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import SharedStore
package import Workers

/// The tasks of an experiment, for whoever performs them elsewhere.
package enum TaskListing {
    /// The lines of the tasks, in the order of a run. The resolved spec, by which a worker knows what to do, goes into the store.
    /// - Throws: `DiagnosticsError`, `StoreError`.
    package static func lines(of experiment: PreparedExperiment, seriesPerTask: Int?) throws -> [String] {
        let panel = try experiment.loadPanel()
        let windows = try experiment.windows(on: panel.grid)
        let store = try ArtefactStore.open(folder: experiment.project.store)
        try experiment.shareSpec(in: store)
        if let obstacle = store.writingObstacle { throw UnsharedSpec(reason: obstacle) }
        return try experiment.spec.data.targets.flatMap { target in
            try experiment.taskList.tasks(
                on: target, series: panel.seriesCount, windows: windows.count,
                seriesPerTask: SharedTasks.seriesPerTask(seriesPerTask, of: panel.seriesCount)
            ).map { try $0.line }
        }
    }

    /// The lines of the tasks whose forecasts the cache lacks, for workers that have nothing but the store `shared`, which is
    /// filled with what they need. Of a global model whose training is a task apart that is the training, and once it is done the
    /// forecasts.
    /// - Throws: `DiagnosticsError`, `StoreError`, `SharedStoreError`.
    package static func lines(
        of experiment: PreparedExperiment, shared: String, seriesPerTask: Int?, queue: WorkQueue
    ) throws -> [String] {
        let panel = try experiment.loadPanel()
        let spec = experiment.spec
        let windows = try experiment.windows(on: panel.grid)
        let store = try ArtefactStore.open(folder: experiment.project.store)
        let classification = ClassStage(spec: spec, panel: panel)
        let classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        return try spec.data.targets.flatMap { target in
            let history = try TargetHistory(
                target: target, panel: panel, windows: windows, backtest: spec.backtest, queue: queue)
            let worker = try experiment.worker(
                history, classes: classes, store: store, ignoresCache: false, queue: queue,
                progress: SilentProgress(),
                shared: SharedWork(of: history, classes: classes, levels: spec.quantiles, clock: { 0 }),
                spent: TimeByModel(jobs: queue.jobs, clock: { 0 }))
            return try SharedTasks(
                experiment, worker, in: Project.sharedStore(at: shared),
                seriesPerTask: seriesPerTask
            ).publishAll().map { try $0.line }
        }
    }
}
