internal import ForecastCore
package import ForecastTasks
package import SharedStore
internal import TaskEngines

/// The tasks of one target as lines for workers that have nothing but a shared store.
package struct SharedTasks {
    private let experiment: PreparedExperiment
    private let worker: TaskWorker
    private let store: SharedStore
    private let seriesPerTask: Int?

    /// - Parameters:
    ///   - worker: of the run itself, whose cache says what is missing.
    ///   - seriesPerTask: in a task of local models, at most; nil for a number that suits the panel.
    package init(
        _ experiment: PreparedExperiment, _ worker: TaskWorker, in store: SharedStore, seriesPerTask: Int?
    ) {
        self.experiment = experiment
        self.worker = worker
        self.store = store
        self.seriesPerTask = seriesPerTask
    }

    /// The tasks whose forecasts the run's cache lacks, with all that workers need in the store.
    /// - Throws: `SharedStoreError`, `FileError`.
    package func publish() throws -> [ForecastTask] {
        let history = worker.history
        let count = history.panel.seriesCount
        let size = Self.seriesPerTask(seriesPerTask, of: count)
        let missing = experiment.taskList.tasks(
            on: history.target, series: count, windows: history.windows.count, seriesPerTask: size
        ).compactMap(worker.missing)
        guard !missing.isEmpty else { return [] }
        try store.checkWritable()
        try experiment.shareSpec(in: store)
        let project = try SharedProject.publish(experiment, in: store)
        let shards = try stride(from: 0, to: count, by: size).map { first in
            let series = first..<min(first + size, count)
            return (series, try SharedPanel.publish(series, of: history.panel, in: store))
        }
        return missing.map { task in
            task.reading([project] + shards.filter { $0.0.overlaps(task.series) }.map(\.1))
        }
    }

    /// Whole chunks; 16 tasks where the panel is small, and no more than 10,000 series in one.
    package static func seriesPerTask(_ wanted: Int?, of count: Int) -> Int {
        let chunk = ForecastStage.chunkSize
        let size = wanted ?? min(10_000, (count + 15) / 16)
        return max(1, (size + chunk - 1) / chunk) * chunk
    }
}
