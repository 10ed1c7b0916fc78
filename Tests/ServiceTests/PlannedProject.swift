import Foundation
import ServiceJobs
import TestServers
import Testing

/// A project whose jobs come by BullMQ and whose forecasts go into PostgreSQL, as a planning system has it; workers and servers
/// are real, and each end with the value.
final class PlannedProject {
    static let isInstalled = TestRedis.isInstalled && TestPostgres.isInstalled
    static let reason = "\(TestRedis.reason); \(TestPostgres.reason)"

    /// Takes seconds to make, so that tests share it; each has a schema of its own.
    static let sharedPostgres = Result { try TestPostgres() }

    let redis: TestRedis
    let postgres: TestPostgres
    let project: ServedProject
    let schema: String
    /// Of the lock by which the server tells that a statement is held.
    private let gate = Int32.random(in: 1 ... .max)

    /// - Parameters:
    ///   - postgres: one of its own for who stops it; else the one that tests share.
    ///   - lockSeconds: how long a job is a worker's without a renewal.
    ///   - readsPostgres: whether the sales are there as well.
    ///   - writesPostgres: else forecasts go into the file of the service.
    init(
        on postgres: TestPostgres? = nil, lockSeconds: Int = 2, series: Int = 12, weeks: Int = 110,
        readsPostgres: Bool = false, writesPostgres: Bool = true, configuration: String = ""
    ) throws {
        redis = try TestRedis()
        self.postgres = try postgres ?? Self.sharedPostgres.get()
        let postgres = self.postgres
        schema = "s" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        try postgres.query("CREATE SCHEMA \(schema)")
        try postgres.addService(schema, "options=-csearch_path=\(schema)")
        project = try ServedProject(
            series: series, weeks: weeks,
            configuration: """
                bullmq:
                  redis: redis://127.0.0.1:\(redis.port)
                  queue: forecast
                  scripts: \(TestRedis.scripts("3.4.4"))
                  lock_seconds: \(lockSeconds)
                  stalled_seconds: 1
                drain_seconds: 5
                \(writesPostgres ? "results: \"postgres:\(schema)\"" : "")
                \(configuration)

                """, environment: ["PGSERVICEFILE": postgres.serviceFile], starts: false)
        try postgres.query(
            """
            CREATE FUNCTION \(schema).pass() RETURNS bool LANGUAGE plpgsql VOLATILE AS $$ BEGIN
                WHILE (pg_stat_file('\(held)', true)).size IS NOT NULL LOOP
                    PERFORM pg_advisory_xact_lock_shared(\(gate));
                    PERFORM pg_sleep(0.01);
                END LOOP;
                RETURN true;
            END $$
            """)
        if readsPostgres { try moveSales() }
    }

    deinit {
        try? release()
        _ = try? postgres.query("DROP SCHEMA \(schema) CASCADE")
    }

    /// The generated data set in tables, the sales in a view whose rows the server holds back where it is told to.
    private func moveSales() throws {
        let folder = "\(project.root)/datasets/shop"
        for name in ["demand", "holidays"] {
            let file = "\(folder)/\(name).csv"
            let header = try String(contentsOfFile: file, encoding: .utf8).prefix { $0 != "\n" }
            let columns = header.split(separator: ",").map { "\"\($0)\" text" }.joined(separator: ", ")
            try postgres.query("CREATE TABLE \(schema).\(name) (\(columns))")
            try postgres.query("\\copy \(schema).\(name) FROM '\(file)' CSV HEADER")
        }
        try postgres.query(
            "CREATE VIEW \(schema).sales AS SELECT * FROM \(schema).demand WHERE \(schema).pass()")
        let declaration = try String(contentsOfFile: "\(folder)/dataset.yaml", encoding: .utf8)
            .replacing("format: csv", with: "format: postgres")
            .replacing("files: [demand.csv]", with: "connection: \(schema)\nquery: SELECT * FROM sales")
            .replacing("{file: holidays.csv}", with: "{query: \"SELECT date, name FROM holidays\"}")
        try project.write(declaration, to: "datasets/shop/dataset.yaml")
        _ = try project.forecast(["data", "snapshot", "shop", "--accept"])
    }

    /// Leaves out the view, which calls a function for each row.
    func readTableItself() throws {
        let path = "datasets/shop/dataset.yaml"
        let declaration = try String(contentsOfFile: "\(project.root)/\(path)", encoding: .utf8)
        try project.write(declaration.replacing("FROM sales", with: "FROM demand"), to: path)
        _ = try project.forecast(["data", "snapshot", "shop", "--accept"])
    }

    // MARK: - Statements that are held

    /// The server holds rows back as long as this file is there: no transaction has an old view of it.
    private var held: String { "\(postgres.folder)/\(schema).held" }

    /// From here on whoever reads the sales comes to no end.
    func hold() throws { try "".write(toFile: held, atomically: false, encoding: .utf8) }

    /// From here on whoever writes a forecast comes to no end, once one has been finished.
    func holdWriting() throws {
        try postgres.query(
            """
            CREATE FUNCTION \(schema).pass_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM \(schema).forecast_execucao WHERE estado = 'concluida') THEN
                    PERFORM \(schema).pass();
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER held BEFORE INSERT ON \(schema).forecast_resultado
                FOR EACH ROW EXECUTE FUNCTION \(schema).pass_row()
            """)
        try hold()
    }

    /// Waits until the server holds somebody in the middle of a statement.
    func waitUntilHeld() throws {
        let isHeld = try comesTrue {
            try postgres.query(
                "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = \(gate)"
            ) == "t"
        }
        guard isHeld else { throw TestRedis.Failure(words: "no statement has come") }
    }

