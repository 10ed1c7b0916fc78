internal import Dispatch
internal import ExperimentRunner
internal import ForecastCore
internal import Foundation
internal import Glibc
internal import Synchronization
internal import Workers

/// Takes jobs, does them one after the other on threads of its own, and knows what became of each.
///
/// The embedded queue: bounded, kept in the store, and so taken up again by the process that comes after. Forecasts have threads
/// of their own beside it, because somebody waits for them.
package final class ExecutionService: Sendable {
    package let configuration: ServiceConfiguration
    package let runner: JobRunner
    package let store: ExecutionStore
    package let sink: any ResultSink
    package let counters = ServiceCounters()
    private let forwarding: (any JobForwarding)?
    private let clock: ServiceClock
    private let log: @Sendable (String, [String: String]) -> Void

    /// Jobs of one sort, and the threads that do them.
    private final class Lane: Sendable {
        let waiting = Mutex<[String]>([])
        let signal = DispatchSemaphore(value: 0)
        let threads: Int
        let capacity: Int
        let niceness: Int32

        init(threads: Int, capacity: Int, niceness: Int32) {
            self.threads = threads
            self.capacity = capacity
            self.niceness = niceness
        }
    }

    /// An execution that waits or runs.
    private struct Active {
        var execution: Execution
        var job: PreparedJob?
        let interruption = Interruption()
        let since: Double
        /// When it left the queue.
        var begun: Double?
    }

    private struct State {
        var active: [String: Active] = [:]
        var watchers: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var nextWatcher = 0
        var keys: Set<String> = []
        /// Seconds that jobs of a kind and an experiment took last, for estimates.
        var seconds: [String: Double] = [:]
        var isDraining = false
        /// When what runs is given back.
        var stop: DispatchTime?
    }

    private let state = Mutex(State())
    private let batch, forecasts: Lane
    private let ended = DispatchGroup()
    /// Held while an active execution is changed, in the store and here: two events would have one number.
    private let noting = NSLock()
    /// Held from the look at what there is until a job is there, or is cancelled: of two that ask for the same, one starts it.
    private let admitting = NSLock()

    /// - Parameters:
    ///   - forwarding: who takes training and backtests; nil for the embedded queue.
    ///   - log: a word on what happened, and its fields.
    package init(
        _ configuration: ServiceConfiguration, store: ExecutionStore, sink: any ResultSink,
        clock: ServiceClock, forwarding: (any JobForwarding)? = nil,
        log: @escaping @Sendable (String, [String: String]) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.store = store
        self.sink = sink
        self.clock = clock
        self.forwarding = forwarding
        self.log = log
        runner = JobRunner(configuration, clock: clock)
        batch = Lane(
            threads: configuration.queue.parallel, capacity: configuration.queue.capacity, niceness: 10)
        forecasts = Lane(
            threads: configuration.predict.parallel, capacity: configuration.predict.capacity, niceness: 2)
    }

    private func lane(of kind: JobKind) -> Lane { kind == .predict ? forecasts : batch }

    /// Takes up what an earlier process left, and starts the threads.
    package func start() throws {
        removeOld()
        if forwarding == nil { for execution in try store.open() { try takeUp(execution) } }
        for lane in [batch, forecasts] {
            for _ in 0..<lane.threads {
                ended.enter()
                let thread = Thread { [self] in
                    // Of this thread, and so of those that it starts: whoever asks comes first.
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, lane.niceness)
                    work(in: lane)
                    ended.leave()
                }
                thread.stackSize = 8 << 20
                thread.start()
            }
        }
    }

    private func takeUp(_ left: Execution) throws {
        var execution = left
        if execution.state == .cancelling {
            execution.state = .cancelled
            execution.ended = clock.timestamp()
            return try store.put(&execution, telling: "cancelled")
        }
        if execution.attempt >= configuration.queue.attempts {
            execution.state = .failed
            execution.ended = clock.timestamp()
            execution.error = ExecutionFailure.abandoned(after: execution.attempt).value
            log("abandoned", ["execution": execution.id])
            return try store.put(&execution, telling: "failed")
        }
        execution.state = .queued
        try store.put(&execution, telling: "queued")
        enqueue(execution, nil)
    }

    /// Of one that waits or runs already, nothing: it is done once.
    private func enqueue(_ execution: Execution, _ job: PreparedJob?) {
        let now = clock.seconds()
        let isNew = state.withLock { state in
            if let active = state.active[execution.id], !active.execution.state.isEnd { return false }
            state.active[execution.id] = Active(execution: execution, job: job, since: now)
            return true
        }
        guard isNew else { return }
        let lane = lane(of: execution.kind)
        lane.waiting.withLock { $0.append(execution.id) }
        lane.signal.signal()
    }

    // MARK: - Asking

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
        let submission = try admit(job, key, requestID)
        guard submission.isNew, let forwarding, request.kind != .predict else { return submission }
        do {
            try forwarding.forward(submission.execution)
        } catch {
            // Whoever asks again has it forwarded again.
            var execution = submission.execution
            execution.state = .failed
            execution.error = ExecutionFailure(error).value
            execution.ended = clock.timestamp()
            try store.put(&execution, telling: "failed")
            throw error
        }
        return submission
    }

    /// The execution of the same job that is there, or a new one that waits, where there is room.
    private func admit(
        _ job: PreparedJob, _ key: (text: String, body: String)?, _ requestID: String
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
        try refuseFull(request.kind)
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

    private func refuseFull(_ kind: JobKind) throws(SubmissionRefusal) {
        let lane = lane(of: kind)
        let waiting = lane.waiting.withLock(\.count)
        guard waiting >= lane.capacity else { return }
        counters.note { $0.refused += 1 }
        throw .full(waiting: waiting, retryAfter: secondsUntilRoom(in: lane))
    }

    /// When the next job of a lane will have ended, by what jobs of its kind and experiment took last; 1 to 3,600 seconds. One
    /// that takes longer than the last may well take half as long again.
    private func secondsUntilRoom(in lane: Lane) -> Int {
        let now = clock.seconds()
        let rest = state.withLock { state -> Double in
            let running = state.active.values.filter {
                $0.execution.state == .running && self.lane(of: $0.execution.kind) === lane
            }
            return running.map { active in
                let usual = state.seconds[Self.sort(of: active.execution)] ?? (lane === forecasts ? 1 : 60)
                let elapsed = now - (active.begun ?? now)
                return elapsed < usual ? max(1, usual - elapsed) : max(1, elapsed / 2)
            }.min() ?? 1
        }
        return min(3_600, max(1, Int(rest.rounded(.up))))
    }

    /// What takes about as long as an execution.
    private static func sort(of execution: Execution) -> String {
        "\(execution.kind.rawValue) \(execution.request["experiment"]?.string ?? "")"
    }

    /// Waiting and running executions, by the name of their lane.
    package var load: [(lane: String, waiting: Int, running: Int)] {
        [("queue", batch), ("predict", forecasts)].map { name, lane in
            let waiting = lane.waiting.withLock(\.count)
            let running = state.withLock { state in
                state.active.values.count {
                    $0.execution.state != .queued && !$0.execution.state.isEnd
                        && self.lane(of: $0.execution.kind) === lane
                }
            }
            return (name, waiting, running)
        }
    }

    package var isDraining: Bool { state.withLock(\.isDraining) }

    // MARK: - Looking

    /// Of an active one without a trip to the disk.
    package func execution(_ id: String) throws -> Execution? {
        if let active = active(id) { return active }
        return try store.execution(id)
    }

    /// Where it stands, if it waits or runs in this process.
    package func active(_ id: String) -> Execution? { state.withLock { $0.active[id]?.execution } }

    /// Says something whenever an execution of this process changes; once at the beginning.
    package func changes(of id: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[id, default: [:]][state.nextWatcher] = continuation
            return state.nextWatcher
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                state.watchers[id]?[number] = nil
                if state.watchers[id]?.isEmpty == true { state.watchers[id] = nil }
            }
        }
        continuation.yield()
        return stream
    }

    private func notify(_ id: String) {
        let watchers = state.withLock { Array(($0.watchers[id] ?? [:]).values) }
        for watcher in watchers { watcher.yield() }
    }

    // MARK: - Cancelling

    /// Cancels an execution: at once where it waits, and where it runs as soon as it has stopped, which its state then says.
    /// - Returns: nil for one that is not there; as it was where it has ended.
    package func cancel(_ id: String) throws -> Execution? {
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
            return try cancelForeign(id)
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
    private func cancelForeign(_ id: String) throws -> Execution? {
        guard var execution = try store.execution(id), !execution.state.isEnd else {
            return try self.execution(id)
        }
        if isForwarded(execution.kind) {
            execution.state = .cancelling
            try store.put(&execution, telling: "cancelling")
        } else {
            execution.state = .cancelled
            execution.ended = clock.timestamp()
            try store.put(&execution, telling: "cancelled")
        }
        return execution
    }

    /// Whether the store takes it for one that waits or runs, and nobody works on it.
    private func isAbandoned(_ execution: Execution) -> Bool {
        !execution.state.isEnd && !isForwarded(execution.kind) && active(execution.id) == nil
    }

    /// Whether workers of a queue do such jobs.
    private func isForwarded(_ kind: JobKind) -> Bool { forwarding != nil && kind != .predict }

    // MARK: - Working

    private func work(in lane: Lane) {
        while true {
            lane.signal.wait()
            if state.withLock(\.isDraining) { return }
            let next = lane.waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next, let active = state.withLock({ $0.active[next] }) else { continue }
            perform(active, threads: threads(of: lane))
        }
    }

    private func threads(of lane: Lane) -> Int {
        if lane === forecasts { return configuration.predict.threads }
        return configuration.queue.threads > 0
            ? configuration.queue.threads : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    private func perform(_ active: Active, threads: Int) {
        var execution = active.execution
        let id = execution.id
        let begun = clock.seconds()
        state.withLock { $0.active[id]?.begun = begun }
        counters.note {
            $0.begun[execution.kind.rawValue, default: 0] += 1
            $0.queueSeconds[execution.kind.rawValue, default: 0] += begun - active.since
        }
        do {
            let started = try update(id, telling: "running") { execution in
                execution.attempt += 1
                execution.started = clock.timestamp()
                if execution.state != .cancelling { execution.state = .running }
            }
            guard let started else { return }
            execution = started
            log("running", ["execution": id, "attempt": "\(execution.attempt)"])
            let job = try active.job ?? prepared(execution)
            let outcome = try runner.run(
                job, as: id, threads: threads, interruption: active.interruption,
                warned: { [log] in log("warning", ["execution": id, "text": $0]) },
                progress: { [self] in note($0, of: id) })
            try sink.write(outcome, now: clock.timestamp())
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            execution.state = .finished
            execution.result = outcome.value
        } catch is Interrupted {
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            if execution.state == .cancelling {
                execution.state = .cancelled
            } else {
                // Given back: whoever comes next goes on where it stopped.
                execution.state = .queued
                execution.attempt -= 1
            }
        } catch {
            execution = state.withLock { $0.active[id]?.execution } ?? execution
            execution.state = .failed
            execution.error = ExecutionFailure(error).value
        }
        let seconds = clock.seconds() - begun
        counters.note {
            $0.ended["\(execution.kind.rawValue) \(execution.state.rawValue)", default: 0] += 1
            $0.computeSeconds[execution.kind.rawValue, default: 0] += seconds
        }
        if execution.state == .finished { state.withLock { $0.seconds[Self.sort(of: execution)] = seconds } }
        if execution.state.isEnd { execution.ended = clock.timestamp() }
        log(
            execution.state.rawValue,
            ["execution": id, "seconds": "\((seconds * 1000).rounded() / 1000)"])
        end(&execution, telling: execution.state.rawValue)
        removeOld()
    }

    /// Of one that an earlier process took: only while the data are those that it was asked about.
    private func prepared(_ execution: Execution) throws -> PreparedJob {
        let request = JobRequest(stored: execution.kind, execution.request, configuration)
        let job = try runner.prepare(request)
        guard job.id == execution.id else { throw ExecutionFailure.changed }
        return job
    }

    /// Results first: an execution without them could not be asked for.
    private func removeOld() {
        do {
            let old = try store.ended(before: configuration.keptExecutions)
            guard !old.isEmpty else { return }
            try sink.forget(old)
            try store.remove(old)
        } catch {
            log("unremoved", ["error": "\(error)"])
        }
    }

    /// Changes an execution that waits or runs, in the store first; one that has ended stays as it is.
    /// - Returns: the execution as it is now; nil for one that has ended.
    @discardableResult
    private func update(
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

    private func note(_ progress: JobProgress, of id: String) {
        do {
            try update(id, telling: "progress") { $0.progress = progress }
        } catch {
            log("unnoted", ["execution": id, "error": "\(error)"])
        }
    }

    /// Notes that an execution has ended, or is given back. Where the store cannot take it, it is kept here as it ended, and the
    /// store is asked again until it does: nobody sees it run for ever.
    private func end(_ execution: inout Execution, telling name: String) {
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

    // MARK: - Stopping

    /// Takes no more jobs, and wakes whoever waits for news. From here on what runs has `drain_seconds`.
    package func refuseJobs() {
        let watched = state.withLock { state in
            state.isDraining = true
            if state.stop == nil { state.stop = .now() + .seconds(configuration.drainSeconds) }
            return Array(state.watchers.keys)
        }
        for id in watched { notify(id) }
    }

    /// Takes no more jobs, waits for what runs, then gives back what has not ended. Blocks; when it returns, nothing runs.
    package func drain() {
        refuseJobs()
        for lane in [batch, forecasts] { for _ in 0..<lane.threads { lane.signal.signal() } }
        if ended.wait(timeout: state.withLock(\.stop) ?? .now()) == .timedOut {
            let running = state.withLock { $0.active.values.map(\.interruption) }
            for interruption in running { interruption.request() }
            ended.wait()
        }
    }
}
