internal import Dispatch
internal import Foundation
internal import Synchronization

/// What is kept of an execution that changes: in the store first, then here, and then whoever watches is told.
extension ExecutionService {
    /// Changes an execution that waits or runs, in the store first; one that has ended stays as it is.
    /// - Returns: the execution as it is now; nil for one that has ended.
    @discardableResult
    func update(
        _ id: String, telling name: String, _ body: (inout Execution) -> Void
    ) throws -> Execution? {
        noting.lock()
        defer { noting.unlock() }
        guard var execution = active(id), !execution.state.isEnd else { return nil }
        body(&execution)
        try store.put(&execution, telling: name)
        state.withLock { $0.active[id]?.execution = execution }
        notify(id)
        return execution
    }

    func note(_ progress: JobProgress, of id: String) {
        do {
            try update(id, telling: "progress") { $0.progress = progress }
        } catch {
            log("unnoted", ["execution": id, "error": "\(error)"])
        }
    }

    /// Notes that an execution has ended, or is given back. Where the store cannot take it, it is kept here as it ended, and the
    /// store is asked again until it does: nobody sees it run for ever.
    func end(_ execution: inout Execution, telling name: String) {
        noting.lock()
        // Somebody may have asked to cancel it meanwhile.
        execution.event = max(execution.event, active(execution.id)?.event ?? 0)
        let ended = execution
        do {
            try store.put(&execution, telling: name)
            state.withLock { _ = $0.active.removeValue(forKey: execution.id) }
        } catch {
            log("unnoted", ["execution": execution.id, "error": "\(error)"])
            state.withLock { $0.active[ended.id]?.execution = ended }
            endLater(ended, telling: name)
        }
        noting.unlock()
        notify(execution.id)
    }

    /// Between two attempts to note an end.
    private static let secondsBetweenAttempts = 1.0

    private func endLater(_ ended: Execution, telling name: String) {
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.secondsBetweenAttempts) { [weak self] in
            guard let self else { return }
            noting.lock()
            defer { noting.unlock() }
            // Who has been asked for again meanwhile is another's.
            guard active(ended.id) == ended else { return }
            var execution = ended
            do {
                try store.put(&execution, telling: name)
                state.withLock { _ = $0.active.removeValue(forKey: ended.id) }
                log("noted", ["execution": ended.id])
            } catch {
                endLater(ended, telling: name)
            }
        }
    }
}
