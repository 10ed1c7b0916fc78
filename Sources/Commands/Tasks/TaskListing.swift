internal import ArtefactStore
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks

/// The tasks of an experiment, for whoever performs them elsewhere.
package enum TaskListing {
    /// The lines of the tasks, in the order of a run. The resolved spec, by which a worker knows what to do, goes into the store.
    /// - Throws: `DiagnosticsError`, `StoreError`.
    package static func lines(of experiment: PreparedExperiment, seriesPerTask: Int) throws -> [String] {
        let panel = try experiment.loadPanel()
        let windows = try experiment.windows(on: panel.grid)
        let store = try ArtefactStore.open(folder: experiment.project.store)
        try experiment.shareSpec(in: store)
        if let obstacle = store.writingObstacle { throw UnsharedSpec(reason: obstacle) }
        return try experiment.spec.data.targets.flatMap { target in
            try experiment.taskList.tasks(
                on: target, series: panel.seriesCount, windows: windows.count, seriesPerTask: seriesPerTask
            ).map { try $0.line }
        }
    }
}
