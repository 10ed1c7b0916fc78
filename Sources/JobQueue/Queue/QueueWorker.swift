internal import Glibc
internal import Synchronization
package import Workers

/// Takes jobs of a queue and has them done, until it is asked to stop.
///
/// A thread for each job at a time, which waits, works and notes the end; one that renews locks and looks for stalled jobs,
/// whatever the others compute; and a connection by which progress is told. What is lost on the way is found by the queue:
/// a job may begin twice, so whoever writes for it writes under a fence.
package final class QueueWorker: Sendable {
    /// Does a job.
    /// - Returns: JSON, what the job came to.
    /// - Throws: `JobFailure`, `Interrupted`; anything else counts as transient.
    package typealias Handler = @Sendable (JobHandle) throws -> String

    let queue: BullQueue
    let options: QueueWorkerOptions
    let handler: Handler
    let abandoned: @Sendable (QueuedJob) -> Void
    let log: @Sendable (String) -> Void
    /// Stops everything.
    private let stopping: Interruption
    private let ended = Atomic(false)
    /// What is being done, by lane.
    private let running = Mutex<[Int: JobHandle]>([:])
    let speaker: ProgressSpeaker

    /// - Parameters:
    ///   - stopping: requested to end `run`.
    ///   - abandoned: told of a job that lost its workers too often and fails without being done.
    package init(
        _ queue: BullQueue, options: QueueWorkerOptions, stopping: Interruption,
        log: @escaping @Sendable (String) -> Void,
        abandoned: @escaping @Sendable (QueuedJob) -> Void = { _ in }, handler: @escaping Handler
    ) {
        self.queue = queue
        self.options = options
        self.stopping = stopping
        self.log = log
        self.abandoned = abandoned
        self.handler = handler
        speaker = ProgressSpeaker(queue, channel: options.progressChannel)
    }

    // MARK: - From begin to end

    /// Works until it is asked to stop; then waits for what runs, gives back what takes too long, and returns.
    /// - Throws: `RedisError` where the server is not fit for a queue.
    package func run() throws(RedisError) {
        try checkWhenThere()
        let lanes = (0..<options.parallel).map { lane in
            WorkerThread { self.serve(lane) }
        }
        let keeper = WorkerThread { self.keep() }
        while !stopping.isRequested { usleep(50_000) }
        let end = RedisConnection.seconds() + options.drainSeconds
        while RedisConnection.seconds() < end, running.withLock({ !$0.isEmpty }) { usleep(20_000) }
        for handle in running.withLock({ Array($0.values) }) { handle.interruption.request() }
        for lane in lanes { lane.join() }
        ended.store(true, ordering: .relaxed)
        keeper.join()
    }

    /// A server that is away, or still reads its file, is waited for, as it is later on.
    private func checkWhenThere() throws(RedisError) {
        var pause = RetryPause()
        while !stopping.isRequested {
            do throws(RedisError) {
                return try check()
            } catch {
                guard error.kind == .connection || error.message.contains("LOADING ") else { throw error }
                log("\(error)")
                pause.wait { self.stopping.isRequested }
            }
        }
    }

    /// - Throws: where a full server would throw jobs away.
    private func check() throws(RedisError) {
        let connection = try RedisConnection(queue.address)
        let policy = try fact("maxmemory_policy", in: "memory", connection)
        guard policy == "noeviction" || policy == nil else {
            throw RedisError(
                .configuration,
                "\(queue.address.name) throws keys away when it is full (maxmemory-policy \(policy ?? "")): set it to noeviction, or jobs get lost"
            )
        }
        if try fact("aof_enabled", in: "persistence", connection) == "0" {
            log(
                "\(queue.address.name) writes no append-only file: a restart may lose the last jobs (appendonly yes)"
            )
        }
    }

    private func fact(_ name: String, in section: String, _ connection: RedisConnection) throws(RedisError)
        -> String?
    {
        let reply = try connection.call("INFO", section)
        if case .failure(let message) = reply {
            throw RedisError(.refused, "\(queue.address.name) does not tell how it is set up: \(message)")
        }
        let text = reply.string ?? ""
        return text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    // MARK: - A lane

    private func serve(_ lane: Int) {
        var connection: RedisConnection?
        var tokens = 0
        let name = "\(getpid())-\(lane)-\(BullQueue.now())"
        var pause = RetryPause()
        while !stopping.isRequested {
            do throws(RedisError) {
                let open: RedisConnection
                if let known = connection { open = known } else { open = try connect() }
                connection = open
                tokens += 1
                let next = try queue.moveToActive(
                    token: "\(name):\(tokens)", lockMilliseconds: options.lockMilliseconds, open)
                pause.reset()
                if let job = next.job, stopping.isRequested {
                    _ = try queue.giveBack(job, open)
                } else if let job = next.job {
                    perform(job, lane)
                } else {
                    try wait(for: next, open)
                }
            } catch {
                connection = nil
                if error.kind == .stopped { break }
                log("\(error)")
                pause.wait { self.stopping.isRequested }
            }
        }
    }

    private func connect() throws(RedisError) -> RedisConnection {
        try RedisConnection(queue.address, clientName: "\(queue.prefix):\(queue.name)")
    }

    /// Waits until there may be work: the marker says so, or the next delayed job is due.
    private func wait(for next: BullQueue.Next, _ connection: RedisConnection) throws(RedisError) {
        if next.limitedFor > 0 {
            let end = RedisConnection.seconds() + Double(min(next.limitedFor, 10_000)) / 1000
            while RedisConnection.seconds() < end, !stopping.isRequested { usleep(20_000) }
            return
        }
        var seconds = 5.0
        if next.delayedUntil > 0 {
            seconds = min(seconds, max(0.002, Double(next.delayedUntil - BullQueue.now()) / 1000))
        }
        let words = ["BZPOPMIN", queue.key("marker"), "\(seconds)"].map { Array($0.utf8) }
        _ = try connection.call(words, timeout: seconds + 10) { stopping.isRequested }
    }

    /// Does a job and notes its end.
    private func perform(_ job: QueuedJob, _ lane: Int) {
        let speaker = speaker
        let handle = JobHandle(job) { speaker.tell(job.id, $0) }
        running.withLock { $0[lane] = handle }
        defer { _ = running.withLock { $0.removeValue(forKey: lane) } }
        let outcome: Outcome
        if let reason = job.deferredFailure {
            abandoned(job)
            outcome = .failed(JobFailure(reason, isTransient: false))
        } else if job.isScheduled {
            outcome = .failed(
                JobFailure(
                    "jobs of a scheduler are not done here: their next one has to be made by a worker of Node",
                    isTransient: false))
        } else {
            outcome = Outcome { try handler(handle) }
        }
        handle.isEnding.store(true, ordering: .relaxed)
        note(outcome, handle)
    }

    enum Outcome {
        case completed(String)
        case failed(JobFailure)
        case interrupted

        init(_ body: () throws -> String) {
            do {
                self = .completed(try body())
            } catch let failure as JobFailure {
                self = .failed(failure)
            } catch is Interrupted {
                self = .interrupted
            } catch {
                self = .failed(JobFailure("\(error)", isTransient: true))
            }
        }
    }

    /// Notes how a job ended, also where Redis is away meanwhile, for as long as the job may still be ours.
    private func note(_ outcome: Outcome, _ handle: JobHandle) {
        let job = handle.job
        var pause = RetryPause()
        let end = RedisConnection.seconds() + Double(options.lockMilliseconds) / 1000
        var wasTried = false
        while !handle.isLost {
            do throws(RedisError) {
                let open = try connect()
                defer { wasTried = true }
                let code = try note(outcome, job, open)
                // What was sent before the connection broke may have been done.
                var isDone = code == 0
                if !isDone, wasTried { isDone = try queue.isFinished(job.id, open) }
                if !isDone {
                    log("job \(job.id): its end was refused (\(code)): \(Self.words(code))")
                }
                return
            } catch {
                log("job \(job.id): \(error)")
                if error.kind == .refused || RedisConnection.seconds() > end { break }
                wasTried = true
                pause.wait { handle.isLost }
            }
        }
        log("job \(job.id) is not ours any more: nothing is noted")
    }

    private func note(
        _ outcome: Outcome, _ job: QueuedJob, _ connection: RedisConnection
    ) throws(RedisError) -> Int {
        switch outcome {
        case .completed(let json): return try queue.finish(job, as: .completed(json), connection)
        case .interrupted: return try queue.giveBack(job, connection)
        case .failed(let failure):
            let made = job.attemptsMade + 1
            log("job \(job.id) failed, attempt \(made) of \(job.options.attempts): \(failure.reason)")
            guard failure.isTransient, made < job.options.attempts else {
                return try queue.finish(job, as: .failed(failure.reason), connection)
            }
            return try queue.retry(
                job, because: failure.reason, afterMilliseconds: job.options.delay(after: made), connection)
        }
    }

    private static func words(_ code: Int) -> String {
        switch code {
        case -1: "there is no such job"
        case -2: "its lock has ended, so another worker may have it"
        case -3: "it is not active"
        case -6: "another worker has its lock"
        default: "see the scripts"
        }
    }

    // MARK: - The keeper

    /// Renews locks, and puts back jobs whose workers are gone: on a thread of its own, whatever the others compute.
    private func keep() {
        var connection: RedisConnection?
        let (renewal, search) = (
            Double(options.lockMilliseconds) / 3000, Double(options.stalledMilliseconds) / 1000
        )
        var (renewed, searched) = (RedisConnection.seconds(), -Double.infinity)
        var pause = RetryPause()
        while !ended.load(ordering: .relaxed) {
            usleep(20_000)
            let now = RedisConnection.seconds()
            guard now - renewed >= renewal || now - searched >= search else { continue }
            do throws(RedisError) {
                let open: RedisConnection
                if let known = connection { open = known } else { open = try RedisConnection(queue.address) }
                connection = open
                if now - renewed >= renewal {
                    try renew(open)
                    renewed = now
                }
                if now - searched >= search, !stopping.isRequested {
                    for id in try queue.moveStalled(
                        mostStalls: options.mostStalls, intervalMilliseconds: options.stalledMilliseconds,
                        open)
                    {
                        log("job \(id) had lost its worker and waits again")
                    }
                    searched = now
                }
                pause.reset()
            } catch {
                connection = nil
                log("\(error)")
                pause.wait { self.ended.load(ordering: .relaxed) }
            }
        }
    }

    private func renew(_ connection: RedisConnection) throws(RedisError) {
        let handles = running.withLock { Array($0.values) }
        guard !handles.isEmpty else { return }
        let gone = try queue.extendLocks(
            handles.map { ($0.job.id, $0.job.token) }, lockMilliseconds: options.lockMilliseconds, connection)
        for handle in handles where gone.contains(handle.job.id) {
            // One whose end has just been noted has no lock either.
            guard !handle.isEnding.load(ordering: .relaxed) else { continue }
            log("job \(handle.job.id): its lock has ended; its work stops")
            handle.lose()
        }
    }
}
