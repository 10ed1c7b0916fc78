package import JobQueue

/// Puts what REST is asked for into a queue of BullMQ, as its producers do.
package struct QueueForwarding: JobForwarding {
    private let queue: BullQueue
    private let attempts: Int

    package init(_ queue: BullQueue, attempts: Int) {
        self.queue = queue
        self.attempts = attempts
    }

    /// A job's id is that of its execution: one that waits or runs is there once. One that failed is not kept, so that it can be
    /// asked for again; the store knows why it failed.
    package func forward(_ execution: Execution) throws {
        guard case .object(let members) = execution.request else { return }
        let data = JSONValue.object(
            members + [JSONValue.Member(name: "execucao_id", value: .string(execution.id))])
        try connected { connection throws(RedisError) in
            try queue.add(
                execution.kind.rawValue, id: execution.id, data: Array(data.line.utf8),
                options: [
                    ("attempts", .integer(attempts)),
                    ("backoff", .map([("type", .text("exponential")), ("delay", .integer(5_000))])),
                    ("removeOnComplete", .map([("count", .integer(1_000))])), ("removeOnFail", .flag(true)),
                ], connection)
        }
    }

    package func waiting() throws -> Int {
        try connected { connection throws(RedisError) in try queue.waitingCount(connection) }
    }

    package func holds(_ execution: String) throws -> Bool {
        try connected { connection throws(RedisError) in try queue.holds(execution, connection) }
    }

    private func connected<Output>(
        _ body: (RedisConnection) throws(RedisError) -> Output
    ) throws(QueueProblem) -> Output {
        do throws(RedisError) {
            return try body(try RedisConnection(queue.address))
        } catch {
            throw QueueProblem(message: error.message)
        }
    }
}
