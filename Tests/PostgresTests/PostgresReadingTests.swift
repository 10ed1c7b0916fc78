import DataSnapshots
import ForecastCore
import Foundation
import Postgres
import TestServers
import Testing
import Workers

@Suite("A data set in PostgreSQL", .enabled(if: TestServer.isInstalled, Comment(rawValue: TestServer.reason)))
struct PostgresReadingTests {
    let schema: TestSchema

    init() throws { schema = try TestServer.shared.get().schema() }

    private func yaml(_ query: String, _ rest: String = "") -> String {
        """
        format: postgres
        frequency: weekly
        connection: \(schema.service)
        query: \(query)
        columns: {series: sku, time: week, targets: [volume]}
        \(rest)
        """
    }

    private func sales() throws {
        try schema.run(
            """
            CREATE TABLE sales (sku text, week date, volume numeric(14,4), price float8, deal bool, category text);
            INSERT INTO sales VALUES ('b', '2024-01-08', 0.1, 2.5, true, 'tea'), ('a', '2024-01-01', 3, 1e-7, false, 'a "q", ü'),
                ('a', '2024-01-08', NULL, 0.30000000000000004, NULL, 'a "q", ü'), ('b', '2024-01-01', 1234567.8901, 3, false, 'tea');
            CREATE TABLE items (sku text, brand text);
            INSERT INTO items VALUES ('a', E'two\\nlines'), ('b', NULL), ('z', 'none');
            CREATE TABLE days (day date, name text);
            INSERT INTO days VALUES ('2024-01-01', 'New Year'), ('2024-12-25', 'Christmas');
            """)
    }

    @Test("is the panel that the same rows make in a file")
    func sameAsFile() throws {
        try sales()
        let columns = """
            columns: {series: sku, time: week, targets: [volume], known_ahead: [deal], past_only: [price], static: [category]}
            """
        let own = try TemporaryDataSet(
            """
            format: postgres
            frequency: weekly
            connection: \(schema.service)
            query: SELECT * FROM sales;
            \(columns)
            holidays: {query: "SELECT day AS date, name FROM days"}
            """)
        let file = try TemporaryDataSet(
            """
            format: csv
            frequency: weekly
            files: [sales.csv]
            \(columns)
            holidays: {file: days.csv}
            """,
            files: [
                "sales.csv": """
                sku,week,volume,price,deal,category
                a,2024-01-01,3,1e-7,0,"a ""q"", ü"
                a,2024-01-08,,0.30000000000000004,,"a ""q"", ü"
                b,2024-01-01,1234567.8901,3,0,tea
                b,2024-01-08,0.1,2.5,1,tea

                """, "days.csv": "date,name\n2024-01-01,New Year\n2024-12-25,Christmas\n",
            ])
        let panel = try own.snapshot().panel
        #expect(try panel.digest == file.snapshot().panel.digest)
        #expect(panel.values("price", of: "a") == [1e-7, 0.1 + 0.2])
        #expect(panel.holidays.count == 2)
    }

    @Test(
        "takes values as the server has them, to the bit those of a file",
        arguments: ["text", "integer", "bigint", "varchar(9)"])
    func valuesOfTypes(_ id: String) throws {
        try schema.run(
            """
            CREATE TABLE kinds (id \(id), day date, f float8, big int8, small int2, dec numeric, word text, deal bool);
            INSERT INTO kinds SELECT s, date '2024-01-01' + 7 * w, x, big, s, dec, dec, deal FROM generate_series(1, 3) AS s,
                (VALUES (0, '-0'::float8, 9007199254740993, 0.1, true), (1, 0.1, -9223372036854775807, -0.00000000001, NULL),
                    (2, 5e-324, NULL, 123456789012345678901234567890.5, false), (3, 1.7976931348623157e308, 0, NULL, true),
                    (4, NULL, 1, 10000, true), (5, 1e22, 2, 99990000.00010000, true), (6, 1e-7, 3, 0, true),
                    (7, 0.30000000000000004, 4, 1e100, true), (8, -3.5, 5, 4503599627370497.5, NULL)) AS v (w, x, big, dec, deal);
            """)
        let columns = """
            columns: {series: id, time: day, targets: [f, dec], known_ahead: [deal, small], past_only: [big, word]}
            negative: keep
            """
        let own = try TemporaryDataSet(
            """
            format: postgres
            frequency: weekly
            connection: \(schema.service)
            query: SELECT * FROM kinds
            \(columns)
            """)
        let rows = try schema.rows(
            "SELECT id::text, day, f, big, small, dec, word, deal::int FROM kinds ORDER BY day, id")
        let lines = rows.map { $0.map { $0 ?? "" }.joined(separator: ",") + "\n" }
        let file = try TemporaryDataSet(
            "format: csv\nfrequency: weekly\nfiles: [kinds.csv]\n\(columns)\n",
            files: ["kinds.csv": "id,day,f,big,small,dec,word,deal\n" + lines.joined()])
        let panel = try own.snapshot().panel
        #expect(try panel.digest == file.snapshot().panel.digest)
        #expect(panel.values("f", of: "2")[7] == 0.30000000000000004)
    }

