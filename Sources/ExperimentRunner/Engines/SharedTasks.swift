internal import ForecastCore
package import ForecastTasks
package import SharedStore
internal import TaskEngines

/// The tasks of one target as lines for workers that have nothing but a shared store.
package final class SharedTasks {
    private let experiment: PreparedExperiment
    private let worker: TaskWorker
    private let store: SharedStore
    private let size: Int
    /// What stands in the place of the project, once it is needed.
    private var project: [ForecastTask.Input] = []
    private var shards: [(series: Range<Int>, input: ForecastTask.Input)] = []
    private let whole: [ForecastTask]
    private let divided: [DividedModel]

    /// - Parameters:
    ///   - worker: of the run itself, whose cache says what is missing.
    ///   - seriesPerTask: in a task of some series, at most; nil for a number that suits the panel.
    package init(
        _ experiment: PreparedExperiment, _ worker: TaskWorker, in store: SharedStore, seriesPerTask: Int?
    ) {
        self.experiment = experiment
        self.worker = worker
        self.store = store
        let history = worker.history
        let size = Self.seriesPerTask(seriesPerTask, of: history.panel.seriesCount)
        self.size = size
        var whole: [ForecastTask] = []
        var divided: [DividedModel] = []
        for task in experiment.taskList.tasks(
            on: history.target, series: history.panel.seriesCount, windows: history.windows.count,
            seriesPerTask: size)
        {
            if let model = DividedModel(task, worker) {
                divided.append(model)
            } else if let missing = worker.missing(task) {
                whole.append(missing)
            }
        }
        self.whole = whole
        self.divided = divided
    }

    /// Where what they come to goes.
    package var results: TaskResults { TaskResults(worker, divided) }

    /// The tasks whose forecasts the run's cache lacks, with all that workers need in the store; of models in pieces the
    /// trainings, see `publishPredictions`.
    /// - Throws: `SharedStoreError`, `FileError`.
    package func publish() throws -> [ForecastTask] {
        let panel = worker.history.panel
        let missing = whole + divided.flatMap(\.trainings)
        guard !missing.isEmpty else { return [] }
        try store.checkWritable()
        try experiment.shareSpec(in: store)
        project = [try SharedProject.publish(experiment, in: store)]
        shards = try stride(from: 0, to: panel.seriesCount, by: size).map { first in
            let series = first..<min(first + size, panel.seriesCount)
            return (series, try SharedPanel.publish(series, of: panel, in: store))
        }
        return missing.map { task in
            task.reading(project + shards.filter { $0.series.overlaps(task.series) }.map(\.input))
        }
    }

    /// The forecasts, shard by shard, of models in pieces whose fits are all there by now.
    /// - Throws: `SharedStoreError`.
    package func publishPredictions() throws -> [ForecastTask] {
        try divided.flatMap { model in
            try shards.compactMap { series, shard in
                guard let task = model.prediction(of: series) else { return nil }
                let classes = model.classes(of: series)
                let input = ForecastTask.Input(
                    name: ForecastTask.classesInput, sha256: try store.put(classes, verifies: true),
                    size: classes.count)
                return task.reading(project + [shard] + task.inputs + [input])
            }
        }
    }

    /// All tasks that can be performed by now: forecasts of models in pieces in the place of trainings that are done.
    /// - Throws: `SharedStoreError`, `FileError`, `StoreError`.
    package func publishAll() throws -> [ForecastTask] {
        let finished = FinishedTasks(store, for: results)
        let open = try publish().filter { try $0.step != .training || !finished.take($0, $0.id) }
        return try open + publishPredictions()
    }

    /// Whole chunks; 16 tasks where the panel is small, and no more than 10,000 series in one.
    package static func seriesPerTask(_ wanted: Int?, of count: Int) -> Int {
        ForecastStage.wholeChunks(min(count, wanted ?? min(10_000, (count + 15) / 16)))
    }
}
