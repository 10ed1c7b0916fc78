import ForecastExecutions
import Foundation
import Postgres
import Synchronization
import Testing
import Workers

@Suite("Forecasts in PostgreSQL", .enabled(if: TestServer.isInstalled, Comment(rawValue: TestServer.reason)))
struct PostgresForecastsTests {
    let schema: TestSchema

    init() throws { schema = try TestServer.shared.get().schema() }

    private func tables(_ server: PostgresServer? = nil, pieceSize: Int = 3) throws -> PostgresForecasts {
        try PostgresForecasts(
            server ?? schema.connectionServer, interruption: Interruption(), pieceSize: pieceSize)
    }

    private let id = String(repeating: "3f0c1a9b", count: 8)
    private let now = "2026-11-29T18:00:00Z"

    private func execution(_ id: String? = nil) -> ForecastExecution {
        ForecastExecution(
            id: id ?? self.id, experiment: "weekly", kind: .predict, cutoff: "2026-11-23", horizon: 4,
            snapshot: "abc", code: "1")
    }

    private func rows(_ count: Int) -> [ForecastRow] {
        (0..<count).map { index in
            let value = Double(index) * 1.1
            return ForecastRow(
                series: "P'\"\\\u{E9}\(index / 4)", target: index % 2 == 0 ? "volume" : "revenue",
                period: "2026-12-\(["07", "14", "21", "28"][index % 4])", model: "ets", forecast: value,
                quantiles: [
                    ("p10", value - 1), ("p25", value), ("p50", value), ("p75", value + 1),
                    ("p90", value + 2),
                    ("p99", value + 9),
                ])
        }
    }

