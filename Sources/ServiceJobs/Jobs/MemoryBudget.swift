internal import Glibc
internal import Synchronization
package import Workers

/// The memory that jobs at the same time may need between them, by their estimates.
///
/// Each of them fits into the machine by itself, or it would have been refused; two of them need not. One that nothing else
/// runs beside always begins, so every job has its turn.
package final class MemoryBudget: Sendable {
    private struct State {
        var bytes = 0.0
        var jobs = 0
    }

    private let limit: Double?
    private let state = Mutex(State())

    /// - Parameter limit: bytes; nil where nothing has to wait.
    package init(_ limit: Double?) { self.limit = limit }

    /// Waits until a job of so many bytes fits beside those that run.
    /// - Parameter waits: called once, where it has to wait.
    /// - Throws: `Interrupted` where it is asked to stop meanwhile.
    package func reserve(_ bytes: Double, unless interruption: Interruption, waits: () -> Void)
        throws(Interrupted)
    {
        var hasTold = false
        while !take(bytes) {
            if interruption.isRequested { throw Interrupted() }
            if !hasTold { waits() }
            hasTold = true
            usleep(Self.pauseMicroseconds)
        }
    }

    private static let pauseMicroseconds: useconds_t = 20_000

    private func take(_ bytes: Double) -> Bool {
        state.withLock { state in
            guard state.jobs == 0 || limit.map({ state.bytes + bytes <= $0 }) != false else { return false }
            state.bytes += bytes
            state.jobs += 1
            return true
        }
    }

    package func release(_ bytes: Double) {
        state.withLock { state in
            state.bytes -= bytes
            state.jobs -= 1
        }
    }
}
