/// Where what jobs came to is kept, and read from: SQLite by default (`ForecastDatabase`), PostgreSQL where it is configured.
package protocol ResultSink: Sendable {
    /// Writes what an execution came to, all or nothing. Whoever was overtaken by a later attempt writes nothing, and one that
    /// is there with the same digest stays as it is.
    func write(_ outcome: JobOutcome, now: String) throws
    /// The next rows behind `cursor`, in the order of the table.
    func page(of id: String, after cursor: ResultCursor?, limit: Int) throws -> ResultPage
    /// Removes the results of executions that are kept no more, where they are the service's own.
    func forget(_ ids: [String]) throws
}

extension ResultSink {
    package func forget(_ ids: [String]) throws {}
}
