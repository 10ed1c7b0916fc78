internal import Files
internal import GRDB

extension ArtefactStore {
    /// The store in `folder`, made when there is none.
    ///
    /// Where nothing can be written the store opens all the same: it answers what it can and says at
    /// the first attempt to write why nothing is kept. A damaged database is moved away, with an event, and
    /// a new one begun.
    /// - Throws: `StoreError` when what is there must not be touched: a network file system, another
    ///   program's database or a newer one.
    package static func open(
        folder: String, options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> ArtefactStore {
        let obstacle = try prepare(folder, options)
        let path = databasePath(in: folder)
        guard obstacle == nil || FileSystem.exists(path) else {
            return ArtefactStore(folder: folder, options: options, queue: nil, notWriting: obstacle)
        }
        let identity = FileSystem.identity(of: path)
        do {
            return try openDatabase(in: folder, obstacle, options)
        } catch let error as StoreError {
            throw error
        } catch  where isDamage(error) && obstacle == nil && identity != nil {
            return try replace(identity, in: folder, because: reason(for: error), options)
        } catch {
            return ArtefactStore(folder: folder, options: options, queue: nil, notWriting: reason(for: error))
        }
    }

    private static func openDatabase(
        in folder: String, _ obstacle: String?, _ options: StoreOptions, events: [StoreEvent] = []
    ) throws -> ArtefactStore {
        if options.isReadOnly { undoCutOffTransaction(in: folder) }
        let queue = try connect(to: databasePath(in: folder), readOnly: obstacle != nil, options)
        try checkSchema(of: queue, in: folder, readOnly: obstacle != nil, options)
        return ArtefactStore(
            folder: folder, options: options, queue: queue, notWriting: obstacle, events: events)
    }

    /// What a kill in the middle of a commit left stands in the journal, and SQLite reads nothing before it is undone,
    /// which a connection that may write does when it first reads.
    private static func undoCutOffTransaction(in folder: String) {
        let path = databasePath(in: folder)
        guard (FileSystem.size(ofFile: path + "-journal") ?? 0) > 0, FileSystem.isWritable(folder),
            FileSystem.isWritable(path)
        else { return }
        // Where that fails, so does the opening that follows, and says why.
        _ = try? DatabaseQueue(path: path).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
        }
    }

    /// Moves the damaged database away and begins a new one.
    private static func replace(
        _ identity: FileSystem.Identity?, in folder: String, because reason: String, _ options: StoreOptions
    ) throws(StoreError) -> ArtefactStore {
        guard let identity else { preconditionFailure("a database that was opened is a file") }
        let (event, isGone) = setAside(identity, in: folder, because: reason)
        let events = event.map { [$0] } ?? []
        do {
            if isGone { return try openDatabase(in: folder, nil, options, events: events) }
        } catch let error as StoreError {
            throw error
        } catch {
            // What is wrong with the new one is no better known than that it cannot be used.
        }
        return ArtefactStore(
            folder: folder, options: options, queue: nil, notWriting: reason, events: events)
    }

    /// Makes the folder and looks at it. Returns why nothing can be written there, or nil.
    private static func prepare(_ folder: String, _ options: StoreOptions) throws(StoreError) -> String? {
        var obstacle: String?
        if options.isReadOnly {
            obstacle = "it was opened for reading only"
        } else {
            do throws(FileError) {
                try FileSystem.makeFolder(folder)
            } catch {
                obstacle = error.description
            }
        }
        guard FileSystem.isFolder(folder) || !FileSystem.exists(folder) else { throw notAFolder(folder) }
        if let name = NetworkFileSystem.holding(folder) { throw onNetwork(folder, name) }
        for part in [databasePath(in: folder), blobPath(in: folder)] {
            guard FileSystem.kind(of: part) != .link else { throw linked(part) }
        }
        if obstacle == nil, !FileSystem.isWritable(folder) { obstacle = "the folder is read-only" }
        let database = databasePath(in: folder)
        if obstacle == nil, FileSystem.exists(database), !FileSystem.isWritable(database) {
            obstacle = "\(database) is read-only"
        }
        return obstacle
    }

