internal import ArtefactStore
internal import ForecastCore
internal import ForecastTasks
internal import SharedStore
internal import Synchronization
internal import TaskEngines
internal import Workers

extension Pipeline {
    /// Has others put forecasts into the store of a run, where the run asks for that.
    /// - Parameter worker: of the run itself.
    /// - Returns: how many they computed.
    func performApart(_ worker: TaskWorker, store: ArtefactStore) throws -> Int {
        if let shared = options.shared, let engine = try engine {
            return try perform(worker, on: engine, by: shared)
        }
        guard case .processes(let count) = options.engine else { return 0 }
        try experiment.shareSpec(in: store)
        let history = worker.history
        let series = history.panel.seriesCount
        // Several for each process, so that none waits long for the last.
        let tasks = experiment.taskList.tasks(
            on: history.target, series: series, windows: history.windows.count,
            seriesPerTask: (series + 4 * count - 1) / (4 * count))
        let progress = taskProgress(tasks, of: worker, on: NumberText.count(count, "process", "processes"))
        let project = experiment.project
        try ProcessPool(
            processes: count, program: Project.absolute("/proc/self/exe"),
            arguments: [
                "task", "--project", project.root, "--results", project.results, "--store", project.store,
                "--jobs", String(max(1, options.jobs / count)),
            ], interruption: options.interruption
        ).perform(longestFirst(tasks), finished: progress.finished) { task, reason in
            throw TaskFailure(task, reason)
        }
        return progress.computed
    }

    /// Where the tasks of a run go that has a shared store.
    private var engine: (any TaskEngine)? {
        get throws {
            switch options.engine {
            case .threads: nil
            case .processes(let count): ProcessEngine(processes: count)
            case .slurm: SlurmEngine()
            case .spark(let master): try SparkEngine(master: master)
            }
        }
    }

    private func perform(
        _ worker: TaskWorker, on engine: any TaskEngine, by shared: SharedRunOptions
    ) throws -> Int {
        let store = try Project.sharedStore(at: shared.store)
        let list = SharedTasks(experiment, worker, in: store, seriesPerTask: shared.seriesPerTask)
        let tasks = longestFirst(try list.publish())
        guard !tasks.isEmpty else { return 0 }
        let progress = taskProgress(tasks, of: worker, on: engine.name)
        try SharedRun(
            experiment.name, list.results, on: engine, by: store, shared,
            program: Project.absolute("/proc/self/exe"), jobs: options.jobs,
            interruption: options.interruption
        ).perform(tasks, then: list.publishPredictions) { task, isComputed in
            // What is trained for is forecast by others.
            let size = task.step == .training ? 0 : worker.forecastCount(of: task)
            progress.advance(by: size, isComputed: isComputed)
        }
        return progress.computed
    }

    /// A training takes longer than anything else.
    private func longestFirst(_ tasks: [ForecastTask]) -> [ForecastTask] {
        tasks.filter { $0.step != .local } + tasks.filter { $0.step == .local }
    }

    private func taskProgress(_ tasks: [ForecastTask], of worker: TaskWorker, on place: String)
        -> TaskProgress
    {
        let sizes = Dictionary(uniqueKeysWithValues: tasks.map { ($0, worker.forecastCount(of: $0)) })
        options.progress.begin(
            "forecasting \(worker.history.target) in \(place)",
            total: sizes.values.reduce(0, +))
        return TaskProgress(sizes, options.progress)
    }
}

/// Counts the forecasts of tasks that others perform.
private final class TaskProgress: Sendable {
    private let sizes: [ForecastTask: Int]
    private let progress: any RunProgress
    private let count = Mutex(0)

    init(_ sizes: [ForecastTask: Int], _ progress: any RunProgress) {
        self.sizes = sizes
        self.progress = progress
    }

    /// Forecasts that were computed for this run.
    var computed: Int { count.withLock { $0 } }

    @Sendable func finished(_ task: ForecastTask, isComputed: Bool) {
        advance(by: sizes[task] ?? 0, isComputed: isComputed)
    }

    func advance(by size: Int, isComputed: Bool) {
        if isComputed { count.withLock { $0 += size } }
        progress.advance(by: size, cached: isComputed ? 0 : size)
    }
}
