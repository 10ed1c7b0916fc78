package import Commands
package import ForecastExecutions
package import Workers

/// Where what jobs came to is kept, and read from: SQLite by default (`ForecastDatabase`), PostgreSQL where it is configured.
package protocol ResultSink: Sendable {
    /// Takes an execution up, before any work: whoever had it before writes nothing from then on.
    /// - Parameters:
    ///   - interruption: ends the waiting for a server that is away.
    ///   - warned: told of what is tried again.
    /// - Returns: the number of the attempt.
    func begin(
        _ execution: ForecastExecution, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws -> Int
    /// Writes what an execution came to, all or nothing. Whoever was overtaken by a later attempt writes nothing, and one that
    /// is there with the same digest stays as it is.
    func write(
        _ outcome: JobOutcome, attempt: Int, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws
    /// Notes how an attempt left an execution that it did not finish.
    /// - Parameter error: JSON.
    func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws
    /// The next rows behind `cursor`, in the order of the table.
    func page(of id: String, after cursor: ResultCursor?, limit: Int) throws -> ResultPage
    /// Removes the results of executions that are kept no more, where they are the service's own.
    func forget(_ ids: [String]) throws
    /// Whether it can be reached.
    func check() throws
    /// Where what is told of its forecasts waits.
    var outbox: OutboxPlace { get }
}

extension ResultSink {
    package func forget(_ ids: [String]) throws {}
    package func check() throws {}
}
