internal import GRDB

/// What an execution came to, as others read it.
extension ForecastDatabase {
    /// Some rows of a finished execution with the quantiles that have columns, by series, target and period.
    /// - Parameter keys: series, target and period of the row to go on behind; nil for the first rows.
    package func forecasts(of id: String, after keys: [String]?, limit: Int) throws -> [ForecastRow] {
        let place = keys?.count == 3 ? keys ?? [] : ["", "", ""]
        return try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM forecast_vigente
                    WHERE execucao_id = ? AND (produto_id, alvo, semana) > (?, ?, ?)
                    ORDER BY produto_id, alvo, semana LIMIT ?
                    """, arguments: [id, place[0], place[1], place[2], limit])
            var found: [ForecastRow] = []
            for row in rows {
                guard let series = row.text("produto_id"), let target = row.text("alvo"),
                    let period = row.text("semana"), let model = row.text("modelo"),
                    let forecast = row.real("previsao")
                else { continue }
                var quantiles: [(label: String, value: Double)] = []
                for label in Self.columns {
                    if let value = row.real(label) { quantiles.append((label, value)) }
                }
                found.append(
                    ForecastRow(
                        series: series, target: target, period: period, model: model, forecast: forecast,
                        quantiles: quantiles))
            }
            return found
        }
    }

    /// Removes executions with everything that they came to; what is told to others of them goes with them.
    package func remove(_ ids: [String]) throws {
        try write { db in
            for id in ids {
                try db.execute(sql: "DELETE FROM evento_saida WHERE execucao_id = ?", arguments: [id])
                try db.execute(sql: "DELETE FROM forecast_execucao WHERE execucao_id = ?", arguments: [id])
            }
        }
    }

    /// By target, model and metric.
    package func metrics(of id: String) throws -> [ExecutionMetric] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM forecast_metrica WHERE execucao_id = ? ORDER BY alvo, modelo, metrica",
                arguments: [id])
            var found: [ExecutionMetric] = []
            for row in rows {
                guard let target = row.text("alvo"), let model = row.text("modelo"),
                    let metric = row.text("metrica"), let segment = row.text("classe"),
                    let window = row.text("janela"), let value = row.real("valor")
                else { continue }
                found.append(
                    ExecutionMetric(
                        target: target, model: model, metric: metric, segment: segment, window: window,
                        value: value, count: row.number("n").map(Int.init) ?? 0))
            }
            return found
        }
    }

    /// By name and target.
    package func models(of id: String) throws -> [ExecutionModel] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM forecast_modelo WHERE execucao_id = ? ORDER BY nome, alvo",
                arguments: [id])
            var found: [ExecutionModel] = []
            for row in rows {
                guard let name = row.text("nome"), let kind = row.text("tipo"), let target = row.text("alvo")
                else { continue }
                found.append(
                    ExecutionModel(
                        name: name, kind: kind, target: target, version: row.number("versao").map(Int.init),
                        digest: row.text("digest"), size: row.number("tamanho").map(Int.init),
                        path: row.text("uri"), isChampion: row.text("situacao") == "champion",
                        mape: row.real("mape")))
            }
            return found
        }
    }
}