    @Test(
        "goes the short way where a table has usual types and its rows nothing to say",
        arguments: [
            ("volume", "", true), ("volume::float8", "", true), ("volume::numeric(12, 2)", "", true),
            ("volume::float4", "", false), ("volume - 2", "", false), ("volume - 2", "negative: keep", true),
            ("nullif(volume, 1)", "empty: error", false),
            ("volume", "missing_values: [none]", false),
            ("volume", "aggregate: {columns: {volume: sum}}", false),
        ])
    func shortWay(_ value: String, _ rest: String, _ isShort: Bool) throws {
        // What the server is asked is among what it answers; the pattern does not find itself.
        let data = try TemporaryDataSet(
            yaml(
                """
                SELECT 'a' AS sku, date '2024-01-01' + 7 * n AS week, \(value) AS volume FROM (
                      SELECT n, (current_query() ~ 'FORMAT [b]inary')::int AS volume FROM generate_series(0, 2) AS n) AS s
                """, rest))
        let complaint = data.complaints()
        guard complaint.isEmpty else {
            #expect(!isShort && complaint.contains("error[D2"), "\(complaint)")
            return
        }
        let told = try data.snapshot().panel.values("volume", of: "a")
        #expect(told.allSatisfy { $0 == (value.hasSuffix("- 2") ? -1 : 1) } == isShort, "\(told)")
    }

    @Test("takes attributes from a query of their own, and adds rows up in an order of its own")
    func attributesAndPooling() throws {
        try sales()
        let data = try TemporaryDataSet(
            """
            format: postgres
            frequency: weekly
            connection: \(schema.service)
            query: SELECT sku, week + n AS week, volume FROM sales, generate_series(0, 6) AS n
            columns: {series: sku, time: week, targets: [volume]}
            aggregate: {columns: {volume: sum}}
            attributes: {query: "SELECT sku, brand FROM items", key: sku, columns: [brand]}
            """)
        let complaint = data.complaints()
        #expect(complaint.contains("error[D209]"), "\(complaint)")
        try schema.run("UPDATE items SET brand = 'north' WHERE sku = 'a'")
        let panel = try data.snapshot().panel
        #expect(panel.values("volume", of: "a")[0] == 21)
        #expect(panel.attributes.first?.categories == ["none", "north"])
        #expect(panel.attributes.first?.codes == [1, -1])
    }

    @Test("is read in one snapshot that cannot write")
    func isolation() throws {
        let data = try TemporaryDataSet(
            yaml(
                """
                SELECT 'a' AS sku, date '2024-01-01' + 7 * n AS week, 1 AS volume FROM generate_series(0, 2) AS n
                  WHERE current_setting('transaction_isolation') = 'repeatable read' AND current_setting('transaction_read_only') = 'on'
                """))
        #expect(try data.snapshot().panel.grid.count == 3)
    }

    @Test("is pinned by its panel, and other rows are refused until somebody accepts them")
    func lock() throws {
        try sales()
        let data = try TemporaryDataSet(yaml("SELECT sku, week, volume FROM sales"))
        let dataset = try data.open()
        try Snapshot.take(dataset).lock.write(for: dataset)
        #expect(try Snapshot.load(dataset).lock == SnapshotLock.read(of: dataset))
        try schema.run("UPDATE sales SET volume = 4 WHERE sku = 'a' AND week = '2024-01-01'")
        let error = #expect(throws: DiagnosticsError.self) { try Snapshot.load(dataset) }
        #expect(error?.diagnostics.map(\.code) == ["D252"])
        #expect(error?.diagnostics.first?.fix?.contains("--accept") == true)
    }

    // MARK: - Tables of a planning system

