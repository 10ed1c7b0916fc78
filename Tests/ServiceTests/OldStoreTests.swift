import Foundation
import ServiceJobs
import Testing

/// Stores of executions that earlier versions have left.
@Suite(
    "Stores of earlier versions",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "sqlite3 is not installed"))
struct OldStoreTests {
    private static func run(_ script: String, on path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [path, script]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// As version 1 made it, with an execution that has ended and one that waits.
    private static let first = """
        CREATE TABLE execution (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, request TEXT NOT NULL, command TEXT NOT NULL,
            data_digest TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, step INTEGER, stage TEXT,
            percent INTEGER, created TEXT NOT NULL, started TEXT, ended TEXT, result TEXT, error TEXT,
            request_id TEXT NOT NULL, event INTEGER NOT NULL, place INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX execution_waiting ON execution (place) WHERE state IN ('queued', 'running', 'cancelling');
        CREATE TABLE event (
            execution TEXT NOT NULL REFERENCES execution (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE idempotency (
            key TEXT PRIMARY KEY, body_digest TEXT NOT NULL, execution TEXT NOT NULL, created TEXT NOT NULL
        ) STRICT;
        INSERT INTO execution VALUES
            ('a', 'predict', '{"experiment":"shop","kind":"predict"}', 'forecast predict', 'd', 'finished', 1, 9, 'save', 95,
             '2026-11-29T10:00:00Z', '2026-11-29T10:00:00Z', '2026-11-29T10:00:07Z', '{"digest":"ff"}', NULL, 'r', 3, 1),
            ('b', 'backtest', '{"experiment":"shop","kind":"backtest"}', 'forecast run', 'd', 'queued', 0, NULL, NULL, NULL,
             '2026-11-29T10:01:00Z', NULL, NULL, NULL, NULL, 'r', 1, 2);
        INSERT INTO event VALUES ('a', 3, 'finished', '{}');
        INSERT INTO idempotency VALUES ('- march', 'x', 'a', '2026-11-29T10:00:00Z');
        PRAGMA application_id = 1178817366;
        PRAGMA user_version = 1;
        """

    @Test("one of the first version is brought to this one with all that it holds; a newer one is refused")
    func upgrade() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path()
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        _ = try Self.run(Self.first, on: path)
        let store = try ExecutionStore(path: path)
        let latest = try store.latest(10)
        #expect(
            latest.map { $0.value["execution_id"]?.string } == ["b", "a"]
                && latest.allSatisfy { $0.value["experiment"]?.string == "shop" })
        #expect(try store.execution("a")?.result?["digest"]?.string == "ff")
        #expect(try store.open().map(\.id) == ["b"])
        #expect(try store.events(of: "a", after: 0).map(\.number) == [3])
        #expect(try store.asked(with: "- march")?.execution == "a")
        // Again is nothing new.
        #expect(try ExecutionStore(path: path).latest(10).count == 2)
        #expect(try Self.run("PRAGMA user_version", on: path) == "2")
        _ = try Self.run("PRAGMA user_version = 9", on: path)
        #expect(throws: StoreProblem.self) { try ExecutionStore(path: path) }
    }
}
