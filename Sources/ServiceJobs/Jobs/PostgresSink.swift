package import Commands
package import ForecastExecutions
package import Postgres
package import Workers

/// Results in the planning system's PostgreSQL.
package struct PostgresSink: ResultSink {
    private let database: PostgresForecasts
    package let outbox: OutboxPlace

    /// - Parameter folder: of the service, for receipts of what was told to others.
    /// - Throws: `ExecutionError`, `Interrupted`.
    package init(_ server: PostgresServer, folder: String, interruption: Interruption) throws {
        database = try PostgresForecasts(server, interruption: interruption)
        outbox = OutboxPlace(
            tables: database, path: "\(folder)/forecasts.postgres", name: "postgres:\(server.service ?? "")")
    }

    package func begin(
        _ execution: ForecastExecution, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws -> Int {
        try Patience(interruption: interruption, told: warned).keep {
            try database.begin(execution, now: now).attempt
        }
    }

    /// A server that is started anew in the middle of it is waited for: pieces that are there are not written again.
    package func write(
        _ outcome: JobOutcome, attempt: Int, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws {
        try Patience(interruption: interruption, told: warned).keep {
            try DatabaseSink.write(outcome, attempt: attempt, to: database, now: now)
        }
    }

    package func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws {
        try database.leave(id, attempt: attempt, as: state, error: error)
    }

    package func check() throws { try database.check() }

    package func page(of id: String, after cursor: ResultCursor?, limit: Int) throws -> ResultPage {
        let forecasts = try database.forecasts(of: id, after: cursor?.keys, limit: limit + 1)
        return try DatabaseSink.page(
            forecasts, after: cursor, limit: limit, metrics: { try database.metrics(of: id) },
            models: { try database.models(of: id) })
    }
}
