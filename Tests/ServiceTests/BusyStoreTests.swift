import Foundation
import ServiceJobs
import Testing

@Suite(
    "A store of executions that another process has locked",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "sqlite3 is not installed"))
struct BusyStoreTests {
    @Test("opens where that process is in the middle of writing, for as long as it likes, and can be read")
    func opens() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path()
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        _ = try ExecutionStore(path: path)
        let (writer, words, told) = (Process(), Pipe(), Pipe())
        writer.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        writer.arguments = [path]
        (writer.standardInput, writer.standardOutput) = (words, told)
        try writer.run()
        // It ends as soon as it can read no more.
        defer { try? words.fileHandleForWriting.close() }
        try words.fileHandleForWriting.write(
            contentsOf: Data("BEGIN IMMEDIATE; DELETE FROM event;\n.shell echo written\n".utf8))
        #expect(String(decoding: told.fileHandleForReading.availableData, as: UTF8.self) == "written\n")
        // Waiting for the lock would end with an error.
        let store = try ExecutionStore(path: path)
        #expect(try store.latest(10).isEmpty)
    }
}
