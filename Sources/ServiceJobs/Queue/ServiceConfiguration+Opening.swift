package import JobQueue
internal import Postgres
internal import Workers

extension ServiceConfiguration {
    /// Where results go: PostgreSQL where it is configured, an SQLite file of the service elsewhere.
    /// - Throws: `ExecutionError`, `FileError`, `Interrupted`.
    package func resultSink() throws -> any ResultSink {
        guard let results else { return try DatabaseSink(path: "\(folder)/forecasts.sqlite") }
        return try PostgresSink(
            PostgresServer(service: results.isEmpty ? nil : results), interruption: Interruption())
    }
}

extension ServiceConfiguration.BullMQ {
    /// The queue, with its scripts read.
    /// - Throws: `RedisError`.
    package func open() throws(RedisError) -> BullQueue {
        BullQueue(queue, prefix: prefix, scripts: try QueueScripts(folder: scripts), address: address)
    }
}
