internal import ExperimentRunner
internal import ForecastCore
internal import Foundation
internal import Synchronization

/// Jobs that are asked for: a new one waits, one that was asked for before is found.
extension ExecutionService {
    /// Takes a job, or finds what was made of the same one before. Blocks.
    /// - Parameters:
    ///   - key: by which the client would know it again.
    ///   - body: the digest of what came with the key.
    /// - Throws: `SubmissionRefusal`, `RequestProblems`, `DiagnosticsError`, `StoreProblem`.
    package func submit(
        _ request: JobRequest, key: String?, body: String, requestID: String
    ) throws -> Submission {
        guard let key else { return try submit(request, nil, requestID) }
        if !request.problems.isEmpty {
            // With what is wrong in view of the data; a key is about requests that can be read.
            _ = try runner.prepare(request)
            throw RequestProblems(request.problems)
        }
        let isFree = state.withLock { $0.keys.insert(key).inserted }
        guard isFree else { throw SubmissionRefusal.inProgress }
        defer { state.withLock { _ = $0.keys.remove(key) } }
        if let asked = try store.asked(with: key) {
            guard asked.body == body else {
                throw SubmissionRefusal.otherBody(execution: asked.execution)
            }
            if let execution = try execution(asked.execution) {
                try forwardLost(execution)
                counters.note { $0.repeated += 1 }
                return Submission(execution: execution, isNew: false)
            }
        }
        return try submit(request, (key, body), requestID)
    }

    private func submit(
        _ request: JobRequest, _ key: (text: String, body: String)?, _ requestID: String
    ) throws -> Submission {
        if state.withLock(\.isDraining) { throw SubmissionRefusal.draining }
        let job = try runner.prepare(request)
        // A trip to another server, and so not under the lock.
        let waiting = isForwarded(request.kind) ? try forwarding?.waiting() : nil
        let submission = try admit(job, key, requestID, waiting: waiting)
        guard let forwarding, isForwarded(request.kind) else { return submission }
        guard submission.isNew else {
            try forwardLost(submission.execution)
            return submission
        }
        do {
            try forwarding.forward(submission.execution)
        } catch {
            // Nothing was begun: whoever asks again has it forwarded again, with the same key, too.
            var execution = submission.execution
            execution.state = .failed
            execution.error = ExecutionFailure(error).value
            execution.ended = clock.timestamp()
            try store.put(&execution, telling: "failed")
            try store.remove([execution.id])
            throw error
        }
        return submission
    }

    /// A queue that has lost its jobs, as one whose server was emptied, is given this one again: whoever asks again need know nothing
    /// of it.
    private func forwardLost(_ execution: Execution) throws {
        guard let forwarding, isForwarded(execution.kind), [.queued, .running].contains(execution.state),
            try !forwarding.holds(execution.id)
        else { return }
        log("forwarded again", ["execution": execution.id])
        try forwarding.forward(execution)
    }

    /// The execution of the same job that is there, or a new one that waits, where there is room.
    /// - Parameter waiting: jobs in a queue outside this process; nil for the embedded one.
    private func admit(
        _ job: PreparedJob, _ key: (text: String, body: String)?, _ requestID: String, waiting: Int?
    ) throws -> Submission {
        admitting.lock()
        defer { admitting.unlock() }
        let request = job.request
        let found = try execution(job.id)
        if let found, found.state != .failed, found.state != .cancelled, !isAbandoned(found) {
            if let key {
                try store.note(key.text, body: key.body, for: found.id, now: clock.timestamp())
            }
            counters.note { $0.repeated += 1 }
            return Submission(execution: found, isNew: false)
        }
        try refuseFull(request, waiting: waiting)
        var execution = Execution(
            id: job.id, kind: request.kind, request: request.canonical, command: job.command,
            dataDigest: job.experiment.snapshotDigest.hex, state: .queued, attempt: 0, progress: nil,
            created: clock.timestamp(), started: nil, ended: nil, result: nil, error: nil,
            requestID: requestID, event: found?.event ?? 0)
        try store.put(&execution, telling: "queued", key: key)
        log("queued", ["execution": execution.id, "kind": request.kind.rawValue, "request": requestID])
        if !isForwarded(request.kind) { enqueue(execution, job) }
        return Submission(execution: execution, isNew: true)
    }

    private func refuseFull(_ request: JobRequest, waiting foreign: Int?) throws {
        let lane = lane(of: request.kind)
        let waiting = foreign ?? lane.waiting.withLock(\.count)
        guard waiting >= lane.capacity else { return }
        counters.note { $0.refused += 1 }
        let seconds =
            foreign == nil ? secondsUntilRoom(in: lane) : try secondsUntilForeignRoom(for: request)
        throw SubmissionRefusal.full(waiting: waiting, retryAfter: seconds)
    }

    /// The same of workers outside this process, by what the store knows of their jobs.
    private func secondsUntilForeignRoom(for request: JobRequest) throws -> Int {
        let times = try store.seconds(
            of: request.kind, experiment: request.experiment, now: clock.timestamp())
        return Self.seconds(usual: Double(times.usual ?? 60), elapsed: Double(times.elapsed ?? 0))
    }

    /// When the next job of a lane will have ended, by what jobs of its kind and experiment took last; 1 to 3,600 seconds. One
    /// that takes longer than the last may well take half as long again.
    private func secondsUntilRoom(in lane: JobLane) -> Int {
        let now = clock.seconds()
        return state.withLock { state in
            let running = state.active.values.filter {
                $0.execution.state == .running && self.lane(of: $0.execution.kind) === lane
            }
            return running.map { active in
                let usual = state.seconds[Self.sort(of: active.execution)] ?? (lane === forecasts ? 1 : 60)
                return Self.seconds(usual: usual, elapsed: now - (active.begun ?? now))
            }.min() ?? 1
        }
    }

    private static func seconds(usual: Double, elapsed: Double) -> Int {
        let rest = elapsed < usual ? usual - elapsed : elapsed / 2
        return min(3_600, max(1, Int(rest.rounded(.up))))
    }

    /// What takes about as long as an execution.
    static func sort(of execution: Execution) -> String {
        "\(execution.kind.rawValue) \(execution.request["experiment"]?.string ?? "")"
    }
}
