internal import ArtefactStore
package import ExperimentRunner
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import SharedStore
internal import TaskEngines
package import Workers

/// Performs tasks that come as lines, by what a shared store holds alone: spec, project files and shards of the panel come
/// from there, and blobs and manifests go there. What is computed in pieces lies in a cache of this machine.
package final class SharedTaskPerformer {
    private let shared: SharedStore
    private let queue: WorkQueue
    /// A folder of this process alone, removed at its end.
    private let scratch: String
    private let store: ArtefactStore
    /// Made for the last task; lines on one shard follow one another.
    private var last: Prepared?

    /// What tasks of one spec and target on the same series have in common.
    private struct Prepared {
        let spec: Digest
        let target: String
        let inputs: [ForecastTask.Input]
        /// The place of its first series in the whole panel.
        let first: Int
        let worker: TaskWorker
    }

    /// - Parameters:
    ///   - shared: the shared store: a folder, or `s3://bucket/prefix`.
    ///   - cache: the folder of the cache; nil for one that ends with this process.
    /// - Throws: `StoreError`, `FileError`, `SharedStoreError`.
    package init(shared: String, cache: String?, queue: WorkQueue) throws {
        self.shared = try Project.sharedStore(at: shared)
        self.queue = queue
        scratch = try TemporaryFolder.make(prefix: "forecast-task-", in: TemporaryFolder.parent)
        do {
            store = try ArtefactStore.open(folder: cache.map(Project.absolute) ?? "\(scratch)/cache")
        } catch {
            try? FileSystem.remove(scratch)
            throw error
        }
    }

    deinit { try? FileSystem.remove(scratch) }

    /// - Throws: `Interrupted`.
    package func answer(_ line: String) throws -> TaskAnswer {
        let id = Digest.sha256(line)
        do {
            return try performed(ForecastTask(line: line), id)
        } catch let error as Interrupted {
            throw error
        } catch {
            let answer = TaskAnswer(task: id.hex, failure: error)
            shared.note(try answer.line, on: id)
            return answer
        }
    }

    private func performed(_ task: ForecastTask, _ id: Digest) throws -> TaskAnswer {
        try UnsuitableProcessor.check()
        if let manifest = try publishedManifest(of: id) {
            return TaskAnswer(task: id.hex, .cached, result: Digest.sha256(manifest).hex)
        }
        // Before hours of work, not behind them.
        try shared.checkWritable()
        let prepared = try prepared(for: task)
        let performed = try prepared.worker.files(
            of: task, panelFrom: prepared.first, by: predictionInputs(of: task))
        for file in performed.files { try shared.put(file.bytes) }
        let manifest = try performed.manifest.bytes
        let isNew = try shared.publish(manifest, of: id)
        shared.removeAnswer(of: id)
        return TaskAnswer(task: id.hex, isNew ? .done : .cached, result: Digest.sha256(manifest).hex)
    }

    /// The manifest of a task that is done: all that it names is there. Any other is removed.
    private func publishedManifest(of id: Digest) throws(SharedStoreError) -> [UInt8]? {
        guard let bytes = try shared.manifest(of: id) else { return nil }
        if let manifest = try? TaskManifest(bytes, of: id), shared.holds(manifest) { return bytes }
        shared.removeManifest(of: id)
        return nil
    }

    // MARK: - What a task names

    private func prepared(for task: ForecastTask) throws -> Prepared {
        if let last, last.spec == task.spec, last.target == task.target, last.inputs == task.inputs {
            try last.worker.accepts(task, panelFrom: last.first)
            return last
        }
        last = nil
        let experiment = try experiment(of: task)
        let shard = try panel(of: task)
        let worker = try TaskPerformer.worker(
            of: experiment, on: shard.panel, for: task, store: store, queue: queue, progress: SilentProgress()
        )
        try worker.accepts(task, panelFrom: shard.first)
        let made = Prepared(
            spec: task.spec, target: task.target, inputs: task.inputs, first: shard.first, worker: worker)
        last = made
        return made
    }

    private func experiment(of task: ForecastTask) throws -> PreparedExperiment {
        guard let project = task.inputs.first(where: { $0.name == SharedProject.inputName }),
            let digest = Digest(hex: project.sha256)
        else { throw UnfitTask(reason: "it names no project, so that only the project's own folder will do") }
        let root = "\(scratch)/\(project.sha256)"
        if !FileSystem.isFolder(root) { try SharedProject.place(digest, from: shared, in: root) }
        let experiment = try PreparedExperiment(
            specText: shared.blob(task.spec), project: Project(root: root), needsFiles: false)
        guard experiment.snapshotDigest == task.data else {
            throw UnfitTask(
                reason:
                    "its project pins the data to \(experiment.snapshotDigest.short), and the task is for "
                    + task.data.short)
        }
        return experiment
    }

    /// What a prediction is made by; nothing for other tasks.
    private func predictionInputs(of task: ForecastTask) throws -> [String: [[UInt8]]] {
        var files: [String: [[UInt8]]] = [:]
        for input in task.inputs
        where [ForecastTask.fitInput, ForecastTask.classesInput].contains(input.name) {
            guard let digest = Digest(hex: input.sha256) else {
                throw UnfitTask(reason: "one of its inputs has no digest")
            }
            files[input.name, default: []].append(try shared.blob(digest))
        }
        return files
    }

    private func panel(of task: ForecastTask) throws -> PanelShard {
        let shards = try task.inputs.filter { $0.name == SharedPanel.inputName }.map { input in
            guard let digest = Digest(hex: input.sha256) else {
                throw UnfitTask(reason: "a shard has no digest")
            }
            return try PanelShard(shared.blob(digest))
        }
        guard !shards.isEmpty, SharedPanel.areInOrder(shards) else {
            throw UnfitTask(reason: "the shards of its panel do not follow one another")
        }
        return PanelShard.joined(shards)
    }
}
