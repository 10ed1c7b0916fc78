internal import Files
package import Postgres
package import Workers

/// The executions of a project in PostgreSQL, under the names that planning systems know.
///
/// Rows go in pieces, each in a transaction of its own with a row that says so: whoever takes an execution up again writes
/// what is missing and nothing twice. Readers see them with the last transaction.
package struct PostgresForecasts: ForecastTables {
    let server: PostgresServer
    let interruption: Interruption
    /// Rows of a piece.
    let pieceSize: Int

    /// - Throws: `ExecutionError`, `Interrupted`.
    package init(
        _ server: PostgresServer, interruption: Interruption, pieceSize: Int = 50_000
    ) throws {
        self.server = server
        self.interruption = interruption
        self.pieceSize = pieceSize
        try connected { try PostgresSchema.prepare($0) }
    }

    // MARK: - Executions

    package func begin(_ execution: ForecastExecution, now: String) throws -> ForecastDatabase.State {
        let id = try Self.uuid(execution.id)
        return try connected { connection in
            try connection.execute("SET lock_timeout = '\(Self.longestPieceSeconds)s'")
            do {
                return try begin(execution, id, now: now, connection)
            } catch let error as PostgresError where error.state == Self.lockNotAvailable {
                try endWriters(of: id, connection)
                return try begin(execution, id, now: now, connection)
            }
        }
    }

    /// A piece takes less than a second. Whoever holds an execution for longer was stopped in the middle of one, perhaps for ever.
    private static let longestPieceSeconds = 5
    private static let lockNotAvailable = "55P03"

    /// Ends the sessions that write an execution and that the caller overtakes; what they have not committed is undone.
    private func endWriters(of id: ExecutionUUID, _ connection: PostgresConnection) throws {
        try connection.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = $1 AND usename = current_user AND pid <> pg_backend_pid()
            """, [Self.sessionName(of: id)])
    }

    /// By which the session that writes an execution is found; a name has 63 bytes at most.
    private static func sessionName(of id: ExecutionUUID) -> String { "forecast-engine \(id.text)" }

    private func begin(
        _ execution: ForecastExecution, _ id: ExecutionUUID, now: String, _ connection: PostgresConnection
    ) throws -> ForecastDatabase.State {
        try connection.transaction {
            try connection.execute(
                """
                INSERT INTO forecast_execucao (execucao_id, chave, iniciada_em, experimento, tipo, estado, tentativa,
                    passo, percentual, semana_corte, horizonte, dados_digest, codigo_versao, criada_em)
                VALUES ($1, $2, $3::timestamptz AT TIME ZONE 'UTC', $4, $5, 'executando', 1, 0, 0, $6, $7, $8, $9, $3::timestamptz)
                ON CONFLICT (execucao_id) DO UPDATE
                    SET tentativa = forecast_execucao.tentativa + 1, estado = 'executando', erro = NULL
                    WHERE forecast_execucao.estado <> 'concluida'
                """,
                [
                    id.text, execution.id, now, execution.experiment, execution.kind.rawValue,
                    PeriodDate(execution.cutoff)?.text, String(max(1, execution.horizon)),
                    execution.snapshot, execution.code,
                ])
            let row = try connection.execute(
                """
                SELECT tentativa, estado, forecast_particao(iniciada_em) FROM forecast_execucao WHERE execucao_id = $1
                """, [id.text]
            ).first
            return ForecastDatabase.State(
                attempt: row?[0].flatMap { Int($0) } ?? 0, isFinished: row?[1] == "concluida")
        }
    }

    package func describe(_ execution: ForecastExecution, attempt: Int) throws {
        let id = try Self.uuid(execution.id)
        try connected { connection in
            _ = try connection.execute(
                """
                UPDATE forecast_execucao SET semana_corte = $2, horizonte = $3
                WHERE execucao_id = $1 AND tentativa = $4 AND estado <> 'concluida'
                """,
                [
                    id.text, PeriodDate(execution.cutoff)?.text, String(max(1, execution.horizon)),
                    String(attempt),
                ])
        }
    }

    package func leave(_ id: String, attempt: Int, as state: UnfinishedState, error: String?) throws {
        let id = try Self.uuid(id)
        try connected { connection in
            _ = try connection.execute(
                """
                UPDATE forecast_execucao SET estado = $2::estado_execucao, erro = $3::jsonb
                WHERE execucao_id = $1 AND tentativa = $4 AND estado <> 'concluida'
                """, [id.text, state.rawValue, error, String(attempt)])
        }
    }

    package func finish(
        _ id: String, attempt: Int, with result: ForecastDatabase.Result, now: String
    ) throws {
        try Failpoint.executionFinish.reached()
        let writing = PostgresWriting(id: try Self.uuid(id), name: id, attempt: attempt)
        try connected { connection in
            try connection.execute(
                "SELECT set_config('application_name', $1, false)", [Self.sessionName(of: writing.id)])
            if try writing.isFinished(connection, digest: result.digest) == false {
                let pieces = try writing.write(
                    result.rows, in: pieceSize, digest: result.digest, connection)
                try connection.transaction {
                    try writing.finish(result, pieces: pieces, now: now, connection)
                    try Failpoint.executionCommit.reached()
                }
            } else if let event = result.event {
                try writing.note(event: event, now: now, connection)
            }
        }
        try Failpoint.executionCommitted.reached()
    }

    // MARK: - What was forecast before

    package func finished(of experiment: String) throws -> [(id: String, cutoff: String)] {
        try connected { connection in
            let rows = try connection.execute(
                """
                SELECT execucao_id, semana_corte FROM forecast_execucao
                WHERE experimento = $1 AND estado = 'concluida' AND semana_corte IS NOT NULL
                ORDER BY concluida_em DESC, ordem DESC
                """, [experiment]
            ).rows
            return rows.map { ($0[0] ?? "", $0[1] ?? "") }
        }
    }

    package func forecasts(of id: String, target: String) throws -> [ForecastRow] {
        let id = try Self.uuid(id)
        return try connected { connection in
            let rows = try connection.execute(
                """
                SELECT produto_id, semana, modelo, previsao FROM forecast_resultado
                WHERE execucao_id = $1 AND alvo = $2
                    AND iniciada_em = (SELECT iniciada_em FROM forecast_execucao WHERE execucao_id = $1)
                ORDER BY produto_id COLLATE "C", semana
                """, [id.text, TargetWord.inTables(target)]
            ).rows
            var found: [ForecastRow] = []
            found.reserveCapacity(rows.count)
            for row in rows {
                guard let series = row[0], let period = row[1], let model = row[2],
                    let forecast = row[3].flatMap({ Double($0) })
                else { continue }
                found.append(
                    ForecastRow(
                        series: series, target: target, period: period, model: model, forecast: forecast,
                        quantiles: []))
            }
            return found
        }
    }

    package func lastMetric(
        _ metric: String, target: String, model: String, window: String, of experiment: String
    ) throws -> Double? {
        try connected { connection in
            try connection.execute(
                """
                SELECT valor FROM forecast_metrica JOIN forecast_execucao USING (execucao_id)
                WHERE experimento = $1 AND estado = 'concluida' AND alvo = $2 AND modelo = $3 AND metrica = $4
                    AND classe = 'todas' AND janela = $5
                ORDER BY concluida_em DESC, ordem DESC LIMIT 1
                """, [experiment, TargetWord.inTables(target), model, metric, window]
            ).first?[0].flatMap { Double($0) }
        }
    }

    // MARK: - The outbox

    package func outgoing(of experiment: String) throws -> [OutgoingEvent] {
        try connected { connection in
            let rows = try connection.execute(
                """
                SELECT id, execucao_id, evento_saida.tipo, corpo FROM evento_saida JOIN forecast_execucao USING (execucao_id)
                WHERE entregue_em IS NULL AND experimento = $1 ORDER BY id
                """, [experiment]
            ).rows
            return rows.compactMap { row in
                guard let id = row[0].flatMap({ Int64($0) }), let execution = row[1], let kind = row[2],
                    let body = row[3]
                else { return nil }
                return OutgoingEvent(id: id, execution: execution, kind: kind, body: body)
            }
        }
    }

    package func noteAttempt(at event: OutgoingEvent) throws {
        try connected {
            _ = try $0.execute(
                "UPDATE evento_saida SET tentativas = tentativas + 1 WHERE id = $1", [String(event.id)])
        }
    }

    package func noteDelivery(of event: OutgoingEvent, now: String) throws {
        try Failpoint.outboxDelivered.reached()
        try connected { connection in
            try connection.transaction {
                try connection.execute(
                    "UPDATE evento_saida SET entregue_em = $1 WHERE id = $2 AND entregue_em IS NULL",
                    [now, String(event.id)])
                try connection.execute(
                    "UPDATE forecast_execucao SET passo = 10, percentual = 100 WHERE execucao_id = $1",
                    [event.execution])
            }
        }
    }

    // MARK: - Access

    /// Whether the server answers.
    package func check() throws { try connected { _ = try $0.execute("SELECT 1") } }

    static func uuid(_ id: String) throws -> ExecutionUUID {
        guard let uuid = ExecutionUUID(id) else {
            throw ExecutionError("'\(id)' is no id of an execution: 32 hexadecimal digits are")
        }
        return uuid
    }

    /// A connection for one piece of work: it takes milliseconds, and survives no restart of the server.
    func connected<Output>(_ body: (PostgresConnection) throws -> Output) throws -> Output {
        do {
            let connection = try PostgresConnection(server, interruption: interruption)
            try connection.execute("SET lock_timeout = '30s'")
            return try body(connection)
        } catch let error as PostgresError {
            if error.kind == .interrupted { throw Interrupted() }
            throw ExecutionError(
                (["the tables of forecasts: \(error.message)"] + error.notes).joined(separator: "; "),
                fix: error.fix ?? "see docs/postgres.md; what was not finished can be done again",
                isPassing: error.isPassing)
        }
    }
}