    @Test(
        "reads the planning system's tables: prices to come, classes from the day on that they were decided")
    func tables() throws {
        try schema.run(
            """
            CREATE TABLE serie_temporal (produto_id uuid, semana date, volume float8, faturamento float8, preco_medio float8,
                PRIMARY KEY (produto_id, semana));
            CREATE TABLE produto (id uuid PRIMARY KEY, codigo text, categoria_id int, tipo_produto text, preco_venda numeric(12,2));
            CREATE TABLE sku_classification (produto_id uuid, abc_class char(1), xyz_class char(1), demand_pattern text, vigente_em date);
            CREATE TABLE calendario_fabrica (data date PRIMARY KEY, dia_util bool, feriado bool, descricao text);
            INSERT INTO produto VALUES ('00000000-0000-0000-0000-000000000001', 'P1', 7, 'acabado', 12.50),
                ('00000000-0000-0000-0000-000000000002', 'P2', 8, 'acabado', NULL), ('00000000-0000-0000-0000-000000000003', 'P3', 8, 'x', 1);
            INSERT INTO serie_temporal SELECT id, date '2024-01-01' + 7 * n, 10 + n, 100, 10 FROM produto, generate_series(0, 3) AS n
                WHERE codigo <> 'P3';
            INSERT INTO sku_classification VALUES ('00000000-0000-0000-0000-000000000001', 'C', 'Z', 'lumpy', '2024-01-08'),
                ('00000000-0000-0000-0000-000000000001', 'A', 'X', 'Smooth', '2024-01-16');
            INSERT INTO calendario_fabrica VALUES ('2024-01-01', false, true, NULL), ('2024-01-02', true, false, 'dia comum'),
                ('2024-12-25', false, true, 'Natal');
            """)
        let data = try TemporaryDataSet(
            """
            format: postgres
            frequency: weekly
            connection: \(schema.service)
            tables: {products: produto, classes: sku_classification, calendar: calendario_fabrica, planned_weeks: 2}
            """)
        let panel = try data.snapshot().panel
        let first = "00000000-0000-0000-0000-000000000001"
        #expect(panel.seriesIDs == [first, "00000000-0000-0000-0000-000000000002"])
        #expect(panel.values("price", of: first) == [10, 10, 10, 10, 12.5, 12.5])
        #expect(panel.values("volume", of: first).prefix(4) == [10, 11, 12, 13])
        #expect(panel.values("volume", of: first).suffix(2).allSatisfy { $0.isNaN })
        // 8 January: class C; 15 January still C, for A was decided on the 16th.
        let abc = panel.values("abc_class", of: first)
        #expect(abc[0].isNaN && abc[1] == 3 && abc[2] == 3 && abc[3] == 1)
        #expect(panel.values("demand_pattern", of: first)[3] == 1)
        #expect(panel.values("abc_class", of: panel.seriesIDs[1]).allSatisfy { $0.isNaN })
        #expect(panel.holidays.map(\.name) == ["feriado", "Natal"])
        #expect(panel.attributes.map(\.name) == ["category", "product_type"])

        try schema.run("UPDATE sku_classification SET abc_class = 'D' WHERE vigente_em = '2024-01-16'")
        #expect(data.complaints().contains("D210"))
    }

    // MARK: - What is wrong

