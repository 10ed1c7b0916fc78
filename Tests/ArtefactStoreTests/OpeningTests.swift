import ArtefactStore
import Files
import ForecastCore
import Foundation
import GRDB
import Testing

@Suite("Opening a store") struct OpeningTests {
    let scratch = try? Scratch()

    @Test("a new store marks its database as ours, keeps a rollback journal and no other files")
    func freshStore() throws {
        let scratch = try #require(scratch)
        let folder = "\(scratch.path)/deeply/nested"
        let store = try ArtefactStore.open(folder: folder)
        try store.put(key("a"), stage: "s", parts: [], payload: [1, 2, 3])
        let queue = try DatabaseQueue(path: store.databasePath)
        let pragmas = ["application_id", "user_version", "journal_mode", "integrity_check"]
        let values = try queue.read { db in try pragmas.map { try String.fetchOne(db, sql: "PRAGMA \($0)") } }
        #expect(
            values == ["\(StoreSchema.applicationID)", "\(StoreSchema.migrations.count)", "delete", "ok"])
        #expect(!FileManager.default.fileExists(atPath: store.databasePath + "-wal"))
    }

    @Test("a newer database is refused and left alone")
    func newerSchema() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: [1])
        try scratch.execute("PRAGMA user_version = 7; UPDATE format SET version = 7")
        let before = try Scratch.bytes(of: scratch.database)
        let error = #expect(throws: StoreError.self) { try scratch.open() }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("format 7") == true)
        #expect(error?.description.contains(scratch.database) == true)
        #expect(try Scratch.bytes(of: scratch.database) == before)
    }

    @Test("an older database is brought up to date and keeps its contents")
    func olderSchema() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: [1])
        let migrations =
            StoreSchema.migrations + [
                "ALTER TABLE entry ADD COLUMN note TEXT", "CREATE TABLE more (x INTEGER) STRICT",
            ]
        let store = try scratch.open { $0.migrations = migrations }
        #expect(store.get(key("a")) == [1])
        #expect(try scratch.integer("PRAGMA user_version") == StoreSchema.migrations.count + 2)
        #expect(try scratch.integer("SELECT count(*) FROM more") == 0)
        let error = #expect(throws: StoreError.self) { try scratch.open() }
        #expect(error?.code == .newerSchema)
    }

    @Test("a migration that fails is undone whole")
    func failedMigration() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: [1])
        let migrations =
            StoreSchema.migrations + ["CREATE TABLE more (x INTEGER)", "ALTER TABLE nowhere ADD COLUMN y"]
        let error = #expect(throws: StoreError.self) { try scratch.open { $0.migrations = migrations } }
        #expect(error?.code == .unusableDatabase)
        #expect(try scratch.integer("PRAGMA user_version") == StoreSchema.migrations.count)
        #expect(try scratch.open().get(key("a")) == [1])
        #expect(try scratch.integer("SELECT count(*) FROM sqlite_master WHERE name = 'more'") == 0)
    }

    @Test("another program's database is refused and left alone")
    func foreignDatabase() throws {
        let scratch = try #require(scratch)
        try scratch.execute("PRAGMA application_id = 12345; CREATE TABLE theirs (x)")
        let before = try Scratch.bytes(of: scratch.database)
        let error = #expect(throws: StoreError.self) { try scratch.open() }
        #expect(error?.code == .foreignDatabase)
        #expect(try Scratch.bytes(of: scratch.database) == before)
    }

    @Test("a database with tables and no mark is refused")
    func unmarkedDatabase() throws {
        let scratch = try #require(scratch)
        try scratch.execute("CREATE TABLE theirs (x)")
        let error = #expect(throws: StoreError.self) { try scratch.open() }
        #expect(error?.code == .foreignDatabase)
    }

    /// What can become of a database of ours.
    enum Damage: CaseIterable {
        case garbage, truncated, header, zeroes, otherApplication, otherVersion, noVersion, lostTable,
            lostFormat
    }

    @Test("a damaged database is moved away, said, and a new one begun", arguments: Damage.allCases)
    func damagedDatabase(damage: Damage) throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: payload(100_000))
        let bytes = try Scratch.bytes(of: scratch.database)
        switch damage {
        case .garbage: try Scratch.write(payload(20_000), to: scratch.database)
        case .truncated: try Scratch.write(Array(bytes.prefix(5000)), to: scratch.database)
        case .header: try Scratch.flipByte(of: scratch.database, at: 3)
        case .zeroes: try Scratch.write([UInt8](repeating: 0, count: bytes.count), to: scratch.database)
        case .otherApplication: try scratch.execute("PRAGMA application_id = 12345")
        case .otherVersion: try scratch.execute("PRAGMA user_version = 7")
        case .noVersion: try scratch.execute("PRAGMA user_version = 0; PRAGMA application_id = 0")
        case .lostTable: try scratch.execute("DROP TABLE stage")
        case .lostFormat: try scratch.execute("DROP TABLE format")
        }
        let damaged = try Scratch.bytes(of: scratch.database)
        let store = try scratch.open()
        #expect(store.get(key("a")) == nil)
        try store.put(key("a"), stage: "s", parts: someParts, payload: payload(100_000))
        #expect(store.get(key("a")) == payload(100_000))
        let events = store.takeEvents()
        #expect(events.map(\.kind) == [.setAside])
        #expect(events.first?.message.contains("cache.sqlite.damaged") == true)
        #expect(try Scratch.bytes(of: "\(scratch.database).damaged") == damaged)
        #expect(try scratch.open().takeEvents().isEmpty)
    }

    @Test("a damaged database is left alone by a store that only reads, which misses everything")
    func damagedAndReadOnly() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: [1])
        try Scratch.flipByte(of: scratch.database, at: 3)
        let store = try scratch.open { $0.isReadOnly = true }
        #expect(store.get(key("a")) == nil)
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.database).damaged"))
    }

    /// `Old/version-1.sql` is what version 1 made, with one artefact, one series and one run.
    @Test("a store of version 1 is brought up to date in one transaction and answers as before")
    func versionOne() throws {
        let scratch = try #require(scratch)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Old/version-1.sql")
        try scratch.execute(try String(contentsOf: script, encoding: .utf8))
        let before = try Scratch.bytes(of: scratch.database)
        let steps = FailureTests.StepLog()
        let fails: @Sendable (Failpoint) throws(FileError) -> Void = { step throws(FileError) in
            steps.append(step)
            if step == .storeMigrate { throw FileError(operation: "test", path: "", message: "on purpose") }
        }
        try Failpoint.observed(by: fails) { _ = try scratch.open() }
        #expect(steps.steps == [.storeMigrate])
        #expect(try Scratch.bytes(of: scratch.database) == before)

        let store = try scratch.open()
        #expect(try scratch.integer("PRAGMA user_version") == StoreSchema.migrations.count)
        #expect(store.get(key("artefact")) == Array("whole".utf8))
        #expect(store.parts(of: key("artefact")) == someParts)
        #expect(store.series([key("series")]).map { $0.map(Array.init) } == [Array("slice".utf8)])
        #expect(store.run(key("run"))?.experiment == "shop")
        #expect(store.check().isSound && store.takeEvents().isEmpty)
        #expect(store.collect(minimumAgeSeconds: 3600, isDryRun: false) { _ in true } == StoreCollection())
    }

    @Test("a file in the place of the folder is refused")
    func fileAsFolder() throws {
        let scratch = try #require(scratch)
        try Scratch.write([1], to: "\(scratch.path)/file")
        let error = #expect(throws: StoreError.self) {
            try ArtefactStore.open(folder: "\(scratch.path)/file")
        }
        #expect(error?.code == .notAFolder)
    }

    @Test("a store opened for reading answers, keeps nothing and says so once")
    func readOnly() throws {
        let scratch = try #require(scratch)
        try scratch.open().put(key("a"), stage: "s", parts: someParts, payload: [1])
        let before = try Scratch.bytes(of: scratch.database)
        let store = try scratch.open { $0.isReadOnly = true }
        #expect(store.get(key("a")) == [1] && !store.isWriting)
        #expect(store.takeEvents().isEmpty)
        try store.put(key("b"), stage: "s", parts: [], payload: [2])
        try store.put(key("c"), stage: "s", parts: [], payload: payload(200_000))
        try store.put([chunk([key("d")])])
        #expect(store.get(key("b")) == nil)
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(try scratch.blobFiles().isEmpty)
        #expect(try Scratch.bytes(of: scratch.database) == before)
    }

    @Test("a store opened for reading first undoes what a kill in the middle of a commit left")
    func cutOffTransaction() throws {
        let (scratch, killed) = (try Scratch(), try Scratch())
        try scratch.open().put(key("a"), stage: "s", parts: [], payload: payload(100))
        try DatabaseQueue(path: scratch.database).writeWithoutTransaction { db in
            // A cache of one page: the transaction spills into the file, so its journal is complete.
            try db.execute(sql: "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE blob SET used = 7")
            for _ in 0..<50 {
                try db.execute(
                    sql:
                        "INSERT INTO blob (digest, size, content) VALUES (randomblob(32), 4000, randomblob(4000))"
                )
            }
            for name in ["cache.sqlite", "cache.sqlite-journal"] {
                try FileManager.default.copyItem(
                    atPath: "\(scratch.path)/\(name)", toPath: "\(killed.path)/\(name)")
            }
            try db.execute(sql: "ROLLBACK")
        }
        let store = try killed.open { $0.isReadOnly = true }
        #expect(store.get(key("a")) == payload(100))
        #expect(try killed.integer("SELECT count(*) FROM blob") == 1)
    }

    @Test("a read-only store without a database misses everything")
    func readOnlyNothing() throws {
        let scratch = try #require(scratch)
        let store = try ArtefactStore.open(
            folder: "\(scratch.path)/absent",
            options: {
                var options = StoreOptions()
                options.isReadOnly = true
                return options
            }())
        #expect(store.get(key("a")) == nil && store.run(key("a")) == nil && store.series([key("a")]) == [nil])
        try store.put(key("a"), stage: "s", parts: [], payload: [1])
        #expect(store.takeEvents().map(\.kind) == [.notWriting])
        #expect(store.statistics().totalBytes == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/absent"))
    }

    @Test("a folder that cannot be made is a warning")
    func impossibleFolder() throws {
        let store = try ArtefactStore.open(folder: "/proc/no-such-place/cache")
        try store.put(key("a"), stage: "s", parts: [], payload: [1])
        let events = store.takeEvents()
        #expect(events.map(\.kind) == [.notWriting])
        #expect(events.first?.message.contains("/proc/no-such-place") == true)
    }

    @Test("the type of a mount is found by its device number")
    func mountType() {
        let text = """
            22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            30 22 0:45 / /mnt/team rw,relatime shared:9 master:2 - nfs4 server:/team rw,vers=4.2
            31 22 0:46 / /home/x/far rw,nosuid - fuse.sshfs x@far: rw
            """
        #expect(NetworkFileSystem.mountType(ofDevice: "254:0", inMountInfo: text) == "ext4")
        #expect(NetworkFileSystem.mountType(ofDevice: "0:45", inMountInfo: text) == "nfs4")
        #expect(NetworkFileSystem.mountType(ofDevice: "0:46", inMountInfo: text) == "fuse.sshfs")
        #expect(NetworkFileSystem.mountType(ofDevice: "0:4", inMountInfo: text) == nil)
        #expect(NetworkFileSystem.mountType(ofDevice: "0:45", inMountInfo: "a - b\n\n0:45 0:45 0:45") == nil)
        for type in ["nfs4", "nfs", "cifs", "smb3", "9p", "fuse.sshfs"] {
            #expect(NetworkFileSystem.networkTypes.contains(type))
        }
    }

    @Test("the disk of the tests is local")
    func localDisk() throws {
        let scratch = try #require(scratch)
        #expect(NetworkFileSystem.holding(scratch.path) == nil)
    }
}
