package import ForecastCore
package import ForecastTasks
internal import Reports
package import SharedStore

/// What tasks came to, as a shared store has it.
package struct FinishedTasks {
    private let store: SharedStore
    private let results: TaskResults

    package init(_ store: SharedStore, for results: TaskResults) {
        self.store = store
        self.results = results
    }

    /// Hands what a task came to over to the run; false where it is not there, or damaged and removed.
    /// - Parameter id: of the task.
    /// - Throws: `SharedStoreError.Code.notRead`; `StoreError`, `FileError`.
    package func take(_ task: ForecastTask, _ id: Digest) throws -> Bool {
        guard let bytes = try store.manifest(of: id) else { return false }
        do {
            let manifest = try TaskManifest(bytes, of: id)
            try results.accept(store.files(of: manifest), of: task)
            return true
        } catch let error as SharedStoreError {
            if error.code == .notRead { throw error }
            // A file is missing or damaged.
        } catch is ReportError {
            // The manifest is.
        } catch is UnfitTask {
            // They fit one another and not the task.
        }
        store.removeManifest(of: id)
        return false
    }
}
