internal import ArtefactStore
internal import BoostedTrees
internal import ExperimentRunner
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import SharedStore

extension TaskAnswer {
    /// What is said of a task that came to nothing: whether it is worth another attempt, and why.
    init(task: String, failure: any Error) {
        self.init(
            task: task, Self.isPassing(failure) ? .retry : .failed, message: Self.words(for: failure))
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case is PassingFailure, is UnkeptForecast, is FileError, is UnsuitableProcessor, is BoostedTreesError:
            true
        case let error as StoreError: error.code != .determinism
        case let error as SharedStoreError: error.code != .determinism
        default: false
        }
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? DiagnosticsError else { return "\(error)" }
        return error.diagnostics.prefix(3).map { $0.rendered() }.joined(separator: "\n")
    }
}
