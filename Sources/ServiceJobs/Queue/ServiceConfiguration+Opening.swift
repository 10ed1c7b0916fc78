package import JobQueue
internal import Postgres
package import Workers

extension ServiceConfiguration {
    /// Where results go: PostgreSQL where it is configured, an SQLite file of the service elsewhere. A server that is away is waited for, half a minute.
    /// - Parameter warned: told of what is tried again.
    /// - Throws: `ExecutionError`, `FileError`, `Interrupted`.
    package func resultSink(
        unless interruption: Interruption = Interruption(), warned: @escaping (String) -> Void = { _ in }
    ) throws -> any ResultSink {
        guard let results else { return try DatabaseSink(path: "\(folder)/forecasts.sqlite") }
        return try Patience(interruption: interruption, told: warned).keep {
            try PostgresSink(
                PostgresServer(service: results.isEmpty ? nil : results), folder: folder,
                interruption: Interruption())
        }
    }
}

extension ServiceConfiguration.BullMQ {
    /// The queue, with its scripts read.
    /// - Throws: `RedisError`.
    package func open() throws(RedisError) -> BullQueue {
        BullQueue(queue, prefix: prefix, scripts: try QueueScripts(folder: scripts), address: address)
    }
}
