internal import Dispatch
internal import ForecastCore
package import JobQueue
internal import Synchronization
internal import Workers

/// Does what a queue's jobs ask for: `train_model`, `backtest` and `predict`, with the payloads that REST takes as bodies.
///
/// A payload is input like a request. What is wrong with it or with the project fails the job at once, with all problems as the
/// reason; anything else is tried again as often as the job says. Results are written under a fence, so a job that runs twice
/// writes once.
package final class QueueJobs: Sendable {
    private let runner: JobRunner
    private let store: ExecutionStore
    private let sink: any ResultSink
    private let clock: ServiceClock
    private let threads: Int
    private let outbox: OutboxThread?
    private let log: @Sendable (String, [String: String]) -> Void

    package init(
        _ runner: JobRunner, store: ExecutionStore, sink: any ResultSink, clock: ServiceClock, threads: Int,
        outbox: OutboxThread? = nil,
        log: @escaping @Sendable (String, [String: String]) -> Void
    ) {
        self.runner = runner
        self.store = store
        self.sink = sink
        self.clock = clock
        self.threads = threads
        self.outbox = outbox
        self.log = log
    }

    /// Does a job.
    /// - Returns: `{execucao_id, digest, duration_ms, summary, ...}`.
    /// - Throws: `JobFailure`, `Interrupted`.
    package func perform(_ handle: JobHandle) throws -> String {
        let (kind, payload) = try payload(of: handle.job)
        let named = payload["execucao_id"]?.string
        let prepared: PreparedJob
        do {
            prepared = try runner.prepare(try request(kind, payload))
            // What the service itself put there is about the data and the spec of then.
            if payload["kind"] != nil, named != prepared.id { throw ExecutionFailure.changed }
        } catch {
            let failure = Self.failure(error)
            if let named { note(error, of: named, isTriedAgain: Self.isTriedAgain(failure, handle.job)) }
            throw failure
        }
        return try perform(prepared, as: named ?? prepared.id, handle)
    }

    private func perform(_ job: PreparedJob, as id: String, _ handle: JobHandle) throws -> String {
        let note = ExecutionNote(job, id, store, clock)
        log("running", ["execution": id, "job": handle.job.id, "attempt": "\(handle.job.attemptsStarted)"])
        do {
            try note.begin(attempt: handle.job.attemptsStarted, job: handle.job.id)
            let outcome = try outcome(of: job, as: id, handle, note)
            handle.report(#"{"step":10,"name":"done","percent":100}"#)
            note.end(.finished, result: outcome.value)
            log("finished", ["execution": id, "job": handle.job.id])
            if job.request.kind == .predict { outbox?.wake() }
            return outcome.value.line
        } catch let error as Interrupted {
            if note.isCancelled {
                note.end(.cancelled)
                log("cancelled", ["execution": id, "job": handle.job.id])
                throw JobFailure("cancelled", isTransient: false)
            }
            note.end(.queued)
            log("queued", ["execution": id, "job": handle.job.id])
            throw error
        } catch {
            let failure = Self.failure(error)
            if Self.isTriedAgain(failure, handle.job) {
                note.end(.queued)
            } else {
                note.end(.failed, error: ExecutionFailure(error).value)
                log("failed", ["execution": id, "job": handle.job.id])
            }
            throw failure
        }
    }

    private func outcome(
        of job: PreparedJob, as id: String, _ handle: JobHandle, _ note: ExecutionNote
    ) throws -> JobOutcome {
        let attempt = JobAttempt(
            runner: runner, sink: sink, clock: clock, job: job, id: id, threads: threads,
            interruption: handle.interruption,
            warned: { [log] in log("warning", ["execution": id, "text": $0]) })
        // Between two steps there may be minutes: whoever cancels does not wait for the next one.
        let watch = DispatchSource.makeTimerSource()
        watch.schedule(deadline: .now() + 0.25, repeating: 0.25)
        watch.setEventHandler { note.heed(stopping: handle.interruption) }
        watch.activate()
        defer { watch.cancel() }
        return try attempt.perform(
            isCancelled: { note.isCancelled },
            progress: { progress in
                handle.report(progress.json)
                note.progress(progress, stopping: handle.interruption)
            })
    }

    /// What is wrong with the job or the project fails it at once; a server that was away does not.
    private static func failure(_ error: any Error) -> JobFailure {
        switch error {
        case let error as JobFailure: error
        case let error as RequestProblems:
            JobFailure(
                error.problems.map { "\($0.code) \($0.pointer): \($0.detail)" }.joined(separator: "; "),
                isTransient: false)
        case let error as DiagnosticsError:
            JobFailure(
                error.diagnostics.prefix(20).map { "\($0.code): \($0.message)" }.joined(separator: "; "),
                isTransient: Patience.isPassing(error))
        case let error as ExecutionFailure: JobFailure(error.detail, isTransient: false)
        default: JobFailure("\(error)", isTransient: true)
        }
    }

    private static func isTriedAgain(_ failure: JobFailure, _ job: QueuedJob) -> Bool {
        failure.isTransient && job.attemptsMade + 1 < job.options.attempts
    }

    /// Notes what became of a job that the queue failed without having it done: its workers were lost too often.
    package func noteAbandoned(_ job: QueuedJob) {
        guard let (_, payload) = try? payload(of: job), let id = payload["execucao_id"]?.string else {
            return
        }
        note(ExecutionFailure.abandoned(after: job.attemptsStarted), of: id, isTriedAgain: false)
    }

    /// Of an execution that REST made, if there is one.
    private func note(_ error: any Error, of id: String, isTriedAgain: Bool) {
        guard !isTriedAgain, var execution = (try? store.execution(id)) ?? nil, !execution.state.isEnd else {
            return
        }
        execution.state = .failed
        execution.error = ExecutionFailure(error).value
        execution.ended = clock.timestamp()
        try? store.put(&execution, telling: "failed")
    }

    private func payload(of job: QueuedJob) throws(JobFailure) -> (JobKind, JSONValue) {
        guard let kind = JobKind(rawValue: job.name) else {
            throw JobFailure(
                "there are no jobs called '\(job.name)'\(Suggestion.clause(for: job.name, in: JobKind.allCases.map(\.rawValue)))",
                isTransient: false)
        }
        guard job.data.count <= runner.configuration.limits.bodyBytes else {
            throw JobFailure("the payload has \(job.data.count) bytes", isTransient: false)
        }
        do {
            return (kind, try JSONReader.value(of: job.data, depth: runner.configuration.limits.depth))
        } catch {
            throw JobFailure("the payload is no JSON: \(error)", isTransient: false)
        }
    }

    /// The payload as a request: `execucao_id` is the queue's own, and what the service itself has put there is canonical.
    private func request(_ kind: JobKind, _ payload: JSONValue) throws(RequestProblems) -> JobRequest {
        guard case .object(let members) = payload else {
            return JobRequest(kind, payload, runner.configuration)
        }
        if let id = payload["execucao_id"], id.string.map(Self.isUUID) != true {
            throw RequestProblems([RequestProblem("/execucao_id", "S103", "a UUID is expected")])
        }
        let body = JSONValue.object(members.filter { $0.name != "execucao_id" })
        return payload["kind"] == nil
            ? JobRequest(kind, body, runner.configuration)
            : JobRequest(stored: kind, body, runner.configuration)
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}

extension JobProgress {
    /// What listeners are told.
    fileprivate var json: String {
        #"{"step":\#(step),"name":"\#(JSONWords.escaped(name))","percent":\#(percent)}"#
    }
}
