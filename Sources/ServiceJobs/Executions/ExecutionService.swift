internal import Dispatch
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
    let forwarding: (any JobForwarding)?
    let outbox: OutboxThread?
    let clock: ServiceClock
    let log: @Sendable (String, [String: String]) -> Void

    struct State {
        var active: [String: ActiveExecution] = [:]
        var watchers: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var nextWatcher = 0
        var keys: Set<String> = []
        /// Seconds that jobs of a kind and an experiment took last, for estimates.
        var seconds: [String: Double] = [:]
        var isDraining = false
        /// When what runs is given back.
        var stop: DispatchTime?
    }

    let state = Mutex(State())
    let batch, forecasts: JobLane
    let ended = DispatchGroup()
    /// Held while an active execution is changed, in the store and here: two events would have one number.
    let noting = NSLock()
    /// Held from the look at what there is until a job is there, or is cancelled: of two that ask for the same, one starts it.
    let admitting = NSLock()

    /// - Parameters:
    ///   - forwarding: who takes training and backtests; nil for the embedded queue.
    ///   - outbox: who tells others of forecasts; the caller's to start and to stop.
    ///   - log: a word on what happened, and its fields.
    package init(
        _ configuration: ServiceConfiguration, store: ExecutionStore, sink: any ResultSink,
        clock: ServiceClock, forwarding: (any JobForwarding)? = nil, outbox: OutboxThread? = nil,
        log: @escaping @Sendable (String, [String: String]) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.store = store
        self.sink = sink
        self.clock = clock
        self.forwarding = forwarding
        self.outbox = outbox
        self.log = log
        runner = JobRunner(configuration, clock: clock)
        batch = JobLane(
            threads: configuration.queue.parallel, capacity: configuration.queue.capacity, niceness: 10)
        forecasts = JobLane(
            threads: configuration.predict.parallel, capacity: configuration.predict.capacity, niceness: 2)
    }

    func lane(of kind: JobKind) -> JobLane { kind == .predict ? forecasts : batch }

    /// Takes up what an earlier process left, and starts the threads.
    package func start() throws {
        removeOld()
        if forwarding == nil {
            for execution in try store.open() { try takeUp(execution) }
        } else {
            watchForeignChanges()
        }
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
    func enqueue(_ execution: Execution, _ job: PreparedJob?) {
        let now = clock.seconds()
        let isNew = state.withLock { state in
            if let active = state.active[execution.id], !active.execution.state.isEnd { return false }
            state.active[execution.id] = ActiveExecution(execution: execution, job: job, since: now)
            return true
        }
        guard isNew else { return }
        let lane = lane(of: execution.kind)
        lane.waiting.withLock { $0.append(execution.id) }
        lane.signal.signal()
    }

    // MARK: - Looking

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

    /// How many jobs of a kind may wait, and for how many there is room; nil where workers of a queue do them.
    package func room(for kind: JobKind) -> (lane: String, capacity: Int, free: Int)? {
        guard !isForwarded(kind) else { return nil }
        let lane = lane(of: kind)
        let free = lane.capacity - lane.waiting.withLock(\.count)
        return (kind == .predict ? "predict" : "queue", lane.capacity, max(0, free))
    }

    package var isDraining: Bool { state.withLock(\.isDraining) }

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

    /// How often it is looked for what workers of a queue have noted, in microseconds: a step is told within 100 ms.
    private static let lookMicroseconds: useconds_t = 40_000

    /// Wakes whoever watches an execution whenever another process has written to the store; looks only while somebody does.
    private func watchForeignChanges() {
        let thread = Thread { [weak self] in
            var seen = -1
            while let self, !isDraining {
                let watched = state.withLock { Array($0.watchers.keys) }
                if !watched.isEmpty, let now = try? store.foreignChanges(), now != seen {
                    seen = now
                    for id in watched { notify(id) }
                }
                usleep(Self.lookMicroseconds)
            }
        }
        thread.start()
    }

    func notify(_ id: String) {
        let watchers = state.withLock { Array(($0.watchers[id] ?? [:]).values) }
        for watcher in watchers { watcher.yield() }
    }
}
