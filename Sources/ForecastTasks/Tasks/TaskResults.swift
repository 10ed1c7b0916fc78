/// Where a run puts what others make of its tasks.
package struct TaskResults {
    /// Of the run itself.
    package let worker: TaskWorker
    /// Global models whose tasks are in pieces.
    private let divided: [DividedModel]

    package init(_ worker: TaskWorker, _ divided: [DividedModel]) {
        self.worker = worker
        self.divided = divided
    }

    /// Puts what another process made into the cache, or to its like until that is whole.
    /// - Parameter files: by name.
    /// - Throws: `UnfitTask` where they are not what the task makes; `StoreError`, `FileError`.
    package func accept(_ files: [String: [UInt8]], of task: ForecastTask) throws {
        guard task.step == .training || task.step == .prediction else {
            return try worker.accept(files, of: task)
        }
        guard let model = divided.first(where: { $0.model == task.models.first }) else {
            throw UnfitTask(reason: "it is of a model that is not in pieces")
        }
        try model.accept(files, of: task)
    }
}
