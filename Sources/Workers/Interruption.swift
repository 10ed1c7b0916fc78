internal import Synchronization

/// Set once, from a signal handler's thread, when the user asks to stop.
package final class Interruption: Sendable {
    /// Of this process as a whole, whose signals ask for it.
    package static let ofProcess = Interruption()

    private let requested = Atomic(false)
    private let beginning = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    package var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// How signals are made to ask for it, once somebody looks.
    package func whenWatched(_ begin: @escaping @Sendable () -> Void) { beginning.withLock { $0 = begin } }

    /// Said by work that looks at `isRequested` from now on: until then a signal ends the process by itself.
    package func watch() {
        guard !isRequested else { return }
        beginning.withLock { begin in
            begin?()
            begin = nil
        }
    }

    package func request() { requested.store(true, ordering: .relaxed) }
}
