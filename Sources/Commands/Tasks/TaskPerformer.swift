internal import ArtefactStore
internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import LocatedYAML
internal import Reports
package import Workers

/// Performs tasks that come as lines, against the store of a project.
package final class TaskPerformer {
    private let project: Project
    private let queue: WorkQueue
    private let progress: any RunProgress
    private let store: ArtefactStore
    /// Made for the last task; lines of one spec and target follow one another.
    private var last: (spec: Digest, target: String, worker: TaskWorker)?

    /// - Throws: `StoreError`.
    package init(_ project: Project, queue: WorkQueue, progress: any RunProgress) throws {
        self.project = project
        self.queue = queue
        self.progress = progress
        store = try ArtefactStore.open(folder: project.store)
    }

    /// - Throws: `Interrupted`.
    package func answer(_ line: String) throws -> TaskAnswer {
        let id = Digest.sha256(line).hex
        do {
            return try performed(ForecastTask(line: line), id: id)
        } catch let error as Interrupted {
            throw error
        } catch {
            return TaskAnswer(task: id, failure: error)
        }
    }

    private func performed(_ task: ForecastTask, id: String) throws -> TaskAnswer {
        try UnsuitableProcessor.check()
        guard task.rounds.isEmpty else {
            throw UnfitTask(reason: "a model in pieces goes by way of a shared store, see --shared")
        }
        let count = CountingProgress(progress)
        let worker = try worker(for: task, progress: count)
        let manifest = try worker.files(of: task).manifest.bytes
        let wasThere = store.contains(try task.id)
        try store.put(
            task.id, stage: TaskManifest.stage, parts: [.init(name: "task", value: task.line)],
            payload: manifest)
        if let obstacle = store.writingObstacle { throw PassingFailure(reason: obstacle) }
        return TaskAnswer(
            task: id, wasThere && count.done == count.cached ? .cached : .done,
            result: Digest.sha256(manifest).hex)
    }

    // MARK: - What a task names

    private func worker(for task: ForecastTask, progress: any RunProgress) throws -> TaskWorker {
        guard let last, last.spec == task.spec, last.target == task.target else {
            return try newWorker(for: task, progress: progress)
        }
        try last.worker.accepts(task)
        return last.worker.reporting(to: progress)
    }

    private func newWorker(for task: ForecastTask, progress: any RunProgress) throws -> TaskWorker {
        guard let text = store.get(task.spec) else {
            throw PassingFailure(reason: "the cache \(store.folder) has no spec \(task.spec.short)")
        }
        let experiment = try PreparedExperiment(specText: text, project: project)
        let spec = experiment.spec
        guard experiment.snapshotDigest == task.data else {
            throw UnfitTask(
                reason:
                    "the data set '\(spec.data.dataset)' is pinned to \(experiment.snapshotDigest.short) here, "
                    + "and the task is for \(task.data.short)")
        }
        let made = try Self.worker(
            of: experiment, on: experiment.loadPanel(), for: task, store: store, queue: queue,
            progress: progress)
        try made.accepts(task)
        last = (task.spec, task.target, made)
        return made
    }

    /// Who performs tasks like `task` on `panel`.
    static func worker(
        of experiment: PreparedExperiment, on panel: Panel, for task: ForecastTask, store: ArtefactStore,
        queue: WorkQueue, progress: any RunProgress
    ) throws -> TaskWorker {
        let spec = experiment.spec
        guard spec.data.targets.contains(task.target) else {
            throw UnfitTask(reason: "the spec has no target \(quotation(task.target))")
        }
        let windows = try experiment.windows(on: panel.grid)
        let history = try TargetHistory(
            target: task.target, panel: panel, windows: windows, backtest: spec.backtest, queue: queue)
        let classification = ClassStage(spec: spec, panel: panel)
        let classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        return try experiment.worker(
            history, classes: classes, store: store, ignoresCache: false, queue: queue, progress: progress,
            shared: SharedWork(of: history, classes: classes, levels: spec.quantiles, clock: { 0 }),
            spent: TimeByModel(jobs: queue.jobs, clock: { 0 }))
    }
}

extension TaskWorker {
    /// Finds a task fit for this worker and this program before anything of it is computed.
    /// - Parameter first: see `files(of:panelFrom:)`.
    /// - Throws: `PassingFailure` for a task of another build; `UnfitTask`.
    func accepts(_ task: ForecastTask, panelFrom first: Int = 0) throws {
        let own = try code(for: task)
        guard own == task.code else {
            throw PassingFailure(
                reason: "this program is \(quotation(own)), and the task is for \(quotation(task.code))")
        }
        try check(task, panelFrom: first)
    }
}
