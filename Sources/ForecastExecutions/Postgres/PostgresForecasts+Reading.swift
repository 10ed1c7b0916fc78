internal import Postgres

/// What an execution came to, as others read it.
extension PostgresForecasts {
    private static let quantiles = ["p10", "p25", "p50", "p75", "p90"]

    /// Some rows of a finished execution with the quantiles that have columns, by series, target and period.
    /// - Parameter keys: series, target and period of the row to go on behind; nil for the first rows.
    package func forecasts(of id: String, after keys: [String]?, limit: Int) throws -> [ForecastRow] {
        let id = try Self.uuid(id)
        let place = keys?.count == 3 ? keys ?? [] : ["", "", "0001-01-01"]
        return try connected { connection in
            let rows = try connection.execute(
                """
                SELECT produto_id, alvo, semana, modelo, previsao, p10, p25, p50, p75, p90 FROM forecast_vigente
                WHERE execucao_id = $1
                    AND iniciada_em = (SELECT iniciada_em FROM forecast_execucao WHERE execucao_id = $1)
                    AND (produto_id COLLATE "C", alvo COLLATE "C", semana) > ($2, $3, $4::date)
                ORDER BY produto_id COLLATE "C", alvo COLLATE "C", semana LIMIT $5
                """, [id.text, place[0], TargetWord.inTables(place[1]), place[2], String(limit)]
            ).rows
            var found: [ForecastRow] = []
            for row in rows {
                guard let series = row[0], let target = row[1], let period = row[2], let model = row[3],
                    let forecast = row[4].flatMap({ Double($0) })
                else { continue }
                var quantiles: [(label: String, value: Double)] = []
                for (index, label) in Self.quantiles.enumerated() {
                    if let value = row[5 + index].flatMap({ Double($0) }) { quantiles.append((label, value)) }
                }
                found.append(
                    ForecastRow(
                        series: series, target: TargetWord.inSpec(target), period: period, model: model,
                        forecast: forecast, quantiles: quantiles))
            }
            return found
        }
    }

    /// By target, model and metric.
    package func metrics(of id: String) throws -> [ExecutionMetric] {
        let id = try Self.uuid(id)
        return try connected { connection in
            let rows = try connection.execute(
                """
                SELECT alvo, modelo, metrica, classe, janela, valor, n FROM forecast_metrica
                WHERE execucao_id = $1 ORDER BY alvo, modelo, metrica
                """, [id.text]
            ).rows
            return rows.map { row in
                ExecutionMetric(
                    target: TargetWord.inSpec(row[0] ?? ""), model: row[1] ?? "", metric: row[2] ?? "",
                    segment: row[3] ?? "", window: row[4] ?? "", value: row[5].flatMap { Double($0) } ?? .nan,
                    count: row[6].flatMap { Int($0) } ?? 0)
            }
        }
    }

    /// By name and target.
    package func models(of id: String) throws -> [ExecutionModel] {
        let id = try Self.uuid(id)
        return try connected { connection in
            let rows = try connection.execute(
                """
                SELECT nome, tipo, alvo, versao, digest, tamanho, uri, situacao, mape FROM forecast_modelo
                WHERE execucao_id = $1 ORDER BY nome, alvo
                """, [id.text]
            ).rows
            return rows.map { row in
                ExecutionModel(
                    name: row[0] ?? "", kind: row[1] ?? "", target: TargetWord.inSpec(row[2] ?? ""),
                    version: row[3].flatMap { Int($0) }, digest: row[4], size: row[5].flatMap { Int($0) },
                    path: row[6],
                    isChampion: row[7] == "champion", mape: row[8].flatMap { Double($0) })
            }
        }
    }
}
