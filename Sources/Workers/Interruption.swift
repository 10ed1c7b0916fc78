internal import Synchronization

/// Set once, from a signal handler's thread, when the user asks to stop.
package final class Interruption: Sendable {
    /// Of this process as a whole, whose signals ask for it.
    package static let ofProcess = Interruption()

    private let requested = Atomic(false)

    package init() {}

    package var isRequested: Bool { requested.load(ordering: .relaxed) }

    package func request() { requested.store(true, ordering: .relaxed) }
}
