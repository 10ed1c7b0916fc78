import ForecastCore
import Foundation
import TableQueries
import Testing

private let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path()
private let hasProgram = QueryProgram.isInstalled(near: packageRoot)

/// A folder with two files that may be read and one that may not; gone with its last reference.
private final class Folder {
    let path: String

    init() throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "forecast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: made.appending(path: "sales"), withIntermediateDirectories: true)
        let real = made.resolvingSymlinksInPath().path()
        path = real.hasSuffix("/") ? String(real.dropLast()) : real
        try Data("sku,volume\n007,1.5\n008,2\n".utf8).write(to: made.appending(path: "sales/a.csv"))
        try Data("sku,volume\n009,4\n".utf8).write(to: made.appending(path: "sales/b.csv"))
        try Data("secret\n42\n".utf8).write(to: made.appending(path: "secret.csv"))
        try Data("secret\n42\n".utf8).write(to: made.appending(path: "sales/c.csv"))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func query(_ text: String) -> TableQuery {
        TableQuery(
            .foreign(text),
            files: ["sales/a.csv", "sales/b.csv"].map { (name: String) in
                TableQuery.File(name: name, path: "\(path)/\(name)")
            })
    }

    func answer(_ text: String, _ change: (inout TableQuery) -> Void = { _ in }) throws -> String {
        var query = query(text)
        change(&query)
        // The files are there until the answer is.
        return try withExtendedLifetime(self) { try QueryProcess(query, near: packageRoot).text() }
    }

    func failure(_ text: String, _ change: (inout TableQuery) -> Void = { _ in }) throws -> QueryFailure? {
        do {
            let answer = try answer(text, change)
            Issue.record("'\(text)' answered: \(answer)")
            return nil
        } catch let failure as QueryFailure {
            return failure
        }
    }
}