    private static func connect(to path: String, readOnly: Bool, _ options: StoreOptions) throws
        -> DatabaseQueue
    {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(options.busyTimeoutSeconds)
        configuration.foreignKeysEnabled = false
        let maximum = options.maximumPageCount ?? Failpoint.pageLimit
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = TRUNCATE;
                    PRAGMA synchronous = FULL;
                    PRAGMA cell_size_check = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cache_size = -65536;
                    """)
            if let maximum { try db.execute(sql: "PRAGMA max_page_count = \(maximum)") }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func checkSchema(
        of queue: DatabaseQueue, in folder: String, readOnly: Bool, _ options: StoreOptions
    ) throws {
        try queue.writeWithoutTransaction { db in
            switch try StoreSchema.state(ofUnlocked: db, migrations: options.migrations) {
            case .current: return
            case .foreign: throw foreign(folder)
            case .newer(let version): throw newer(folder, version, options)
            case .empty where readOnly: throw unreadable(folder, "it is empty")
            case .older(let version) where readOnly:
                throw unreadable(
                    folder, "its format \(version) is old, and it may not be written, so not upgraded")
            case .empty: try StoreSchema.migrate(db, migrations: options.migrations)
            case .older(let version): try upgrade(db, from: version, in: folder, options)
            }
        }
    }

    private static func upgrade(_ db: Database, from version: Int, in folder: String, _ options: StoreOptions)
        throws
    {
        do {
            try StoreSchema.migrate(db, migrations: options.migrations)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            // The script itself failed, and the transaction has been undone.
            let formats = "\(version) to \(options.migrations.count)"
            throw unusable(folder, "it could not be brought from format \(formats): \(error.reason)")
        }
    }

    // MARK: - Words

    private static let deletion = "it holds nothing that cannot be computed again"

    private static func notAFolder(_ folder: String) -> StoreError {
        StoreError(
            .notAFolder, operation: "open the cache", path: folder, message: "it is a file, not a folder",
            advice: "move the file away or name another folder for the cache")
    }

    private static func linked(_ part: String) -> StoreError {
        StoreError(
            .linkedPart, operation: "open the cache", path: part,
            message: "it is a symbolic link, and what is written to it would land elsewhere",
            advice: "remove the link; to keep the cache elsewhere, name its whole folder")
    }

    private static func onNetwork(_ folder: String, _ name: String) -> StoreError {
        StoreError(
            .networkFileSystem, operation: "open the cache", path: folder,
            message:
                "it lies on a network file system (\(name)), where two programs can damage an SQLite database",
            advice: "put the cache on a local disk")
    }

    private static func foreign(_ folder: String) -> StoreError {
        StoreError(
            .foreignDatabase, operation: "open the cache", path: databasePath(in: folder),
            message: "the file was not written by this program",
            advice: "name another folder for the cache, or delete the file if it is yours to delete")
    }

    private static func newer(_ folder: String, _ version: Int, _ options: StoreOptions) -> StoreError {
        StoreError(
            .newerSchema, operation: "open the cache", path: databasePath(in: folder),
            message: "a newer version of this program wrote it "
                + "(format \(version), this one knows \(options.migrations.count))",
            advice: "use the newer program, or delete the folder: \(deletion)")
    }

    /// Nothing to refuse: the store misses everything.
    private static func unreadable(_ folder: String, _ message: String) -> FileError {
        FileError(operation: "use", path: databasePath(in: folder), message: message)
    }

    private static func unusable(_ folder: String, _ message: String) -> StoreError {
        StoreError(
            .unusableDatabase, operation: "open the cache", path: databasePath(in: folder), message: message,
            advice: "delete the folder: \(deletion)")
    }
}
