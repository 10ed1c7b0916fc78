internal import Glibc

/// A queue of BullMQ as its scripts know it: every change of it is one call of a script.
///
/// **Source** the scripts and their callers in bullmq 2.24.0 and 3.4.4 (Python).
package struct BullQueue: Sendable {
    package let name: String
    package let prefix: String
    package let scripts: QueueScripts
    package let address: RedisAddress

    package init(_ name: String, prefix: String = "bull", scripts: QueueScripts, address: RedisAddress) {
        self.name = name
        self.prefix = prefix
        self.scripts = scripts
        self.address = address
    }

    // MARK: - Keys

    var base: String { "\(prefix):\(name):" }

    func key(_ name: String) -> String { base + name }

    private func keys(_ names: String...) -> [String] { names.map(key) }

    /// What the scripts call times: milliseconds since 1970.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    // MARK: - Calls

    /// - Throws: what the server refuses as `refused`.
    private func run(
        _ name: QueueScripts.Name, _ keys: [String], _ arguments: [[UInt8]], _ connection: RedisConnection
    ) throws(RedisError) -> RedisReply {
        let script = scripts[name]
        precondition(keys.count == script.keyCount, "\(keys.count) keys for \(name)")
        let rest = [Array(String(keys.count).utf8)] + keys.map { Array($0.utf8) } + arguments
        var reply = try connection.call([Array("EVALSHA".utf8), Array(script.digest.utf8)] + rest)
        // After a restart, or a flush of scripts.
        if case .failure(let message) = reply, message.hasPrefix("NOSCRIPT") {
            reply = try connection.call([Array("EVAL".utf8), script.text] + rest)
        }
        if case .failure(let message) = reply { throw RedisError(.refused, "\(name.rawValue): \(message)") }
        return reply
    }

    private static func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    // MARK: - A worker's calls

    struct Next: Sendable {
        let job: QueuedJob?
        /// Milliseconds to wait because of a limit; 0 for none.
        let limitedFor: Int
        /// When the next delayed job is due, in milliseconds since 1970; 0 for none.
        let delayedUntil: Int
    }

    /// Takes the next job, under a lock that ends by itself.
    func moveToActive(
        token: String, lockMilliseconds: Int, _ connection: RedisConnection
    ) throws(RedisError) -> Next {
        let options = MessagePack.map([
            ("token", .text(token)), ("lockDuration", .integer(lockMilliseconds)), ("limiter", .null),
        ])
        let reply = try run(
            .moveToActive,
            keys(
                "wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta",
                "pc",
                "marker"), Self.bytes(base, String(Self.now())) + [options.bytes], connection)
        guard let items = reply.items, items.count >= 4 else {
            throw RedisError(.protocolViolation, "moveToActive answered something else")
        }
        var job: QueuedJob?
        if let fields = items[0].items, let id = items[1].string {
            job = QueuedJob(id: id, fields: fields, token: token)
        }
        return Next(
            job: job, limitedFor: max(0, items[2].number ?? 0), delayedUntil: max(0, items[3].number ?? 0))
    }

    /// Renews locks.
    /// - Returns: the ids of jobs that are no longer ours.
    func extendLocks(
        _ jobs: [(id: String, token: String)], lockMilliseconds: Int, _ connection: RedisConnection
    ) throws(RedisError) -> [String] {
        let reply = try run(
            .extendLocks, keys("stalled"),
            Self.bytes(base) + [
                MessagePack.array(jobs.map { .text($0.token) }).bytes,
                MessagePack.array(jobs.map { .text($0.id) }).bytes, Array(String(lockMilliseconds).utf8),
            ], connection)
        return reply.items?.compactMap(\.string) ?? []
    }

    /// - Parameter json: what listeners are told.
    func updateProgress(_ id: String, _ json: String, _ connection: RedisConnection) throws(RedisError) {
        _ = try run(.updateProgress, [key(id)] + keys("events", "meta"), Self.bytes(id, json), connection)
    }

    enum Ending: Sendable {
        /// JSON.
        case completed(String)
        case failed(String)
    }

    /// - Returns: 0, or what the scripts say is wrong: -1 no such job, -2 no lock, -3 not active, -6 another's lock.
    func finish(_ job: QueuedJob, as ending: Ending, _ connection: RedisConnection) throws(RedisError) -> Int
    {
        let options = job.options
        let target: String
        let property: String
        let value: String
        let keep: QueuedJobOptions.Keep
        switch ending {
        case .completed(let json):
            (target, property, value, keep) = ("completed", "returnvalue", json, options.keepCompleted)
        case .failed(let reason):
            (target, property, value, keep) = ("failed", "failedReason", reason, options.keepFailed)
        }
        let packed = MessagePack.map([
            ("token", .text(job.token)), ("keepJobs", keep.packed), ("limiter", .null),
            ("lockDuration", .integer(30_000)),
            ("attempts", .integer(options.attempts)), ("attemptsMade", .integer(job.attemptsMade)),
            ("maxMetricsSize", .text("")), ("fpof", .flag(options.failsParent)),
            ("cpof", .flag(options.continuesParent)),
            ("idof", .flag(options.ignoresDependency)), ("rdof", .flag(options.removesDependency)),
        ])
        var arguments =
            Self.bytes(job.id, String(Self.now()), property, value, target, "", base) + [packed.bytes]
        if case .failed(let reason) = ending { arguments.append(Self.fields(failure: reason)) }
        let reply = try run(
            .moveToFinished,
            keys(
                "wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta",
                "pc", target
            ) + [key(job.id)] + keys("metrics:\(target)", "marker"), arguments, connection)
        return min(0, reply.number ?? 0)
    }

    private static func fields(failure reason: String) -> [UInt8] {
        MessagePack.array([.text("failedReason"), .text(reason), .text("stacktrace"), .text("[]")]).bytes
    }

    /// Puts a job that failed back for another attempt.
    func retry(
        _ job: QueuedJob, because reason: String, afterMilliseconds delay: Int, _ connection: RedisConnection
    ) throws(RedisError) -> Int {
        let (now, fields) = (String(Self.now()), Self.fields(failure: reason))
        if delay > 0 {
            var names = keys("marker", "active", "prioritized", "delayed") + [key(job.id)]
            names += keys("events", "meta", "stalled", "wait", "limiter")
            names += scripts.line == .v5 ? keys("paused", "pc") : keys("pc")
            let reply = try run(
                .moveToDelayed, names,
                Self.bytes(base, now, job.id, job.token, String(delay), "0") + [fields] + Self.bytes("0"),
                connection)
            return min(0, reply.number ?? 0)
        }
        let reply = try run(
            .retryJob,
            keys("active", "wait", "paused") + [key(job.id)]
                + keys("meta", "events", "delayed", "prioritized", "pc", "marker", "stalled"),
            Self.bytes(base, now, job.options.isLIFO ? "RPUSH" : "LPUSH", job.id, job.token) + [fields],
            connection)
        return min(0, reply.number ?? 0)
    }

    /// Gives a job back unfinished, to the front of the queue.
    func giveBack(_ job: QueuedJob, _ connection: RedisConnection) throws(RedisError) -> Int {
        let reply = try run(
            .moveJobFromActiveToWait,
            keys("active", "wait", "stalled", "paused", "meta", "limiter", "prioritized", "marker", "events"),
            Self.bytes(job.id, job.token, key(job.id)), connection)
        return min(0, reply.number ?? 0)
    }

    /// Puts jobs back whose workers are gone.
    /// - Returns: their ids.
    func moveStalled(
        mostStalls: Int, intervalMilliseconds: Int, _ connection: RedisConnection
    ) throws(RedisError) -> [String] {
        var names = keys("stalled", "wait", "active", "stalled-check", "meta", "paused", "marker", "events")
        if scripts.line == .v6 { names += keys("repeat") }
        let reply = try run(
            .moveStalledJobsToWait, names,
            Self.bytes(String(mostStalls), base, String(Self.now()), String(intervalMilliseconds)), connection
        )
        return reply.items?.compactMap { $0.string ?? $0.items?.first?.string } ?? []
    }

    /// Whether a job has ended.
    func isFinished(_ id: String, _ connection: RedisConnection) throws(RedisError) -> Bool {
        try connection.call("HEXISTS", key(id), "finishedOn") == .integer(1)
    }

    // MARK: - A producer's calls

    /// How many jobs wait for a worker: those that may begin, those of a priority, those that are due later.
    package func waitingCount(_ connection: RedisConnection) throws(RedisError) -> Int {
        let counts = [("LLEN", "wait"), ("LLEN", "paused"), ("ZCARD", "prioritized"), ("ZCARD", "delayed")]
        var sum = 0
        for (command, name) in counts {
            let reply = try connection.call(command, key(name))
            if case .failure(let message) = reply { throw RedisError(.refused, "\(command): \(message)") }
            sum += reply.number ?? 0
        }
        return sum
    }

    /// Whether there is a job of this id, in whatever state.
    package func holds(_ id: String, _ connection: RedisConnection) throws(RedisError) -> Bool {
        let reply = try connection.call("EXISTS", key(id))
        if case .failure(let message) = reply { throw RedisError(.refused, "EXISTS: \(message)") }
        return reply == .integer(1)
    }

    /// Adds a job.
    /// - Parameters:
    ///   - id: a job of this id is there once; no whole number, and without a colon.
    ///   - data: JSON.
    ///   - options: JSON's entries `attempts`, `backoff` and so on, as the queue keeps them.
    /// - Returns: its id.
    @discardableResult
    package func add(
        _ jobName: String, id: String, data: [UInt8], options: [(String, MessagePack)] = [],
        _ connection: RedisConnection
    ) throws(RedisError) -> String {
        guard !id.isEmpty, Int(id) == nil, !id.contains(":") else {
            throw RedisError(.configuration, "'\(id)' is no id for a job")
        }
        let now = Self.now()
        let arguments = MessagePack.array([
            .text(base), .text(id), .text(jobName), .integer(now), .null, .null, .null, .null, .null,
        ])
        let all = [("jobId", MessagePack.text(id))] + options
        let reply = try run(
            .addStandardJob,
            keys("wait", "paused", "meta", "id", "completed", "delayed", "active", "events", "marker"),
            [arguments.bytes, data, MessagePack.map(all).bytes] + Self.bytes(String(now)), connection)
        guard let added = reply.string else {
            throw RedisError(.refused, "the queue did not take job \(id): \(reply)")
        }
        return added
    }
}