    func release() throws { try FileManager.default.removeItem(atPath: held) }

    // MARK: - Workers and jobs

    /// The REST side, beside workers.
    func serve() throws { try project.start() }

    func worker() throws -> TestProcess {
        let worker = try TestProcess(
            // Tests limit what may be written as a full disk would: no signal, an error.
            "/bin/sh",
            [
                "-c", "trap '' XFSZ; exec \"$0\" worker --config service.yaml",
                ServedProject.program("forecast-service"),
            ],
            environment: project.environment, folder: project.root)
        guard worker.wait(until: { $0.contains("\"event\":\"working\"") }) else {
            throw TestRedis.Failure(words: "the worker did not begin: \(worker.text)")
        }
        return worker
    }

    /// Python's producer, with forecasts of so many horizons by two models; listens until all have ended.
    func producer(horizons: Int = 4, seconds: Int = 120) throws -> TestProcess {
        try redis.producer(
            "3.4.4", "forecast", 2 * horizons, seconds: seconds,
            options: #"{"attempts": 3, "backoff": {"type": "fixed", "delay": 200}}"#,
            jobs: Self.jobs(horizons))
    }

    private static let models = ["ses", "tsb"]

    private static func jobs(_ horizons: Int) -> String {
        let all = (1...horizons).flatMap { horizon in
            models.map { #"["predict", {"horizon_weeks": \#(horizon), "models": "\#($0)"}]"# }
        }
        return "[\(all.joined(separator: ", "))]"
    }

    // MARK: - What came of it

    /// What the queue holds of jobs.
    func seen(_ ids: [String]) throws -> Seen {
        func field(_ id: String, _ name: String) throws -> String {
            let text = try redis.call("HGET", "bull:forecast:\(id)", name)
            return text.isEmpty ? "null" : JSONValue.string(text).line
        }
        let jobs = try ids.map { id in
            let fields = try ["atm", "ats", "stc", "returnvalue", "failedReason", "finishedOn"].map {
                "\"\($0)\": \(try field(id, $0))"
            }
            return "{\(fields.joined(separator: ", "))}"
        }
        let completed = try ids.filter { try redis.call("ZSCORE", "bull:forecast:completed", $0) != "" }
        let text = """
            {"completed": {\(completed.map { "\"\($0)\": 1" }.joined(separator: ", "))}, "failed": {}, "progress": {},
             "stalled": 0, "wait": \(try redis.call("LLEN", "bull:forecast:wait")),
             "active": \(try redis.call("LLEN", "bull:forecast:active")),
             "delayed": \(try redis.call("ZCARD", "bull:forecast:delayed")), "delays": [],
             "jobs": [\(jobs.joined(separator: ", "))]}
            """
        return try JSONDecoder().decode(Seen.self, from: Data(text.utf8))
    }

    /// Every job ended once, nothing is left; rows are there once, and they are those that the command line prints.
    func expectWhole(_ seen: Seen, series: Int = 12, _ comment: @autoclosure () -> String = "") throws {
        #expect(seen.failed.isEmpty && seen.completed.values.allSatisfy { $0 == 1 }, "\(seen) \(comment())")
        #expect(
            seen.completed.count == seen.jobs.count && seen.wait == 0 && seen.active == 0 && seen.delayed == 0
        )
        var expected = 0
        for (index, job) in seen.jobs.enumerated() {
            let (horizon, model) = (index / 2 + 1, Self.models[index % 2])
            let value = try JSONReader.value(of: Array((job.returnvalue ?? "").utf8))
            let id = value["execucao_id"]?.string ?? ""
            expected += series * horizon * 2
            let row = try postgres.query(
                """
                SELECT estado, resultado_digest, (SELECT count(*) || ' ' || count(DISTINCT (produto_id, alvo, semana))
                    FROM \(schema).forecast_vigente v WHERE v.execucao_id = e.execucao_id)
                FROM \(schema).forecast_execucao e WHERE execucao_id = '\(id)'
                """)
            let rows = series * horizon * 2
            #expect(row == "concluida|\(value["digest"]?.string ?? "")|\(rows) \(rows)", "\(comment())")
            try expectAsPrinted(id, horizon: horizon, model: model, reference: value["reference"])
        }
        #expect(
            try postgres.query("SELECT count(*) FROM \(schema).forecast_resultado") == String(expected),
            "rows of nobody are left")
    }

    private func expectAsPrinted(_ id: String, horizon: Int, model: String, reference: JSONValue?) throws {
        let text = try project.forecast([
            "predict", "experiments/shop.yaml", "--horizon", "\(horizon)", "--model", model, "--plans",
            "last", "--json",
        ])
        let printed = try JSONReader.value(of: Array(text.utf8), depth: 32)
        #expect(printed["execution_id"] == reference)
        let theirs = (printed["forecasts"]?.items ?? []).map {
            let target = $0["target"]?.string == "volume" ? "VOLUME" : "FATURAMENTO"
            let value = Double($0["forecast"].map { "\($0.line)" } ?? "") ?? .nan
            return "\($0["unique_id"]?.string ?? "") \(target) \($0["ds"]?.string ?? "") \(value)"
        }.sorted()
        let rows = try postgres.query(
            "SELECT produto_id, alvo, semana, previsao FROM \(schema).forecast_vigente WHERE execucao_id = '\(id)'"
        )
        let own = rows.split(separator: "\n").map { line in
            let cells = line.split(separator: "|")
            return "\(cells[0]) \(cells[1]) \(cells[2]) \(Double(cells[3]) ?? .nan)"
        }.sorted()
        #expect(own == theirs)
    }
}
