/// Where an execution stands.
package enum ExecutionState: String, CaseIterable, Sendable {
    case queued, running, finished, failed
    /// Nothing of it runs any more.
    case cancelled
    /// Somebody has cancelled it, and it has not stopped yet.
    case cancelling

    package var isEnd: Bool { self == .finished || self == .failed || self == .cancelled }
}