    @Test("a mistake in the query is told at its place in dataset.yaml")
    func mistakes() throws {
        try sales()
        let wrong = try TemporaryDataSet(yaml("SELECT sku, wek AS week, volume FROM sales"))
        #expect(
            wrong.complaints().contains(
                "datasets/shop/dataset.yaml:4:20: error[D261]: column \"wek\" does not exist"),
            "\(wrong.complaints())")
        let block = try TemporaryDataSet(
            yaml("|\n  SELECT sku, week, volume\n  FROM sale"))
        #expect(
            block.complaints().contains("datasets/shop/dataset.yaml:6:8: error[D261]"),
            "\(block.complaints())")
        let missing = try TemporaryDataSet(yaml("SELECT sku, week FROM sales"))
        #expect(missing.complaints().contains("D207"), "\(missing.complaints())")
        let infinite = try TemporaryDataSet(
            yaml("SELECT 'a' AS sku, date '2024-01-01' AS week, 'NaN'::float8 AS volume"))
        #expect(infinite.complaints().contains("D211") || infinite.complaints().contains("D210"))
        let late = try TemporaryDataSet(
            yaml(
                "SELECT 'a' AS sku, date '2024-01-01' AS week, 1 / (n - 3) AS volume FROM generate_series(1, 3) AS n"
            ))
        #expect(late.complaints().contains("error[D261]: division by zero"), "\(late.complaints())")
    }

    @Test(
        "what is not one SELECT changes nothing",
        arguments: [
            "SELECT 1; DROP TABLE sales", "DELETE FROM sales RETURNING sku, week, volume",
            "WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone",
            "SELECT sku, week, volume FROM sales) TO PROGRAM 'touch /tmp/forecast-was-here' --",
            "SELECT 1) TO STDOUT; DROP TABLE sales; COPY (SELECT 1", "COMMIT", "COPY sales TO STDOUT",
            "SELECT nextval('counter') AS sku, week, volume FROM sales", ";",
        ])
    func oneSelect(_ query: String) throws {
        try sales()
        try schema.run("CREATE SEQUENCE counter")
        let data = try TemporaryDataSet(yaml("\"\(query)\""))
        let complaint = data.complaints()
        #expect(complaint.contains("error[D2"), "\(complaint)")
        #expect(try schema.value("SELECT count(*) FROM sales") == "4")
        #expect(try schema.value("SELECT is_called FROM counter") == "f")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/forecast-was-here"))
    }

    @Test("a server that is not there, a role that may not, and limits have codes of their own")
    func refusals() throws {
        try sales()
        var text = yaml("SELECT sku, week, volume FROM sales").replacing(schema.service, with: "nowhere")
        #expect(try TemporaryDataSet(text).complaints().contains("error[D265]"))
        try TestServer.shared.get().postgres.addService("gone\(schema.name)", "port=1")
        text = yaml("SELECT sku, week, volume FROM sales").replacing(
            "connection: \(schema.service)", with: "connection: gone\(schema.name)")
        let gone = try TemporaryDataSet(text).complaints()
        #expect(gone.contains("error[D265]") && gone.contains("PGHOST"), "\(gone)")

        try schema.run(
            "CREATE ROLE stranger_\(schema.name) LOGIN; GRANT USAGE ON SCHEMA \(schema.name) TO stranger_\(schema.name)"
        )
        defer { try? schema.run("DROP OWNED BY stranger_\(schema.name); DROP ROLE stranger_\(schema.name)") }
        let stranger = try schema.server(user: "stranger_\(schema.name)")
        text = yaml("SELECT sku, week, volume FROM sales").replacing(
            "connection: \(schema.service)", with: "connection: \(stranger.service ?? "")")
        #expect(try TemporaryDataSet(text).complaints().contains("error[D262]"))

        let slow = try TemporaryDataSet(
            yaml("SELECT sku, week, volume FROM sales, pg_sleep(20)", "limits: {seconds: 1}"))
        #expect(slow.complaints().contains("error[D263]"))
        let large = try TemporaryDataSet(yaml("SELECT sku, week, volume FROM sales", "limits: {rows: 2}"))
        #expect(large.complaints().contains("error[D263]"))
        let memory = try TemporaryDataSet(
            yaml("SELECT sku, week, volume FROM sales", "limits: {megabytes: 100}"))
        #expect(memory.complaints().contains("error[D240]"))
    }

    @Test(
        "where a server is and who may enter stays out of the project",
        arguments: [
            "connection: host=elsewhere password=1", "connection: postgresql://me:secret@elsewhere/db",
            "tables: {series: \"sales; DROP TABLE sales\"}", "tables: {series: a.b.c}",
        ])
    func places(_ line: String) throws {
        let text = "format: postgres\nfrequency: weekly\n\(line)\n"
        #expect(try TemporaryDataSet(text).complaints().contains("error[D242]"))
    }

    @Test("keys that mean nothing beside the others are told")
    func keys() throws {
        let both = try TemporaryDataSet(
            "format: postgres\nfrequency: weekly\ntables: {}\nquery: SELECT 1\nfiles: [a.csv]\n")
        #expect(both.complaints().components(separatedBy: "error[D240]").count == 3, "\(both.complaints())")
        let none = try TemporaryDataSet("format: postgres\nfrequency: weekly\n")
        #expect(none.complaints().contains("needs 'query' or 'tables'"), "\(none.complaints())")
        let foreign = try TemporaryDataSet(
            "format: csv\nfrequency: weekly\nfiles: []\nconnection: x\ncolumns: {series: a, time: b, targets: [c]}\n"
        )
        #expect(foreign.complaints().contains("D240"))
    }

    // MARK: - The world

    @Test("a connection that is cut in the middle of the rows is an error, and no short panel")
    func cut() throws {
        let data = try TemporaryDataSet(
            yaml(
                """
                SELECT 'cut' AS sku, date '1990-01-01' + 7 * n AS week, 1 AS volume, pg_sleep(0.005) FROM generate_series(0, 100000) AS n
                """))
        let schema = self.schema
        let cutter = Thread {
            comesTrue {
                let found = try? schema.value(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%''cut''%'")
                return found == "t"
            }
        }
        cutter.start()
        let complaints = data.complaints()
        #expect(complaints.contains("error[D266]"), "\(complaints)")
    }

    @Test("waiting ends at once when it is asked to, and the server stops as well")
    func interruption() throws {
        let interruption = Interruption()
        let connection = try schema.connect(interruption)
        let schema = self.schema
        let asked =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%stop-\(schema.name)%' AND pid <> pg_backend_pid()"
        Thread {
            comesTrue { (try? schema.value(asked)) == "1" }
            interruption.request()
        }.start()
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT pg_sleep(3600), 'stop-\(schema.name)'")
        }
        #expect(error?.kind == .interrupted)
        #expect(try comesTrue { try schema.value(asked) == "0" })
    }
}
