internal import ExperimentRunner
internal import ForecastCore
internal import Synchronization
internal import Workers

/// Notes in the service's store what becomes of a queue's job, so that REST can tell: best effort, for the queue is the truth.
final class ExecutionNote: Sendable {
    private let store: ExecutionStore
    private let clock: ServiceClock
    private let execution: Mutex<Execution>
    private let cancelled = Atomic(false)

    init(_ job: PreparedJob, _ id: String, _ store: ExecutionStore, _ clock: ServiceClock) {
        self.store = store
        self.clock = clock
        let found = (try? store.execution(id)) ?? nil
        execution = Mutex(
            found
                ?? Execution(
                    id: id, kind: job.request.kind, request: job.request.canonical, command: job.command,
                    dataDigest: job.experiment.snapshotDigest.hex, state: .queued, attempt: 0, progress: nil,
                    created: clock.timestamp(), started: nil, ended: nil, result: nil, error: nil,
                    requestID: "",
                    event: 0))
    }

    /// Whether somebody cancelled it by REST.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// - Throws: `Interrupted` for one that was cancelled while it waited.
    func begin(attempt: Int, job: String) throws(Interrupted) {
        if execution.withLock({ $0.state == .cancelling }) {
            cancelled.store(true, ordering: .relaxed)
            throw Interrupted()
        }
        change("running") { execution in
            execution.state = .running
            execution.attempt = attempt
            execution.started = clock.timestamp()
            (execution.ended, execution.error, execution.progress) = (nil, nil, nil)
            if execution.requestID.isEmpty { execution.requestID = job }
        }
    }

    func progress(_ progress: JobProgress, stopping interruption: Interruption) {
        if !heed(stopping: interruption) { change("progress") { $0.progress = progress } }
    }

    /// Stops the job where somebody has cancelled it by REST, which is another process.
    @discardableResult
    func heed(stopping interruption: Interruption) -> Bool {
        guard !isCancelled else { return true }
        guard ((try? store.state(of: execution.withLock(\.id))) ?? nil) == .cancelling else { return false }
        cancelled.store(true, ordering: .relaxed)
        interruption.request()
        return true
    }

    func end(_ state: ExecutionState, result: JSONValue? = nil, error: JSONValue? = nil) {
        change(state.rawValue) { execution in
            execution.state = state
            (execution.result, execution.error) = (result, error)
            if state == .finished { execution.progress = .done }
            if state.isEnd { execution.ended = clock.timestamp() }
        }
    }

    private func change(_ name: String, _ body: (inout Execution) -> Void) {
        execution.withLock { execution in
            body(&execution)
            try? store.put(&execution, telling: name)
        }
    }
}
