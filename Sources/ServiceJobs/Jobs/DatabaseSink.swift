package import Commands
package import ForecastExecutions
package import Workers

/// Results in an SQLite file of the tables that planners' systems read.
package struct DatabaseSink: ResultSink {
    private let database: ForecastDatabase

    /// - Throws: `ExecutionError`, `FileError`.
    package init(path: String) throws { database = try ForecastDatabase(path: path) }

    package func begin(
        _ execution: ForecastExecution, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws -> Int {
        try database.begin(execution, now: now).attempt
    }

    package func write(
        _ outcome: JobOutcome, attempt: Int, now: String, interruption: Interruption,
        warned: @escaping (String) -> Void
    ) throws {
        try Self.write(outcome, attempt: attempt, to: database, now: now)
    }

    static func write(
        _ outcome: JobOutcome, attempt: Int, to tables: any ForecastTables, now: String
    ) throws {
        try tables.describe(outcome.execution, attempt: attempt)
        try tables.finish(
            outcome.execution.id, attempt: attempt,
            with: ForecastDatabase.Result(
                rows: outcome.rows, metrics: outcome.metrics, models: outcome.models, digest: outcome.digest,
                summary: outcome.value["summary"]?.line ?? "{}", event: outcome.event), now: now)
    }

    package func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws {
        try database.leave(id, attempt: attempt, as: state, error: error)
    }

    package func forget(_ ids: [String]) throws { try database.remove(ids) }

    package var outbox: OutboxPlace {
        OutboxPlace(tables: database, path: database.path, name: database.path)
    }

    private static let quantiles = ["p10", "p25", "p50", "p75", "p90"]

    package func page(of id: String, after cursor: ResultCursor?, limit: Int) throws -> ResultPage {
        let forecasts = try database.forecasts(of: id, after: cursor?.keys, limit: limit + 1)
        return try Self.page(
            forecasts, after: cursor, limit: limit, metrics: { try database.metrics(of: id) },
            models: { try database.models(of: id) })
    }

    /// The page that these rows make, one of them too many; figures and versions where an execution has no forecasts.
    static func page(
        _ forecasts: [ForecastRow], after cursor: ResultCursor?, limit: Int,
        metrics: () throws -> [ExecutionMetric], models: () throws -> [ExecutionModel]
    ) throws -> ResultPage {
        if !forecasts.isEmpty || cursor != nil {
            let rows = forecasts.prefix(limit)
            return ResultPage(
                columns: ["produto_id", "alvo", "semana", "modelo", "previsao"] + Self.quantiles,
                rows: rows.map(cells),
                next: forecasts.count > limit
                    ? rows.last.map { ResultCursor([$0.series, $0.target, $0.period]) } : nil)
        }
        let metrics = try metrics()
        if !metrics.isEmpty {
            return ResultPage(
                columns: ["alvo", "modelo", "metrica", "classe", "janela", "valor"],
                rows: metrics.map { metric in
                    [metric.target, metric.model, metric.metric, metric.segment, metric.window].map(
                        JSONValue.string) + [.real(metric.value)]
                }, next: nil)
        }
        return ResultPage(
            columns: ["nome", "tipo", "alvo", "versao", "digest"],
            rows: try models().map { model in
                [
                    .string(model.name), .string(model.kind), .string(model.target),
                    model.version.map(JSONValue.integer) ?? .null, .text(model.digest),
                ]
            }, next: nil)
    }

    private static func cells(_ row: ForecastRow) -> [JSONValue] {
        [row.series, row.target, row.period, row.model].map(JSONValue.string) + [.real(row.forecast)]
            + quantiles.map { name in .real(row.quantiles.first { $0.label == name }?.value) }
    }
}
