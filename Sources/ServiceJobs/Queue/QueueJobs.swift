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
    private let log: @Sendable (String, [String: String]) -> Void

    package init(
        _ runner: JobRunner, store: ExecutionStore, sink: any ResultSink, clock: ServiceClock, threads: Int,
        log: @escaping @Sendable (String, [String: String]) -> Void
    ) {
        self.runner = runner
        self.store = store
        self.sink = sink
        self.clock = clock
        self.threads = threads
        self.log = log
    }

    /// Does a job.
    /// - Returns: `{execucao_id, digest, duration_ms, summary, ...}`.
    /// - Throws: `JobFailure`, `Interrupted`.
    package func perform(_ handle: JobHandle) throws -> String {
        let (kind, payload) = try payload(of: handle.job)
        var id = handle.job.id
        do {
            let prepared = try runner.prepare(try request(kind, payload))
            id = payload["execucao_id"]?.string ?? prepared.id
            let note = ExecutionNote(prepared, id, store, clock)
            log(
                "running",
                ["execution": id, "job": handle.job.id, "attempt": "\(handle.job.attemptsStarted)"])
            let outcome: JobOutcome
            do {
                try note.begin(attempt: handle.job.attemptsStarted, job: handle.job.id)
                outcome = try runner.run(
                    prepared, as: id, threads: threads, interruption: handle.interruption,
                    warned: { [log, id] in log("warning", ["execution": id, "text": $0]) },
                    progress: { progress in
                        handle.report(progress.json)
                        note.progress(progress, stopping: handle.interruption)
                    })
                if handle.interruption.isRequested { throw Interrupted() }
                try sink.write(outcome, now: clock.timestamp())
            } catch {
                guard error is Interrupted else {
                    note.end(.failed, error: ExecutionFailure(error).value)
                    throw error
                }
                if note.isCancelled {
                    note.end(.cancelled)
                    throw JobFailure("cancelled", isTransient: false)
                }
                note.end(.queued)
                throw error
            }
            handle.report(#"{"step":10,"name":"done","percent":100}"#)
            note.end(.finished, result: outcome.value)
            log("finished", ["execution": id, "job": handle.job.id])
            return outcome.value.line
        } catch let error as RequestProblems {
            throw JobFailure(
                error.problems.map { "\($0.code) \($0.pointer): \($0.detail)" }.joined(separator: "; "),
                isTransient: false)
        } catch let error as DiagnosticsError {
            let words = error.diagnostics.prefix(20).map { "\($0.code): \($0.message)" }
            throw JobFailure(words.joined(separator: "; "), isTransient: false)
        }
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