@Suite("DuckDB as a child process", .enabled(if: hasProgram, "make deps fetches DuckDB"))
struct QueryProcessTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("removes the folders that killed runs left, and no other")
    func sweeps() throws {
        let parent = "\(folder.path)/tmp"
        let names = ["forecast-query-old", "forecast-query-new", "forecast-query-used", "other-old"]
        for name in names {
            try FileManager.default.createDirectory(
                atPath: "\(parent)/\(name)/sales", withIntermediateDirectories: true)
        }
        // Old enough not to be one that is being made.
        let isOld = { (path: String) in !path.hasSuffix("-new") }
        let lock = open("\(parent)/forecast-query-used", O_RDONLY)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        QueryProcess.sweep(parent, isOld: isOld)
        let left = try FileManager.default.contentsOfDirectory(atPath: parent).sorted()
        #expect(left == ["forecast-query-new", "forecast-query-used", "other-old"])
    }

    @Test("answers one SELECT over the files that it was given, in the order of the values")
    func answer() throws {
        #expect(
            try folder.answer("SELECT sku, volume FROM read_csv('sales/*.csv', all_varchar = true) -- all")
                == """
                sku,volume
                007,1.5
                008,2
                009,4

                """)
        // An empty text is written as nothing, as NULL is.
        #expect(try folder.answer("SELECT NULL AS a, '' AS b, 'x\"y' AS c;") == "a,b,c\n,,\"x\"\"y\"\n")
    }

    @Test(
        "reads no other file, whatever the path is called",
        arguments: [
            "SELECT * FROM 'secret.csv'", "SELECT * FROM '../secret.csv'", "SELECT * FROM 'sales/c.csv'",
            "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_blob('/proc/self/environ')",
            "SELECT * FROM 'sales/../../secret.csv'", "SELECT * FROM glob('/etc/*')",
            "SELECT * FROM sniff_csv('/etc/passwd')", "SELECT * FROM parquet_metadata('/etc/passwd')",
            "SELECT * FROM 'https://example.com/x.csv'", "SELECT getenv('HOME')",
            "SELECT * FROM sqlite_scan('/etc/passwd', 'x')", "SELECT * FROM read_text('/dev/stdin')",
            "SELECT * FROM read_text('/dev/stdout')", "SELECT * FROM read_text('/proc/self/fd/0')",
            "SELECT * FROM read_text('/proc/self/cmdline')", "SELECT * FROM read_text('file:///etc/passwd')",
            "SELECT * FROM 's3://bucket/x.parquet'", "SELECT * FROM 'hf://datasets/x/y.csv'",
            "SELECT * FROM read_csv('sales/a.csv', files_to_sniff = 1, hive_types = {'x': getenv('HOME')})",
            "SELECT * FROM read_duckdb('x.db', table_name = 't')",
            "SELECT * FROM read_csv(['sales/a.csv', 'secret.csv'])", "SELECT getvariable(getenv('USER'))",
        ])
    func otherFiles(text: String) throws {
        let failure = try #require(try folder.failure(text))
        #expect(failure.kind == .permission || failure.kind == .query, "\(failure)")
    }

    @Test(
        "cannot be talked into anything but a SELECT",
        arguments: [
            "SELECT 1; SELECT 2", "COPY (SELECT 1) TO 'out.csv'", "INSTALL httpfs", "LOAD httpfs",
            "ATTACH 'x.db'",
            "CREATE TABLE t AS SELECT 1", "SET threads = 4", "PRAGMA version",
            "SELECT 1'); COPY (SELECT 1) TO 'x.csv'; --",
            ".shell touch pwned", "SELECT 1 AS a\n.shell touch pwned\n", "SELECT 1\n;\n.shell touch pwned",
            "EXPORT DATABASE 'x'", "FROM 'sales/a.csv' INSERT INTO t", "VACUUM", "CHECKPOINT",
            "IMPORT DATABASE 'x'", "CREATE SECRET s (TYPE s3)", "PREPARE p AS SELECT 1", "DETACH memory",
            "WITH x AS (COPY (SELECT 1) TO 'out.csv') SELECT 1", "RESET threads", "USE memory",
            "ANALYZE COPY (SELECT 1) TO 'out.csv'",
            "SUMMARIZE 'secret.csv'", "COPY (FROM 'sales/a.csv') TO '/dev/stdout'",
            "EXPLAIN ANALYZE SELECT 1",
            "CALL pragma_version()", "SELECT * FROM query('COPY (SELECT 1) TO ''x.csv''')",
        ])
    func otherStatements(text: String) throws {
        let failure = try #require(try folder.failure(text))
        #expect(failure.kind == .query || failure.kind == .permission, "\(failure)")
        let query = folder.query(text)
        _ = QueryProcess.locate(failure, of: query, near: packageRoot)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "sales", "secret.csv",
            ])
    }

    @Test(
        "is told where it is wrong, to the character",
        arguments: [
            ("SELECT sku,\n  nope\nFROM 'sales/a.csv'", "nope", 14), ("SELECT 'é',\n sku FORM x", "x", 22),
            ("SELECT sum(volume FROM 'sales/a.csv'", "FROM", 18),
        ])
    func places(text: String, word: String, position: Int) throws {
        let query = folder.query(text)
        let failed = try #require(try folder.failure(text))
        let failure = withExtendedLifetime(folder) {
            QueryProcess.locate(failed, of: query, near: packageRoot)
        }
        #expect(failure.kind == .query && failure.position == position, "\(failure)")
        #expect(failure.message.contains(word), "\(failure)")
    }

    @Test("one that takes for ever is stopped, and says so")
    func time() throws {
        for text in [
            "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i > 0) SELECT count(*) FROM t",
            "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
        ] {
            let failure = try #require(try folder.failure(text) { $0.limits.processorSeconds = 1 })
            #expect(failure.kind == .time && failure.message.contains("1 s of processor time"), "\(failure)")
        }
    }

    @Test(
        "one that needs more memory than it may have says so",
        arguments: [
            "SELECT * FROM range(1000000000000) a, range(1000) b", "SELECT * FROM range(1000000000000)",
            "SELECT range FROM range(100000000) ORDER BY hash(range)",
            "SELECT list(range) AS x FROM range(1000000000000)",
            "SELECT string_agg(range, ',') AS x FROM range(1000000000000)",
            "SELECT a.range % 1000003 AS g, b.range AS h FROM range(1000000) a, range(1000000) b GROUP BY ALL",
        ])
    func memory(text: String) throws {
        let failure = try #require(
            try folder.failure(text) { $0.limits.memoryMegabytes = 64 })
        #expect(failure.kind == .memory && failure.fix?.contains("megabytes: 128") == true, "\(failure)")
    }

    @Test("a value too large for any memory is refused, and the process ends by itself")
    func largeValue() throws {
        for text in ["SELECT repeat('x', 100000000000) AS x", "SELECT repeat('x', 3000000000) AS x"] {
            let failure = try #require(try folder.failure(text) { $0.limits.memoryMegabytes = 64 })
            #expect([.memory, .query, .process].contains(failure.kind), "\(failure)")
        }
    }

    /// Rows of a SELECT of this program come as they are found.
    @Test(
        "a stream has the bytes of a table that is held whole, in the order of the file, in less memory than the table"
    )
    func stream() throws {
        let odd =
            "SELECT i, 'a,\"b\"' || chr(10) || 'c' AS t, NULL AS n, '' AS e, i / 7 AS d, i % 2 = 0 AS b, "
            + "DATE '2024-01-01' + (i % 9)::INT AS day, TIMESTAMP '2024-01-01 00:00:00.5' AS at FROM range(30) r(i)"
        let file = TableQuery.File(name: "sales/a.csv", path: "\(folder.path)/sales/a.csv")
        for select in [odd, "SELECT * FROM read_csv('sales/a.csv', all_varchar = true)"] {
            let (held, streamed) = try withExtendedLifetime(folder) {
                (
                    try QueryProcess(TableQuery(.own(select), files: [file]), near: packageRoot).text(),
                    try QueryProcess(TableQuery(.stream(select), files: [file]), near: packageRoot).text()
                )
            }
            // DuckDB writes an empty text as two quotes here, which is read as an empty cell like nothing.
            #expect(streamed.replacing(",\"\",", with: ",,") == held)
        }
        var query = TableQuery(.stream("SELECT range AS a, range * 2 AS b FROM range(3000000)"), files: [])
        query.limits.memoryMegabytes = 64
        let text = try QueryProcess(query, near: packageRoot).text(limit: 1 << 27)
        #expect(text.hasPrefix("a,b\n0,0\n1,2\n") && text.hasSuffix("\n2999999,5999998\n"))
        #expect(throws: QueryFailure.self) {
            try QueryProcess(
                TableQuery(.stream("SELECT * FROM 'sales/c.csv'"), files: []), near: packageRoot
            ).text()
        }
    }

    @Test("no address is called, whatever a query asks for")
    func network() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                try #require(bind(listener, generic, size) == 0 && listen(listener, 8) == 0)
                try #require(getsockname(listener, generic, &size) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        for text in [
            "SELECT * FROM 'http://127.0.0.1:\(port)/x.csv'",
            "SELECT * FROM read_csv('http://127.0.0.1:\(port)/x.csv')",
            "SELECT * FROM read_parquet('http://127.0.0.1:\(port)/x.parquet')",
            "SELECT * FROM read_text('https://127.0.0.1:\(port)/x')",
            "INSTALL httpfs FROM 'http://127.0.0.1:\(port)'", "LOAD 'http://127.0.0.1:\(port)/httpfs'",
            "ATTACH 'http://127.0.0.1:\(port)/x.db' AS x",
            "SELECT * FROM postgres_scan('host=127.0.0.1 port=\(port)', 'public', 't')",
        ] {
            let failure = try #require(try folder.failure(text))
            #expect([.query, .permission].contains(failure.kind), "\(failure)")
        }
        var called = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        #expect(poll(&called, 1, 200) == 0, "somebody called")
    }

    @Test("a process that nobody waits for any more leaves nothing behind")
    func dropped() throws {
        var process: QueryProcess? = try QueryProcess(
            folder.query("SELECT * FROM range(1000000000) ORDER BY 1 DESC"), near: packageRoot)
        let working = try #require(process?.workingFolder)
        #expect(FileManager.default.fileExists(atPath: "\(working)/sales/a.csv"))
        process = nil
        #expect(!FileManager.default.fileExists(atPath: working))
    }

    @Test("a query of this program writes the file that was named, and no other")
    func writing() throws {
        let output = "\(folder.path)/out.parquet"
        var query = TableQuery(
            .own("COPY (SELECT 1 AS a) TO \(TableQuery.literal(output)) (FORMAT parquet)"), files: [])
        query.output = output
        _ = try QueryProcess(query, near: packageRoot).text()
        #expect(try Array(Data(contentsOf: URL(filePath: output)).prefix(4)) == Array("PAR1".utf8))
        query.output = "\(folder.path)/other.parquet"
        #expect(throws: QueryFailure.self) { try QueryProcess(query, near: packageRoot).text() }
    }
}

@Suite("the program that answers queries") struct QueryProgramTests {
    @Test("is refused where it is missing, or another")
    func missing() throws {
        let folder = try Folder()
        // Nothing above the tests' program has it either, where make deps has not run.
        if !hasProgram {
            #expect(throws: QueryFailure.self) {
                try QueryProcess(folder.query("SELECT 1"), near: folder.path)
            }
        }
        let place = "\(folder.path)/\(QueryProgram.relativePath)"
        try FileManager.default.createDirectory(
            atPath: URL(filePath: place).deletingLastPathComponent().path(), withIntermediateDirectories: true
        )
        try Data("#!/bin/sh\ntouch pwned\n".utf8).write(to: URL(filePath: place))
        do {
            _ = try QueryProcess(folder.query("SELECT 1"), near: folder.path)
            Issue.record("another program was started")
        } catch let failure as QueryFailure {
            #expect(failure.kind == .program && failure.message.contains("is not the pinned DuckDB"))
        }
    }
}
