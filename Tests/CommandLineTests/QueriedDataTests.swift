import Foundation
import TestServers
import Testing

private let duckdb = "\(packageRoot)/.deps/duckdb-1.5.6/duckdb"
private let hasDuckDB = FileManager.default.fileExists(atPath: duckdb)

@Suite("data sets read by DuckDB", .enabled(if: hasDuckDB, "make deps fetches DuckDB"))
struct QueriedDataTests {
    private static let columns = """
        frequency: weekly
        columns: {series: sku, time: week, targets: [volume], past_only: [price]}

        """

    /// Two products over 60 weeks, and a dataset.yaml on them.
    private func project(_ declaration: String) throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/odd"), withIntermediateDirectories: true)
        let rows = (0..<120).map { row in
            "00\(row / 60),\(ScratchProject.week(row % 60)),\(row % 7).25,\(Double(row % 5) + 0.1)"
        }
        let table = "sku,week,volume,price\n" + rows.joined(separator: "\n") + "\n"
        try project.write(table, to: "datasets/odd/rows.csv")
        try project.write("secret\n42\n", to: "datasets/secret.csv")
        try project.write(declaration + Self.columns, to: "datasets/odd/dataset.yaml")
        return project
    }

    private func sql(_ query: String, _ more: String = "") -> String {
        "format: sql\nfiles: [rows.csv]\n\(more)query: |\n"
            + query.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    }

    private static let all =
        "SELECT sku, week, volume, price\nFROM read_csv('rows.csv', types = {'sku': 'VARCHAR'})"

    private func digest(_ project: ScratchProject) throws -> String {
        let lock = try project.read("datasets/odd/snapshot.lock")
        return lock.components(separatedBy: "panel:\n  digest: ").last?.prefix(71).description ?? ""
    }

    @Test("give the panel that the plain reader gives, on one processor and on two")
    func samePanel() throws {
        let plain = try project("format: csv\nfiles: [rows.csv]\n")
        try plain.succeed(["data", "snapshot", "odd"])
        let expected = try digest(plain)
        for processors in ["0", "0,1"] {
            let queried = try project(sql(Self.all))
            let result = try BuiltProgram.run(
                ["-c", processors, BuiltProgram.path, "data", "snapshot", "odd"], in: queried.root,
                program: "/usr/bin/taskset")
            // On a machine with one processor there is no second one to try.
            if processors != "0", result.errors.contains("failed to set") { continue }
            #expect(result.status == 0 && expected.count == 71, "\(result.errors)")
            #expect(try digest(queried) == expected)
            #expect(try queried.read("datasets/odd/snapshot.lock").contains("program: duckdb 1.5.6"))
            #expect(try queried.succeed(["data", "check", "odd"]).output.contains("no problems"))
        }
    }

    private static let shared = packageRoot + "/../shared/data"

    @Test(
        "of real sales are the panel that the plain reader gives, from CSV and Parquet, on one processor and on two",
        .enabled(
            if: FileManager.default.fileExists(atPath: shared + "/orange_juice"),
            "the public data sets are not at hand"),
        arguments: [
            (
                "orange_juice/weekly_store_brand_grid.csv.gz",
                "known_ahead: [price, deal, feat], past_only: [profit], static: [category, brand, store], observed: observed",
                "SELECT * FROM read_csv('$', all_varchar = true)"
            ),
            (
                "complete_journey/weekly_long.csv.gz", "past_only: [price], static: [category]",
                "SELECT sku, week, volume, price, category FROM read_csv('$', types = {'sku': 'VARCHAR'})"
            ),
        ])
    func realData(file: String, columns: String, query: String) throws {
        let path = URL(fileURLWithPath: "\(Self.shared)/\(file)").standardizedFileURL.path
        let select = query.replacing("$", with: path)
        let head = """
            external: true
            frequency: weekly
            columns: {series: sku, time: week, targets: [volume], \(columns)}
            gaps: missing

            """
        let project = try ScratchProject(spec: nil)
        func digest(_ declaration: String, on processors: String) throws -> String? {
            try? project.remove("datasets/odd")
            try FileManager.default.createDirectory(
                atPath: project.path("datasets/odd"), withIntermediateDirectories: true)
            try project.write(declaration + head, to: "datasets/odd/dataset.yaml")
            let result = try BuiltProgram.run(
                ["-c", processors, BuiltProgram.path, "data", "snapshot", "odd"], in: project.root,
                program: "/usr/bin/taskset")
            // On a machine with one processor there is no second one to try.
            if processors != "0", result.errors.contains("failed to set") { return nil }
            #expect(result.status == 0, "\(result.errors)")
            return try self.digest(project)
        }
        let parquet = project.path("rows.parquet")
        let made = try BuiltProgram.run(
            ["-c", "COPY (\(select)) TO '\(parquet)' (FORMAT parquet)"], in: project.root, program: duckdb)
        #expect(made.status == 0, "\(made.errors)")
        let expected = try #require(try digest("format: csv\nfiles: [\(path)]\n", on: "0"))
        #expect(expected.count == 71)
        for processors in ["0", "0,1"] {
            for declaration in [
                "format: sql\nfiles: [\(path)]\nquery: \"\(select)\"\n",
                "format: parquet\nfiles: [\(parquet)]\n",
            ] {
                let found = try digest(declaration, on: processors)
                #expect(found == nil || found == expected, "\(processors): \(declaration)")
            }
        }
    }

    @Test("may be Parquet, with several files by a pattern, each pinned")
    func parquet() throws {
        let project = try project("format: parquet\nfiles: [\"part-*.parquet\"]\n")
        for (name, condition) in [("a", "sku = '000'"), ("b", "sku = '001'")] {
            let statement = "COPY (\(Self.all) WHERE \(condition)) TO 'part-\(name).parquet'"
            let made = try BuiltProgram.run(
                ["-c", statement], in: project.path("datasets/odd"), program: duckdb)
            #expect(made.status == 0, "\(made.errors)")
        }
        try project.succeed(["data", "snapshot", "odd"])
        let plain = try self.project("format: csv\nfiles: [rows.csv]\n")
        try plain.succeed(["data", "snapshot", "odd"])
        #expect(try digest(project) == digest(plain))
        try FileManager.default.copyItem(
            atPath: project.path("datasets/odd/part-a.parquet"),
            toPath: project.path("datasets/odd/part-c.parquet"))
        let changed = try project.run(["data", "snapshot", "odd"])
        #expect(changed.status == 3, "\(changed.output)")
    }

    @Test("say where the query is wrong, in dataset.yaml")
    func mistakes() throws {
        let project = try project(sql(Self.all.replacing("volume", with: "volum")))
        let result = try project.run(["data", "check", "odd"])
        #expect(result.status == 3)
        #expect(result.errors.contains("datasets/odd/dataset.yaml:4:21: error[D261]"), "\(result.errors)")
        #expect(
            result.errors.contains("  SELECT sku, week, volum, price") && result.errors.contains("volume"))
    }

    @Test(
        "read nothing but their files, and write nothing",
        arguments: [
            "SELECT * FROM '../secret.csv'", "SELECT * FROM read_text('/etc/passwd')",
            "SELECT getenv('HOME')", "SELECT * FROM 'http://127.0.0.1:9/x.csv'", "ATTACH 'odd.db'",
            "SELECT * FROM read_text('/dev/stdin')", "COPY (SELECT 1) TO '/dev/stdout'",
            "COPY (SELECT 1) TO 'out.csv'", "INSTALL httpfs", "SELECT 1\n;\n.shell touch out.csv",
        ])
    func confined(query: String) throws {
        let project = try project(sql(query))
        let before = try FileManager.default.subpathsOfDirectory(atPath: project.root).sorted()
        let result = try project.run(["data", "snapshot", "odd"])
        #expect(result.status == 3 && (result.errors.contains("D262") || result.errors.contains("D261")))
        #expect(result.errors.contains("datasets/odd/dataset.yaml:"), "\(result.errors)")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: project.root).sorted() == before)
    }

    @Test(
        "end with a clear word where they take too much, and nothing is written",
        arguments: [
            (
                "limits: {seconds: 1}\n",
                "SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b",
                "1 s of processor time"
            ),
            (
                "limits: {megabytes: 64}\n", "SELECT * FROM range(1000000000000) a, range(1000) b",
                "64 MB of memory"
            ),
            ("limits: {rows: 100}\n", Self.all, "more than 100 rows"),
            (
                "limits: {megabytes: 64}\n",
                "SELECT a.sku, a.week, b.volume, c.price FROM 'rows.csv' a, 'rows.csv' b, 'rows.csv' c, 'rows.csv' d, 'rows.csv' e",
                "64 MB of memory"
            ),
            (
                "limits: {seconds: 1}\n",
                "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i > 0) SELECT count(*) AS volume FROM t",
                "1 s of processor time"
            ),
        ])
    func bombs(limits: String, query: String, words: String) throws {
        let project = try project(sql(query, limits))
        let result = try project.run(["data", "snapshot", "odd"])
        #expect(
            result.status == 3 && result.errors.contains("D263") && result.errors.contains(words),
            "\(result.errors)")
        #expect(!project.exists("datasets/odd/snapshot.lock"))
    }

    @Test("killed in the middle, leave no process behind")
    func killed() throws {
        let project = try project(
            sql("SELECT sum(a.range * b.range) AS x FROM range(9000000) a, range(9000000) b"))
        let process = try BuiltProgram.start(["data", "snapshot", "odd"], in: project.root)
        let parent = process.processIdentifier
        var child: Int32?
        try BuiltProgram.wait(for: "the query", of: process) {
            child = Self.children(of: parent).first { Self.name(of: $0) == "duckdb" }
            return child != nil
        }
        let query = try #require(child)
        kill(parent, SIGKILL)
        _ = try BuiltProgram.finish(process)
        #expect(comesTrue { Self.name(of: query) != "duckdb" }, "process \(query) goes on")
        #expect(!project.exists("datasets/odd/snapshot.lock"))
    }

    @Test("interrupted in the middle, end at once with their process, and leave no folder behind")
    func interrupted() throws {
        let project = try project(
            sql("SELECT sum(a.range * b.range) AS x FROM range(9000000) a, range(9000000) b"))
        let scratch = project.path("scratch")
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        for command in [["data", "snapshot", "odd"], ["data", "check", "odd"]] {
            let process = try BuiltProgram.start(
                command, in: project.root, environment: ["TMPDIR": scratch])
            var query: Int32?
            try BuiltProgram.wait(for: "the query", of: process) {
                query = Self.children(of: process.processIdentifier).first { Self.name(of: $0) == "duckdb" }
                return query != nil
            }
            let child = try #require(query)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch).count == 1)
            kill(process.processIdentifier, SIGINT)
            let result = try BuiltProgram.finish(process)
            #expect(result.status == 130, "\(result.status) \(result.errors)")
            #expect(Self.name(of: child) != "duckdb", "process \(child) goes on")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch).isEmpty)
        }
        #expect(!project.exists("datasets/odd/snapshot.lock"))
    }

    @Test(
        "that ask for the clock or for chance are refused with their place, before they run",
        arguments: [
            ("SELECT now() AS week", "now()", 8),
            ("SELECT sku\nFROM 'rows.csv' USING SAMPLE 10%", "SAMPLE", 23),
            ("SELECT CURRENT_DATE AS week", "CURRENT_DATE", 8),
        ])
    func chance(query: String, word: String, column: Int) throws {
        let result = try project(sql(query)).run(["data", "check", "odd"])
        let line = 3 + query.split(separator: "\n").count
        #expect(result.status == 3)
        #expect(
            result.errors.contains("dataset.yaml:\(line):\(column + 2): error[D262]: \(word)"),
            "\(result.errors)")
    }

    /// Processes by the parent that `/proc` names; a zombie has ended.
    private static func children(of parent: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { status($0)?.parent == parent }
    }

    private static func name(of process: Int32) -> String? {
        status(process).flatMap { $0.state == "Z" ? nil : $0.name }
    }

    private static func status(_ process: Int32) -> (name: String, state: String, parent: Int32)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
        else { return nil }
        let rest = text[close...].split(separator: " ")
        return (String(text[open...].dropFirst().prefix { $0 != ")" }), String(rest[1]), Int32(rest[2]) ?? 0)
    }

    @Test("init sees receipts in a Parquet file, says so, and writes rules that a run takes")
    func receipts() throws {
        let project = try ScratchProject(spec: nil)
        let statement = """
            COPY (SELECT 9000 + i // 2 AS InvoiceNo, '00' || (i % 3) AS StockCode,
                TIMESTAMP '2024-01-01' + INTERVAL (i * 97) MINUTE AS InvoiceDate, i % 7 - CASE WHEN i % 50 = 0 THEN 3 ELSE 0 END
                AS Quantity, i % 5 + 1.5 AS UnitPrice FROM range(3000) t(i)) TO 'receipts.parquet'
            """
        #expect(try BuiltProgram.run(["-c", statement], in: project.root, program: duckdb).status == 0)
        let result = try project.succeed(["init", "receipts.parquet"])
        #expect(
            result.output.contains("the rows of a series and week become one: Quantity by sum"),
            "\(result.output)")
        #expect(result.output.contains("rows with a target below 0 are subtracted"))
        let declaration = try project.read("datasets/receipts/dataset.yaml")
        #expect(
            declaration.contains("format: parquet")
                && declaration.contains("    UnitPrice: {mean_by: Quantity}"))
        #expect(try project.succeed(["data", "snapshot", "receipts"]).output.contains("unchanged"))
        // The query behind the rules, taken at its word.
        let query = try #require(declaration.components(separatedBy: "\n# format: sql\n").last)
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/queried"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: project.path("datasets/receipts/receipts.parquet"),
            toPath: project.path("datasets/queried/receipts.parquet"))
        try project.write(
            "format: sql\n" + query.replacing("\n# ", with: "\n").dropFirst(2),
            to: "datasets/queried/dataset.yaml")
        for name in ["receipts", "queried"] {
            let told = try project.succeed(["data", "check", name]).output
            #expect(
                told.contains("3 series, 29 weeks (2024-01-01 to 2024-07-15), 87 observations"), "\(told)")
        }
    }

    @Test("export writes a run's tables under the names of other libraries, the same bytes each time")
    func export() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                models: {ses: {kind: ses}, naive: {kind: naive}}
                backtest: {horizon: 4, windows: 2, step: 4}
                quantiles: [0.1, 0.5, 0.9]
                evaluate: {metrics: [wape]}
                """)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        func ask(_ query: String) throws -> String {
            let result = try BuiltProgram.run(
                ["-csv", "-noheader", "-c", query], in: project.root, program: duckdb)
            #expect(result.status == 0, "\(result.errors)")
            return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        try project.succeed(["export", "results/shop", "--parquet", "long.parquet"])
        let csv = "read_csv('results/shop/latest/forecasts.csv', types = {'unique_id': 'VARCHAR'})"
        let sums =
            "count(*), round(sum(forecast), 4), round(sum(p90), 4), sum(y), min(ds)::DATE, max(cutoff)::DATE"
        #expect(try ask("SELECT \(sums) FROM 'long.parquet'") == ask("SELECT \(sums) FROM \(csv)"))
        #expect(try ask("SELECT typeof(ds), typeof(y) FROM 'long.parquet' LIMIT 1") == "TIMESTAMP,DOUBLE")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: project.path("long.parquet")))
        try project.succeed(["export", "results/shop/latest", "--parquet", "long.parquet"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: project.path("long.parquet"))) == bytes)

        let wide = try project.succeed(
            ["export", "results/shop", "--names", "nixtla", "--parquet", "wide.parquet", "--json"])
        #expect(wide.output.contains("ses-lo-80") && wide.output.contains("naive-median"))
        #expect(
            try ask("SELECT round(sum(ses), 4), round(sum(\"ses-hi-80\"), 4), count(*) FROM 'wide.parquet'")
                == ask(
                    "SELECT round(sum(forecast), 4), round(sum(p90), 4), count(*) FROM \(csv) WHERE model = 'ses'"
                ))
        try project.succeed(["export", "results/shop", "--names", "autogluon", "--csv", "gluon.csv"])
        #expect(
            try project.read("gluon.csv").hasPrefix(
                "item_id,timestamp,cutoff,model,target,mean,0.1,0.5,0.9\n"))
        for table in ["scores", "series"] {
            try project.succeed(["export", "results/shop", "--table", table, "--parquet", "\(table).parquet"])
            #expect(try Int(ask("SELECT count(*) FROM '\(table).parquet'")) ?? 0 > 0)
        }
        #expect(
            try project.run(["export", "results/shop", "--target", "none", "--csv", "x.csv"]).status == 2)
        #expect(try project.run(["export", "results/shop", "--csv", "none/x.csv"]).status == 4)
        #expect(try project.run(["export", "results/shop"]).status == 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: project.root).allSatisfy {
                !$0.hasSuffix(".tmp")
            })
    }
}
