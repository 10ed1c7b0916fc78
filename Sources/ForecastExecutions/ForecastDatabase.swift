internal import Files
internal import GRDB

/// The executions of a project in an SQLite file: where a planner's system reads forecasts.
///
/// An execution is taken up by `begin`, which counts its attempts, and ends with `finish`: rows, figures, models and the
/// event for the outbox in one transaction. Whoever was overtaken by a later attempt writes nothing.
package struct ForecastDatabase: Sendable {
    package let path: String
    private let queue: DatabaseQueue

    /// - Throws: `ExecutionError`, `FileError`.
    package init(path: String) throws {
        self.path = path
        try FileSystem.makeFolder(FileSystem.split(path).folder)
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
            )
        }
        queue = try Self.translated {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inTransaction(.immediate) { db in
                try ExecutionSchema.prepare(db, path: path)
                return .commit
            }
            return queue
        }
    }

    /// Where an execution stands.
    package struct State: Equatable, Sendable {
        package let attempt: Int
        package let isFinished: Bool
    }

    /// Takes an execution up, or finds it finished.
    /// - Parameter now: UTC, `2026-11-29T18:00:00Z`.
    package func begin(_ execution: ForecastExecution, now: String) throws -> State {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO forecast_execucao (execucao_id, experimento, tipo, estado, tentativa, passo, percentual,
                        semana_corte, horizonte, dados_digest, codigo_versao, iniciada_em)
                    VALUES (?, ?, ?, 'executando', 1, 0, 0, ?, ?, ?, ?, ?)
                    ON CONFLICT (execucao_id) DO UPDATE
                        SET tentativa = tentativa + 1, estado = 'executando', erro = NULL
                        WHERE estado <> 'concluida'
                    """,
                arguments: [
                    execution.id, execution.experiment, execution.kind.rawValue, execution.cutoff,
                    execution.horizon, execution.snapshot, execution.code, now,
                ])
            let row = try Row.fetchOne(
                db, sql: "SELECT tentativa, estado FROM forecast_execucao WHERE execucao_id = ?",
                arguments: [execution.id])
            return State(
                attempt: row?.number("tentativa").map(Int.init) ?? 0,
                isFinished: row?.text("estado") == "concluida")
        }
    }

    package func describe(_ execution: ForecastExecution, attempt: Int) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE forecast_execucao SET semana_corte = ?, horizonte = ?
                    WHERE execucao_id = ? AND tentativa = ? AND estado <> 'concluida'
                    """, arguments: [execution.cutoff, execution.horizon, execution.id, attempt])
        }
    }

    package func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE forecast_execucao SET estado = ?, erro = ?
                    WHERE execucao_id = ? AND tentativa = ? AND estado <> 'concluida'
                    """, arguments: [state.rawValue, error, id, attempt])
        }
    }

    /// What an execution came to.
    package struct Result: Sendable {
        package let rows: [ForecastRow]
        package let metrics: [ExecutionMetric]
        package let models: [ExecutionModel]
        /// Of the rows, in hexadecimal digits.
        package let digest: String
        /// JSON.
        package let summary: String
        /// JSON of what is told to whom is configured; nil where nobody is.
        package let event: String?

        /// Saved, and at the end where nobody is to be told; else the delivery is still to come.
        var progress: (step: Int, percent: Int) { event == nil ? (10, 100) : (9, 95) }

        package init(
            rows: [ForecastRow], metrics: [ExecutionMetric], models: [ExecutionModel], digest: String,
            summary: String, event: String?
        ) {
            self.rows = rows
            self.metrics = metrics
            self.models = models
            self.digest = digest
            self.summary = summary
            self.event = event
        }
    }

    /// Writes what an execution came to, all or nothing. One that is finished with the same digest stays as it is.
    /// - Throws: `ExecutionError` for another digest, which is a defect of the program, and for whoever was overtaken.
    package func finish(_ id: String, attempt: Int, with result: Result, now: String) throws {
        try Failpoint.executionFinish.reached()
        try write { db in
            let state = try Row.fetchOne(
                db,
                sql:
                    "SELECT tentativa, estado, resultado_digest FROM forecast_execucao WHERE execucao_id = ?",
                arguments: [id])
            guard let state else { throw ExecutionError("execution \(id) was never taken up") }
            if state.text("estado") == "concluida" {
                guard state.text("resultado_digest") == result.digest else {
                    throw ExecutionError(
                        "execution \(id) has another result already: the same question was answered in two ways",
                        fix: "this is a defect of the program; please report it with both versions")
                }
            } else {
                guard state.number("tentativa") == Int64(attempt) else {
                    throw ExecutionError(
                        "execution \(id) was taken up by another process meanwhile",
                        fix: "look at that one; nothing was written here")
                }
                try Self.insert(result, of: id, in: db)
                try db.execute(
                    sql: """
                        UPDATE forecast_execucao SET estado = 'concluida', resultado_digest = ?, resumo = ?,
                            passo = ?, percentual = ?, concluida_em = ? WHERE execucao_id = ?
                        """,
                    arguments: [
                        result.digest, result.summary, result.progress.step, result.progress.percent, now, id,
                    ])
            }
            if let event = result.event {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO evento_saida (execucao_id, tipo, corpo, criado_em)
                        VALUES (?, 'mrp', ?, ?)
                        """, arguments: [id, event, now])
            }
            try Failpoint.executionCommit.reached()
        }
        try Failpoint.executionCommitted.reached()
    }

    private static func insert(_ result: Result, of id: String, in db: Database) throws {
        for table in ["forecast_resultado", "forecast_metrica", "forecast_modelo"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE execucao_id = ?", arguments: [id])
        }
        try insert(result.rows, of: id, in: db)
        let metrics = try db.cachedStatement(
            sql: "INSERT INTO forecast_metrica VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for metric in result.metrics where metric.value.isFinite {
            try metrics.execute(arguments: [
                id, metric.target, metric.model, metric.metric, metric.segment, metric.window, metric.value,
                metric.count,
            ])
        }
        for model in result.models {
            try db.execute(
                sql: "INSERT INTO forecast_modelo VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    id, model.name, model.kind, model.target, model.version, model.digest, model.size,
                    model.path,
                    model.isChampion ? "champion" : "challenger", model.mape,
                ])
        }
    }

    /// Rows go in by the table's key, so that its tree grows at one end; which quantile stands where is found once for all rows
    /// that have the same.
    private static func insert(_ rows: [ForecastRow], of id: String, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO forecast_resultado VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        var labels: [String] = []
        var places: [Int?] = columns.map { _ in nil }
        var others: [Int] = []
        for row in rows.sorted(by: { ($0.series, $0.target, $0.period) < ($1.series, $1.target, $1.period) })
        {
            if row.quantiles.count != labels.count
                || !zip(row.quantiles, labels).allSatisfy({ $0.label == $1 })
            {
                labels = row.quantiles.map(\.label)
                places = columns.map(labels.firstIndex)
                others = labels.indices.filter { !columns.contains(labels[$0]) }
            }
            let json =
                others.isEmpty
                ? nil
                : "{"
                    + others.map { "\"\(labels[$0])\":\(row.quantiles[$0].value)" }.joined(separator: ",")
                    + "}"
            var values: [(any DatabaseValueConvertible)?] = [
                id, row.series, row.target, row.period, row.model, row.forecast,
            ]
            for place in places { values.append(place.map { row.quantiles[$0].value }) }
            values.append(json)
            statement.setUncheckedArguments(StatementArguments(values))
            try statement.execute()
        }
    }

    /// Quantiles with a column of their own.
    static let columns = ["p10", "p25", "p50", "p75", "p90"]

    // MARK: - What was forecast before

    /// The finished executions of an experiment, the last one first.
    package func finished(of experiment: String) throws -> [(id: String, cutoff: String)] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT execucao_id, semana_corte FROM forecast_execucao
                    WHERE experimento = ? AND estado = 'concluida' ORDER BY concluida_em DESC, rowid DESC
                    """, arguments: [experiment])
            return rows.compactMap { row in
                guard let id = row.text("execucao_id"), let cutoff = row.text("semana_corte") else {
                    return nil
                }
                return (id, cutoff)
            }
        }
    }

    /// The forecasts of an execution on a target, without quantiles, by series and period.
    package func forecasts(of id: String, target: String) throws -> [ForecastRow] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT produto_id, semana, modelo, previsao FROM forecast_resultado
                    WHERE execucao_id = ? AND alvo = ? ORDER BY produto_id, semana
                    """, arguments: [id, target])
            return rows.compactMap { row in
                guard let series = row.text("produto_id"), let period = row.text("semana"),
                    let model = row.text("modelo"), let forecast = row.real("previsao")
                else { return nil }
                return ForecastRow(
                    series: series, target: target, period: period, model: model, forecast: forecast,
                    quantiles: [])
            }
        }
    }

    /// The figure that an execution of the experiment noted last.
    package func lastMetric(
        _ metric: String, target: String, model: String, window: String, of experiment: String
    ) throws -> Double? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT valor FROM forecast_metrica JOIN forecast_execucao USING (execucao_id)
                    WHERE experimento = ? AND estado = 'concluida' AND alvo = ? AND modelo = ? AND metrica = ?
                        AND classe = 'todas' AND janela = ?
                    ORDER BY concluida_em DESC, forecast_execucao.rowid DESC LIMIT 1
                    """, arguments: [experiment, target, model, metric, window])?.real("valor")
        }
    }

    // MARK: - The outbox

    /// What is not delivered yet of an experiment, the oldest first: another one may tell somebody else.
    package func outgoing(of experiment: String) throws -> [OutgoingEvent] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, execucao_id, evento_saida.tipo AS tipo, corpo FROM evento_saida JOIN forecast_execucao USING (execucao_id)
                    WHERE entregue_em IS NULL AND experimento = ? ORDER BY id
                    """, arguments: [experiment])
            return rows.compactMap { row in
                guard let id = row.number("id"), let execution = row.text("execucao_id"),
                    let kind = row.text("tipo"),
                    let body = row.text("corpo")
                else { return nil }
                return OutgoingEvent(id: id, execution: execution, kind: kind, body: body)
            }
        }
    }

    package func noteAttempt(at event: OutgoingEvent) throws {
        try write {
            try $0.execute(
                sql: "UPDATE evento_saida SET tentativas = tentativas + 1 WHERE id = ?",
                arguments: [event.id])
        }
    }

    package func noteDelivery(of event: OutgoingEvent, now: String) throws {
        try Failpoint.outboxDelivered.reached()
        try write { db in
            try db.execute(
                sql: "UPDATE evento_saida SET entregue_em = ? WHERE id = ? AND entregue_em IS NULL",
                arguments: [now, event.id])
            try db.execute(
                sql: "UPDATE forecast_execucao SET passo = 10, percentual = 100 WHERE execucao_id = ?",
                arguments: [event.execution])
        }
    }

    // MARK: - Access

    func write<Output>(_ body: (Database) throws -> Output) throws -> Output {
        try Self.translated {
            var output: Output?
            try queue.inTransaction(.immediate) { db in
                output = try body(db)
                return .commit
            }
            guard let output else { preconditionFailure("a transaction without an end") }
            return output
        }
    }

    func read<Output>(_ body: (Database) throws -> Output) throws -> Output {
        try Self.translated { try queue.read(body) }
    }

    private static func translated<Output>(_ body: () throws -> Output) throws -> Output {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw ExecutionError(
                "the database of forecasts: \(error.message ?? "\(error.resultCode)")",
                fix:
                    "see that there is room and that it may be written; where it is damaged, restore it from a copy, or name another file: production.output.database"
            )
        }
    }
}

/// Columns read with suspicion: GRDB's subscripts stop the program on a value of an unexpected type, which others may have
/// written.
extension Row {
    func text(_ column: String) -> String? { String.fromDatabaseValue(self[column]) }
    func number(_ column: String) -> Int64? { Int64.fromDatabaseValue(self[column]) }
    func real(_ column: String) -> Double? { Double.fromDatabaseValue(self[column]) }
}
