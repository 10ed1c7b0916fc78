internal import ForecastCore
internal import Postgres

/// Writes what an execution came to, under its fence: whoever was overtaken by a later attempt writes nothing.
struct PostgresWriting {
    let id: ExecutionUUID
    /// How messages call it.
    let name: String
    let attempt: Int

    // MARK: - The fence

    /// Whether the execution is finished with this result.
    /// - Throws: `ExecutionError` for another one, and for whoever was overtaken.
    func isFinished(_ connection: PostgresConnection, digest: String) throws -> Bool {
        try fence(connection, locking: "", digest: digest)
    }

    private func fence(
        _ connection: PostgresConnection, locking: String, digest: String
    ) throws -> Bool {
        let row = try connection.execute(
            "SELECT tentativa, estado, resultado_digest FROM forecast_execucao WHERE execucao_id = $1 \(locking)",
            [id.text]
        ).first
        guard let row else { throw ExecutionError("execution \(name) was never taken up") }
        if row[1] == "concluida" {
            guard row[2] == digest else {
                throw ExecutionError(
                    "execution \(name) has another result already: the same question was answered in two ways",
                    fix: "this is a defect of the program; please report it with both versions")
            }
            return true
        }
        guard row[0] == String(attempt) else {
            throw ExecutionError(
                "execution \(name) was taken up by another process meanwhile",
                fix: "look at that one; nothing was written here")
        }
        return false
    }

    // MARK: - Rows

    private static let columns = ["p10", "p25", "p50", "p75", "p90"]

    /// Writes the pieces that are not there yet.
    /// - Returns: how many pieces there are.
    func write(
        _ rows: [ForecastRow], in pieceSize: Int, digest: String, _ connection: PostgresConnection
    ) throws -> Int {
        let started = try connection.execute(
            "SELECT iniciada_em FROM forecast_execucao WHERE execucao_id = $1", [id.text]
        ).first?[0]
        guard let day = started.flatMap({ CivilDate($0) }) else {
            throw ExecutionError("execution \(name) was never taken up")
        }
        var piece = 0
        for start in stride(from: 0, to: rows.count, by: pieceSize) {
            let buffer = try buffer(
                rows[start..<min(start + pieceSize, rows.count)], piece: piece, started: day)
            try write(
                buffer, count: min(pieceSize, rows.count - start), piece: piece, of: digest, connection)
            piece += 1
        }
        return piece
    }

    private func write(
        _ buffer: borrowing PostgresRowBuffer, count: Int, piece: Int, of result: String,
        _ connection: PostgresConnection
    ) throws {
        var stream = DigestStream()
        stream.update(buffer.bytes)
        let digest = stream.finish().hex
        try connection.execute("BEGIN")
        do {
            // Held until the end of the piece, so that nobody takes the execution up in the middle of it.
            let isFinished = try fence(connection, locking: "FOR SHARE", digest: result)
            let old = try connection.execute(
                "SELECT digest FROM forecast_lote WHERE execucao_id = $1 AND lote = $2",
                [id.text, String(piece)]
            ).first
            if let old, old[0] != digest {
                throw ExecutionError(
                    "piece \(piece) of execution \(name) was written with other numbers: the same question was answered in two ways",
                    fix: "this is a defect of the program; please report it with both versions")
            }
            if old == nil, !isFinished {
                try connection.copyIn("COPY forecast_resultado FROM STDIN (FORMAT binary)", buffer)
                try connection.execute(
                    "INSERT INTO forecast_lote (execucao_id, lote, digest, linhas) VALUES ($1, $2, $3, $4)",
                    [id.text, String(piece), digest, String(count)])
            }
        } catch {
            if !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
            throw error
        }
        try connection.execute("COMMIT")
    }