    private func result(_ rows: [ForecastRow], digest: String = "d1", event: String? = nil)
        -> ForecastDatabase.Result
    {
        ForecastDatabase.Result(
            rows: rows,
            metrics: [
                ExecutionMetric(
                    target: "volume", model: "ets", metric: "wape", segment: "todas", window: "backtest",
                    value: 12.5, count: 7),
                ExecutionMetric(
                    target: "volume", model: "ets", metric: "bias", segment: "todas", window: "backtest",
                    value: .nan, count: 0),
            ],
            models: [
                ExecutionModel(
                    name: "ets", kind: "ets", target: "volume", version: 3, digest: "ff", size: 12,
                    path: "a/b",
                    isChampion: true, mape: 9.5)
            ], digest: digest, summary: #"{"ets_count":2}"#, event: event)
    }

    @Test("come back as they were written")
    func roundTrip() throws {
        let tables = try tables()
        let state = try tables.begin(execution(), now: now)
        #expect(state.attempt == 1 && !state.isFinished)
        #expect(try tables.finished(of: "weekly").isEmpty)
        try tables.finish(id, attempt: 1, with: result(rows(8)), now: now)
        let finished = try tables.finished(of: "weekly")
        #expect(finished.map(\.cutoff) == ["2026-11-23"])
        let found = try tables.forecasts(of: finished[0].id, target: "volume")
        #expect(found.map(\.forecast) == rows(8).filter { $0.target == "volume" }.map(\.forecast))
        #expect(found.map(\.series) == rows(8).filter { $0.target == "volume" }.map(\.series))
        #expect(
            try tables.lastMetric("wape", target: "volume", model: "ets", window: "backtest", of: "weekly")
                == 12.5)
        #expect(
            try schema.rows(
                "SELECT alvo, p10, p90, outros_quantis->>'p99' FROM forecast_vigente ORDER BY previsao LIMIT 2"
            )
                == [["VOLUME", "-1", "2", "9.0"], ["FATURAMENTO", "0.10000000000000009", "3.1", "10.1"]])
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado_2026_11") == "8")
        #expect(
            try schema.rows("SELECT lote, linhas FROM forecast_lote ORDER BY 1") == [
                ["0", "3"], ["1", "3"], ["2", "2"],
            ])
        #expect(
            try schema.rows("SELECT situacao, versao, mape FROM forecast_modelo") == [
                ["champion", "3", "9.5"]
            ])
        #expect(try schema.rows("SELECT passo, percentual FROM forecast_execucao") == [["10", "100"]])
        #expect(try tables.begin(execution(), now: now).isFinished)
    }

    @Test("are written once, however often they are")
    func repeats() throws {
        let tables = try tables()
        _ = try tables.begin(execution(), now: now)
        for _ in 0..<2 { try tables.finish(id, attempt: 1, with: result(rows(8), event: "{}"), now: now) }
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado") == "8")
        #expect(try schema.value("SELECT count(*) FROM evento_saida") == "1")
        let other = #expect(throws: ExecutionError.self) {
            try tables.finish(id, attempt: 1, with: result(rows(4), digest: "d2"), now: now)
        }
        #expect(other?.message.contains("two ways") == true)
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado") == "8")
    }

    @Test("whoever was overtaken writes nothing")
    func overtaken() throws {
        let tables = try tables()
        let first = try tables.begin(execution(), now: now)
        let second = try tables.begin(execution(), now: now)
        #expect(second.attempt == first.attempt + 1)
        #expect(throws: ExecutionError.self) {
            try tables.finish(id, attempt: first.attempt, with: result(rows(8)), now: now)
        }
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado") == "0")
        try tables.finish(id, attempt: second.attempt, with: result(rows(8)), now: now)
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "8")
    }

    @Test("whoever stopped in the middle of a piece is ended by the next attempt, which does not wait for it")
    func stoppedWriter() throws {
        let tables = try tables()
        let first = try tables.begin(execution(), now: now)
        let uuid = try schema.value("SELECT execucao_id FROM forecast_execucao") ?? ""
        // A process that is stopped by a signal between the first row of a piece and the last.
        let stopped = try schema.connect()
        try stopped.execute("SELECT set_config('application_name', $1, false)", ["forecast-engine \(uuid)"])
        try stopped.execute("BEGIN")
        try stopped.execute("SELECT 1 FROM forecast_execucao FOR SHARE")
        let start = Date()
        let second = try tables.begin(execution(), now: now)
        #expect(second.attempt == first.attempt + 1 && Date().timeIntervalSince(start) < 20)
        #expect(throws: PostgresError.self) { try stopped.execute("SELECT 1") }
        try tables.finish(id, attempt: second.attempt, with: result(rows(8)), now: now)
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "8")
    }

    @Test("cutoff and horizon come when they are known, and an attempt that fails says why")
    func unfinished() throws {
        let tables = try tables()
        let begun = ForecastExecution(
            id: id, experiment: "weekly", kind: .predict, cutoff: "", horizon: 4, snapshot: "abc", code: "1")
        let first = try tables.begin(begun, now: now)
        try tables.leave(id, attempt: first.attempt, as: .failed, error: #"{"code":"S300"}"#)
        #expect(
            try schema.rows("SELECT estado, erro->>'code', semana_corte FROM forecast_execucao")
                == [["falhou", "S300", nil]])
        let second = try tables.begin(begun, now: now)
        for attempt in [first.attempt, second.attempt] {
            try tables.describe(execution(), attempt: attempt)
            try tables.leave(id, attempt: first.attempt, as: .cancelled, error: nil)
            #expect(
                try schema.rows("SELECT estado, erro, semana_corte FROM forecast_execucao")
                    == [["executando", nil, attempt == second.attempt ? "2026-11-23" : nil]])
        }
        try tables.finish(id, attempt: second.attempt, with: result(rows(8)), now: now)
        try tables.leave(id, attempt: second.attempt, as: .failed, error: nil)
        #expect(try schema.value("SELECT estado FROM forecast_execucao") == "concluida")
    }

    @Test("a write that breaks off shows nothing, and is taken up where it stopped")
    func resumed() throws {
        let tables = try tables()
        _ = try tables.begin(execution(), now: now)
        var broken = rows(8)
        broken[7] = ForecastRow(
            series: "x", target: "volume", period: "2026-12-07", model: "ets", forecast: 1,
            quantiles: [("p10", 5), ("p25", 4), ("p50", 3), ("p75", 2), ("p90", 1)])
        #expect(throws: ExecutionError.self) {
            try tables.finish(id, attempt: 1, with: result(broken), now: now)
        }
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado") == "6")
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "0")
        let before = try schema.rows("SELECT lote, gravado_em FROM forecast_lote ORDER BY 1")
        let state = try tables.begin(execution(), now: now)
        try tables.finish(id, attempt: state.attempt, with: result(rows(8)), now: now)
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "8")
        #expect(
            try schema.rows("SELECT lote, gravado_em FROM forecast_lote WHERE lote < 2 ORDER BY 1") == before)
    }

    @Test("other numbers in a piece that is there are a defect, and stop")
    func determinism() throws {
        let tables = try tables()
        _ = try tables.begin(execution(), now: now)
        var rows = rows(8)
        rows[7] = ForecastRow(
            series: "x", target: "volume", period: "hour 3", model: "ets", forecast: 1, quantiles: [])
        let label = #expect(throws: ExecutionError.self) {
            try tables.finish(id, attempt: 1, with: result(rows), now: now)
        }
        #expect(label?.message.contains("is no day") == true)
        let state = try tables.begin(execution(), now: now)
        let error = #expect(throws: ExecutionError.self) {
            try tables.finish(
                id, attempt: state.attempt, with: result(Array(self.rows(9).dropFirst())), now: now)
        }
        #expect(error?.message.contains("piece 0") == true)
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "0")
    }

    @Test("several that begin at once, as a service and its workers do, make the tables once")
    func preparedAtOnce() throws {
        for _ in 0..<5 {
            let schema = try TestServer.shared.get().schema()
            let problems = Mutex<[String]>([])
            let (id, now) = (self.id, self.now)
            DispatchQueue.concurrentPerform(iterations: 6) { number in
                do {
                    let tables = try PostgresForecasts(schema.connectionServer, interruption: Interruption())
                    let other = "\(number)" + id.dropFirst()
                    // Its month has no partition yet.
                    _ = try tables.begin(
                        ForecastExecution(
                            id: other, experiment: "weekly", kind: .predict, cutoff: "2026-11-23", horizon: 4,
                            snapshot: "abc", code: "1"), now: now)
                } catch {
                    problems.withLock { $0.append("\(error)") }
                }
            }
            #expect(problems.withLock { $0 } == [])
            #expect(try schema.value("SELECT count(*) FROM forecast_execucao") == "6")
        }
    }

    @Test("two at once on one execution leave it once")
    func concurrent() throws {
        let tables = try tables(pieceSize: 50)
        let (rows, id, now) = (self.rows(400), self.id, self.now)
        let result = result(rows, event: "{}")
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            if let state = try? tables.begin(execution(), now: now) {
                try? tables.finish(id, attempt: state.attempt, with: result, now: now)
            }
        }
        let state = try tables.begin(execution(), now: now)
        if !state.isFinished { try tables.finish(id, attempt: state.attempt, with: result, now: now) }
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "400")
        #expect(try schema.value("SELECT count(*) FROM evento_saida") == "1")
    }

    @Test("a role without the right to make tables writes, into the next month as well")
    func rights() throws {
        let role = "svc_\(schema.name)"
        try schema.run("CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA \(schema.name) TO \(role)")
        defer { try? schema.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
        let server = try schema.server(user: role)
        let refused = #expect(throws: ExecutionError.self) { try self.tables(server) }
        #expect(refused?.fix?.contains("owner") == true)
        _ = try tables()
        try schema.run(
            """
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema.name) TO \(role);
            GRANT EXECUTE ON FUNCTION forecast_particao(date) TO \(role)
            """)
        let tables = try tables(server)
        let state = try tables.begin(execution(), now: "2027-01-31T23:59:59Z")
        try tables.finish(id, attempt: state.attempt, with: result(rows(8)), now: now)
        #expect(try schema.value("SELECT count(*) FROM forecast_resultado_2027_01") == "8")
        try schema.run("INSERT INTO forecast_versao (versao) VALUES (99)")
        let newer = #expect(throws: ExecutionError.self) { try self.tables(server) }
        #expect(newer?.message.contains("newer") == true)
    }

    @Test("tables of the first version are brought to this one with what is in them")
    func migration() throws {
        let connection = try schema.connect()
        try PostgresSchema.prepare(connection, to: 1)
        #expect(try schema.value("SELECT max(versao) FROM forecast_versao") == "1")
        try schema.run(
            """
            INSERT INTO forecast_execucao (execucao_id, iniciada_em, chave, experimento, tipo, estado, tentativa, passo,
                percentual, horizonte, dados_digest, codigo_versao, criada_em)
            VALUES (gen_random_uuid(), '2026-11-30', 'k', 'weekly', 'predict', 'na_fila', 1, 0, 0, 4, 'd', 'c', now())
            """)
        let role = "old_\(schema.name)"
        try schema.run("CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA \(schema.name) TO \(role)")
        try schema.run("GRANT SELECT ON ALL TABLES IN SCHEMA \(schema.name) TO \(role)")
        defer { try? schema.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
        let refused = #expect(throws: ExecutionError.self) { try self.tables(schema.server(user: role)) }
        #expect(refused?.message.contains("are of version 1 and not \(PostgresSchema.version)") == true)
        _ = try tables()
        #expect(
            try schema.rows("SELECT versao FROM forecast_versao ORDER BY versao")
                == (1...PostgresSchema.version).map { ["\($0)"] })
        #expect(try schema.value("SELECT count(*) FROM forecast_execucao") == "1")
        #expect(try schema.value("SELECT to_regclass('evento_saida_aberto') IS NOT NULL") == "t")
    }

    @Test("an event is kept until it is delivered")
    func outbox() throws {
        let tables = try tables()
        _ = try tables.begin(execution(), now: now)
        try tables.finish(id, attempt: 1, with: result(rows(8), event: #"{"a": 1}"#), now: now)
        let event = try #require(try tables.outgoing(of: "weekly").first)
        #expect(event.kind == "mrp" && event.body == #"{"a": 1}"#)
        #expect(try schema.rows("SELECT passo, percentual FROM forecast_execucao") == [["9", "95"]])
        try tables.noteAttempt(at: event)
        try tables.noteDelivery(of: event, now: now)
        #expect(try tables.outgoing(of: "weekly").isEmpty)
        #expect(try schema.rows("SELECT passo, percentual FROM forecast_execucao") == [["10", "100"]])
    }

    @Test(
        "260,000 rows are written, and the time they take is told",
        .enabled(
            if: ProcessInfo.processInfo.environment["FORECAST_MEASURE"] != nil, "FORECAST_MEASURE is not set")
    )
    func measured() throws {
        let tables = try tables(pieceSize: 50_000)
        let rows = (0..<260_000).map { index in
            ForecastRow(
                series: "00000000-0000-4000-8000-0000000\(index / 26 + 10_000)",
                target: index % 26 < 13 ? "volume" : "revenue",
                period: [
                    "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04",
                    "2027-01-11",
                    "2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22",
                ][index % 13],
                model: "ensemble", forecast: Double(index),
                quantiles: [("p10", 1), ("p25", 2), ("p50", 3), ("p75", 4), ("p90", 5)])
        }
        for attempt in 1...3 {
            let id = String(repeating: "0123456\(attempt)", count: 4)
            let start = Date()
            _ = try tables.begin(execution(id), now: now)
            try tables.finish(id, attempt: 1, with: result(rows), now: now)
            print("260,000 rows written in", Date().timeIntervalSince(start), "s")
        }
        #expect(try schema.value("SELECT count(*) FROM forecast_vigente") == "780000")
    }
}
