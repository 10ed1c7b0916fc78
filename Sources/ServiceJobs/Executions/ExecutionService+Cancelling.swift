internal import Foundation
internal import Synchronization
internal import Workers

/// Executions that somebody wants no more.
extension ExecutionService {
    /// Cancels an execution: at once where it waits, and where it runs as soon as it has stopped, which its state then says.
    /// - Returns: nil for one that is not there; as it was where it has ended.
    package func cancel(_ id: String) throws -> Execution? {
        // A trip to another server, and so not under the lock.
        let isLost = isLost(id)
        admitting.lock()
        defer { admitting.unlock() }
        guard var execution = try execution(id), !execution.state.isEnd else { return try execution(id) }
        let lane = lane(of: execution.kind)
        let isWaiting = lane.waiting.withLock { waiting in
            guard let place = waiting.firstIndex(of: id) else { return false }
            waiting.remove(at: place)
            return true
        }
        if isWaiting {
            execution.state = .cancelled
            execution.ended = clock.timestamp()
            end(&execution, telling: "cancelled")
            return execution
        }
        // Noted before it is answered: a process that comes after this one does not begin it again.
        guard let interruption = state.withLock({ $0.active[id]?.interruption }) else {
            return try cancelForeign(id, isLost: isLost)
        }
        let cancelled =
            execution.state == .cancelling
            ? execution : try update(id, telling: "cancelling") { $0.state = .cancelling }
        guard let cancelled else { return try self.execution(id) }
        interruption.request()
        log("cancelling", ["execution": id])
        return cancelled
    }

    /// Cancels one that the store alone has: a worker of the queue sees it and stops; without one nobody works on it.
    private func cancelForeign(_ id: String, isLost: Bool) throws -> Execution? {
        guard var execution = try store.execution(id), !execution.state.isEnd else {
            return try self.execution(id)
        }
        if isForwarded(execution.kind), !isLost {
            execution.state = .cancelling
            try store.put(&execution, telling: "cancelling")
        } else {
            execution.state = .cancelled
            execution.ended = clock.timestamp()
            try store.put(&execution, telling: "cancelled")
        }
        return execution
    }

    /// Whether the queue does not know a job any more that the store takes for one that waits or runs: then it is nobody's. Where the
    /// queue is away, a worker may have it.
    private func isLost(_ id: String) -> Bool {
        guard let execution = (try? store.execution(id)) ?? nil, !execution.state.isEnd,
            isForwarded(execution.kind)
        else { return false }
        return (try? forwarding?.holds(id)) == false
    }

    /// Whether the store takes it for one that waits or runs, and nobody works on it.
    func isAbandoned(_ execution: Execution) -> Bool {
        !execution.state.isEnd && !isForwarded(execution.kind) && active(execution.id) == nil
    }

    /// Whether workers of a queue do such jobs.
    func isForwarded(_ kind: JobKind) -> Bool { forwarding != nil && kind != .predict }
}