    private func buffer(
        _ rows: ArraySlice<ForecastRow>, piece: Int, started: CivilDate
    ) throws -> PostgresRowBuffer {
        var buffer = PostgresRowBuffer()
        buffer.reserve(byteCount: 220 * rows.count)
        // Which quantile stands where is found once for all rows that have the same.
        var labels: [String] = []
        var places: [Int?] = Self.columns.map { _ in nil }
        var others: [Int] = []
        for row in rows {
            if row.quantiles.count != labels.count
                || !zip(row.quantiles, labels).allSatisfy({ $0.label == $1 })
            {
                labels = row.quantiles.map(\.label)
                places = Self.columns.map(labels.firstIndex)
                others = labels.indices.filter { !Self.columns.contains(labels[$0]) }
            }
            guard let period = PeriodDate(row.period) else {
                throw ExecutionError(
                    "'\(row.period)' is no day: PostgreSQL's tables take forecasts of days, weeks and months",
                    fix: "write those of hours into an SQLite file: production.output.database")
            }
            buffer.row(fields: 14)
            buffer.add(dayNumber: started.dayNumber)
            buffer.add(raw: id.bytes)
            buffer.add(row.series)
            buffer.add(TargetWord.inTables(row.target))
            buffer.add(dayNumber: period.date.dayNumber)
            buffer.add(int32: piece)
            buffer.add(row.model)
            buffer.add(row.forecast)
            for place in places {
                let value = place.map { row.quantiles[$0].value }
                buffer.add(value.flatMap { $0.isNaN ? nil : $0 })
            }
            let finite = others.filter { row.quantiles[$0].value.isFinite }
            buffer.add(
                json: finite.isEmpty
                    ? nil
                    : "{"
                        + finite.map { "\"\(labels[$0])\":\(row.quantiles[$0].value)" }.joined(
                            separator: ",") + "}")
        }
        buffer.end()
        return buffer
    }

    // MARK: - The end

    /// Figures, models and the event, and that it is finished: within the caller's transaction.
    func finish(
        _ result: ForecastDatabase.Result, pieces: Int, now: String, _ connection: PostgresConnection
    ) throws {
        guard try !fence(connection, locking: "FOR UPDATE", digest: result.digest) else { return }
        let written = try connection.execute(
            "SELECT coalesce(sum(linhas), 0) FROM forecast_lote WHERE execucao_id = $1 AND lote < $2",
            [id.text, String(pieces)]
        ).first?[0]
        guard written == String(result.rows.count) else {
            throw ExecutionError("execution \(name) has \(written ?? "no") rows of \(result.rows.count)")
        }
        for table in ["forecast_metrica", "forecast_modelo"] {
            try connection.execute("DELETE FROM \(table) WHERE execucao_id = $1", [id.text])
        }
        try connection.copyIn("COPY forecast_metrica FROM STDIN (FORMAT binary)", metrics(result.metrics))
        try connection.copyIn("COPY forecast_modelo FROM STDIN (FORMAT binary)", models(result.models))
        try connection.execute(
            """
            UPDATE forecast_execucao SET estado = 'concluida', resultado_digest = $2, resumo = $3,
                concluida_em = $4, passo = $5, percentual = $6 WHERE execucao_id = $1
            """,
            [
                id.text, result.digest, result.summary, now, String(result.progress.step),
                String(result.progress.percent),
            ])
        if let event = result.event { try note(event: event, now: now, connection) }
    }

    func note(event: String, now: String, _ connection: PostgresConnection) throws {
        try connection.execute(
            """
            INSERT INTO evento_saida (execucao_id, tipo, corpo, criado_em) VALUES ($1, 'mrp', $2, $3)
            ON CONFLICT (execucao_id, tipo) DO NOTHING
            """, [id.text, event, now])
    }

    private func metrics(_ metrics: [ExecutionMetric]) -> PostgresRowBuffer {
        var buffer = PostgresRowBuffer()
        for metric in metrics where metric.value.isFinite {
            buffer.row(fields: 8)
            buffer.add(raw: id.bytes)
            buffer.add(TargetWord.inTables(metric.target))
            for text in [metric.model, metric.metric, metric.segment, metric.window] { buffer.add(text) }
            buffer.add(metric.value)
            buffer.add(int32: metric.count)
        }
        buffer.end()
        return buffer
    }

    private func models(_ models: [ExecutionModel]) -> PostgresRowBuffer {
        var buffer = PostgresRowBuffer()
        for model in models {
            buffer.row(fields: 10)
            buffer.add(raw: id.bytes)
            for text in [model.name, model.kind, TargetWord.inTables(model.target)] { buffer.add(text) }
            if let version = model.version { buffer.add(int32: version) } else { buffer.null() }
            buffer.add(model.digest)
            if let size = model.size { buffer.add(int64: size) } else { buffer.null() }
            buffer.add(model.path)
            buffer.add(model.isChampion ? "champion" : "challenger")
            buffer.add(model.mape.flatMap { $0.isFinite ? $0 : nil })
        }
        buffer.end()
        return buffer
    }
}
