internal import ForecastExecutions
package import Postgres
package import Workers

/// Results in the planning system's PostgreSQL.
package struct PostgresSink: ResultSink {
    private let database: PostgresForecasts

    /// - Throws: `ExecutionError`, `Interrupted`.
    package init(_ server: PostgresServer, interruption: Interruption) throws {
        database = try PostgresForecasts(server, interruption: interruption)
    }

    package func write(_ outcome: JobOutcome, now: String) throws {
        try DatabaseSink.write(outcome, to: database, now: now)
    }

    package func page(of id: String, after cursor: ResultCursor?, limit: Int) throws -> ResultPage {
        let forecasts = try database.forecasts(of: id, after: cursor?.keys, limit: limit + 1)
        return try DatabaseSink.page(
            forecasts, after: cursor, limit: limit, metrics: { try database.metrics(of: id) },
            models: { try database.models(of: id) })
    }
}
