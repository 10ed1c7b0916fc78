internal import Files
internal import ForecastCore
internal import GRDB

/// Executions, their events and the keys that they were asked for with, in an SQLite file: the embedded queue, which survives
/// a restart, and what REST answers from.
package struct ExecutionStore: Sendable {
    private let queue: DatabaseQueue

    /// `FCSV`.
    private static let applicationID = 0x4643_5356
    private static let version = 2

    private static let tables = """
        CREATE TABLE execution (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, request TEXT NOT NULL, command TEXT NOT NULL,
            data_digest TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, step INTEGER, stage TEXT,
            percent INTEGER, created TEXT NOT NULL, started TEXT, ended TEXT, result TEXT, error TEXT,
            request_id TEXT NOT NULL, event INTEGER NOT NULL, place INTEGER NOT NULL, experiment TEXT
        ) STRICT;
        CREATE INDEX execution_place ON execution (place);
        CREATE INDEX execution_waiting ON execution (place) WHERE state IN ('queued', 'running', 'cancelling');
        CREATE TABLE event (
            execution TEXT NOT NULL REFERENCES execution (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE idempotency (
            key TEXT PRIMARY KEY, body_digest TEXT NOT NULL, execution TEXT NOT NULL, created TEXT NOT NULL
        ) STRICT;
        """

    /// A column of its own, so that a list reads no request: those may name 50,000 series.
    private static let fromVersion1 = """
        ALTER TABLE execution ADD COLUMN experiment TEXT;
        UPDATE execution SET experiment = json_extract(request, '$.experiment');
        CREATE INDEX execution_place ON execution (place);
        """

    /// - Throws: `StoreProblem`, `FileError`.
    package init(path: String) throws {
        try FileSystem.makeFolder(FileSystem.split(path).folder)
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            try db.execute(
                sql:
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON"
            )
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            // Nothing is written where there is nothing to make: a process that was stopped in the middle of writing has the lock for
            // as long as it is stopped, and others that share the folder begin all the same.
            if try queue.read(Self.isPrepared) { return }
            try queue.inTransaction(.immediate) { db in
                try Self.prepare(db, path: path)
                return .commit
            }
        } catch let error as DatabaseError {
            throw StoreProblem(message: "\(path): \(error.message ?? "\(error.resultCode)")")
        }
    }

    private static func kind(of db: Database) throws -> (application: Int, version: Int) {
        (
            try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
            try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        )
    }

    private static func isPrepared(_ db: Database) throws -> Bool {
        try kind(of: db) == (applicationID, version)
    }

    private static func prepare(_ db: Database, path: String) throws {
        let (application, found) = try kind(of: db)
        if application == applicationID, found == version { return }
        if application == applicationID, found == 1 {
            try db.execute(sql: fromVersion1)
            return try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        guard application == 0, found == 0 else {
            throw StoreProblem(message: "\(path) is of another program, or of a newer version of this one")
        }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    // MARK: - Executions

    package func execution(_ id: String) throws -> Execution? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM execution WHERE id = ?", arguments: [id]).flatMap(
                Self.execution)
        }
    }

    /// Without what may be as large as a request.
    package func state(of id: String) throws -> ExecutionState? {
        try read { db in
            try String.fetchOne(db, sql: "SELECT state FROM execution WHERE id = ?", arguments: [id])
        }.flatMap(ExecutionState.init)
    }

    /// Those that wait or were running when the process ended, the oldest first.
    package func open() throws -> [Execution] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql:
                    "SELECT * FROM execution WHERE state IN ('queued', 'running', 'cancelling') ORDER BY place"
            )
            return Self.executions(rows)
        }
    }

    /// Those that were asked for last, in short.
    /// - Parameter place: of the last one of the page before; nil for the first page.
    package func latest(_ count: Int, before place: Int? = nil) throws -> [ExecutionSummary] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, experiment, state, step, stage, percent, attempt, created, started, ended,
                        data_digest, json_extract(result, '$.digest') AS digest, place
                    FROM execution WHERE place < ? ORDER BY place DESC LIMIT ?
                    """, arguments: [place ?? Int.max, count])
            return Self.summaries(rows)
        }
    }

    /// How long the last finished job of a kind and an experiment took, and since when the one that has run longest runs, in
    /// seconds; nil where there is none.
    /// - Parameter now: UTC.
    func seconds(
        of kind: JobKind, experiment: String, now: String
    ) throws -> (usual: Int?, elapsed: Int?) {
        try read { db in
            let usual = try Int.fetchOne(
                db,
                sql: """
                    SELECT max(0, strftime('%s', ended) - strftime('%s', started)) FROM execution
                    WHERE kind = ? AND experiment = ? AND state = 'finished' AND started IS NOT NULL
                    ORDER BY place DESC LIMIT 1
                    """, arguments: [kind.rawValue, experiment])
            let elapsed = try Int.fetchOne(
                db,
                sql: """
                    SELECT max(0, strftime('%s', ?) - strftime('%s', min(started))) FROM execution
                    WHERE kind <> 'predict' AND state = 'running'
                    """, arguments: [now])
            return (usual, elapsed)
        }
    }

    /// Another number than before wherever another process has written meanwhile.
    func foreignChanges() throws -> Int {
        try read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Those that have ended, but for the so many that ended last.
    package func ended(before count: Int) throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM execution WHERE state IN ('finished', 'failed', 'cancelled')
                    ORDER BY ended DESC, place DESC LIMIT -1 OFFSET ?
                    """, arguments: [count])
        }
    }

    /// Forgets executions, their events and the keys that they were asked for with.
    package func remove(_ ids: [String]) throws {
        try write { db in
            for id in ids {
                try db.execute(sql: "DELETE FROM idempotency WHERE execution = ?", arguments: [id])
                // Who has been asked for again meanwhile stays.
                try db.execute(
                    sql:
                        "DELETE FROM execution WHERE id = ? AND state IN ('finished', 'failed', 'cancelled')",
                    arguments: [id])
            }
        }
    }

    /// Writes an execution as it is now, and tells of it.
    /// - Parameter key: with which it was asked for, and the digest of the body that came with it.
    package func put(
        _ execution: inout Execution, telling name: String, key: (text: String, body: String)? = nil
    ) throws {
        execution.event += 1
        let put = execution
        let event = Self.body(of: put)
        try write { db in
            if let key {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO idempotency VALUES (?, ?, ?, ?)",
                    arguments: [key.text, key.body, put.id, put.created])
            }
            try db.execute(
                sql: """
                    INSERT INTO execution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        (SELECT coalesce(max(place), 0) + 1 FROM execution), ?)
                    ON CONFLICT (id) DO UPDATE SET state = excluded.state, attempt = excluded.attempt,
                        step = excluded.step, stage = excluded.stage, percent = excluded.percent,
                        created = excluded.created, started = excluded.started, ended = excluded.ended,
                        result = excluded.result, error = excluded.error, event = excluded.event,
                        place = CASE excluded.state WHEN 'queued' THEN excluded.place ELSE place END
                    """,
                arguments: [
                    put.id, put.kind.rawValue, put.request.line, put.command, put.dataDigest,
                    put.state.rawValue, put.attempt, put.progress?.step, put.progress?.name,
                    put.progress?.percent, put.created, put.started, put.ended, put.result?.line,
                    put.error?.line, put.requestID, put.event, put.request["experiment"]?.string,
                ])
            try db.execute(
                sql: "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?)",
                arguments: [put.id, put.event, name, event.line])
        }
    }

    private static func body(of execution: Execution) -> JSONValue {
        .members([
            "execution_id": .string(execution.id), "status": .string(execution.state.rawValue),
            "step": .integer(execution.progress?.step ?? 0), "stage": .text(execution.progress?.name),
            "percent": .integer(execution.state == .finished ? 100 : execution.progress?.percent ?? 0),
        ])
    }

    package func events(of id: String, after number: Int) throws -> [ExecutionEvent] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM event WHERE execution = ? AND number > ? ORDER BY number LIMIT 1000",
                arguments: [id, number])
            var found: [ExecutionEvent] = []
            for row in rows {
                guard let number = Int.fromDatabaseValue(row["number"]),
                    let name = String.fromDatabaseValue(row["name"]),
                    let body = Self.json(row, "body")
                else { continue }
                found.append(ExecutionEvent(number: number, name: name, body: body))
            }
            return found
        }
    }

    // MARK: - Idempotency

    /// The execution that was asked for with a key, and the digest of the body that came with it.
    package func asked(with key: String) throws -> (body: String, execution: String)? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT body_digest, execution FROM idempotency WHERE key = ?", arguments: [key]),
                let body = String.fromDatabaseValue(row["body_digest"]),
                let execution = String.fromDatabaseValue(row["execution"])
            else { return nil }
            return (body, execution)
        }
    }

    /// Notes that a key asks for an execution that is there already.
    package func note(_ key: String, body: String, for id: String, now: String) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO idempotency VALUES (?, ?, ?, ?)", arguments: [key, body, id, now])
        }
    }

    // MARK: - Access

    /// One trip to the disk; whether it can be written.
    package func check() throws {
        try write { db in try db.execute(sql: "PRAGMA user_version = \(Self.version)") }
    }

    private func write(_ body: (Database) throws -> Void) throws {
        do {
            try queue.inTransaction(.immediate) { db in
                try body(db)
                return .commit
            }
        } catch let error as DatabaseError {
            throw StoreProblem(message: "the store of executions: \(error.message ?? "\(error.resultCode)")")
        }
    }

    private func read<Output>(_ body: (Database) throws -> Output) throws -> Output {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw StoreProblem(message: "the store of executions: \(error.message ?? "\(error.resultCode)")")
        }
    }

    private static func json(_ row: Row, _ column: String) -> JSONValue? {
        String.fromDatabaseValue(row[column]).flatMap { try? JSONReader.value(of: Array($0.utf8), depth: 32) }
    }

    private static func summaries(_ rows: [Row]) -> [ExecutionSummary] {
        var found: [ExecutionSummary] = []
        for row in rows {
            func text(_ column: String) -> String? { String.fromDatabaseValue(row[column]) }
            func number(_ column: String) -> Int { Int.fromDatabaseValue(row[column]) ?? 0 }
            guard let id = text("id"), let kind = text("kind"), let state = text("state") else { continue }
            found.append(
                ExecutionSummary(
                    id: id, kind: kind, experiment: text("experiment"), state: state, step: number("step"),
                    stage: text("stage"), percent: number("percent"), attempt: number("attempt"),
                    created: text("created") ?? "", started: text("started"), ended: text("ended"),
                    dataDigest: text("data_digest") ?? "", resultDigest: text("digest"),
                    place: number("place")))
        }
        return found
    }

    /// Those of the rows that can be read.
    private static func executions(_ rows: [Row]) -> [Execution] {
        var found: [Execution] = []
        for row in rows {
            if let execution = execution(row) { found.append(execution) }
        }
        return found
    }

    private static func execution(_ row: Row) -> Execution? {
        func text(_ column: String) -> String? { String.fromDatabaseValue(row[column]) }
        func number(_ column: String) -> Int? { Int.fromDatabaseValue(row[column]) }
        guard let id = text("id"), let kind = text("kind").flatMap(JobKind.init),
            let state = text("state").flatMap(ExecutionState.init), let request = json(row, "request")
        else { return nil }
        var progress: JobProgress?
        if let step = number("step"), let stage = text("stage"), let percent = number("percent") {
            progress = JobProgress(step: step, name: stage, percent: percent)
        }
        return Execution(
            id: id, kind: kind, request: request, command: text("command") ?? "",
            dataDigest: text("data_digest") ?? "", state: state, attempt: number("attempt") ?? 0,
            progress: progress, created: text("created") ?? "", started: text("started"),
            ended: text("ended"), result: json(row, "result"), error: json(row, "error"),
            requestID: text("request_id") ?? "", event: number("event") ?? 0)
    }
}
