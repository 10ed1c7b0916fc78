internal import Files
internal import ForecastCore
internal import GRDB
internal import Synchronization

/// The cache: results of earlier work under the digest of everything that they depend on.
///
/// Layout of the folder: `cache.sqlite` holds keys, small payloads and the list of runs; `blobs/` holds
/// large payloads as files named by their digest. All of it can be deleted at any time at the price of
/// computing again.
///
/// What the store promises:
/// - a payload that it returns has the digest under which it was stored; a damaged one is a miss and a
///   `StoreEvent`, and is removed so that the next `put` heals it;
/// - a result is visible whole or not at all, also after a crash, also to other processes;
/// - one key keeps one result: a second, different one is `StoreError.Code.determinism`;
/// - when nothing can be written (disk full, read-only folder, lock held for too long) the store says
///   so once, as an event, and goes on answering reads.
///
/// Safe to use from any thread; work is done one transaction after another.
///
/// A rollback journal and not WAL: SQLite up to 3.51.2 can corrupt a WAL database with two writers.
package final class ArtefactStore: Sendable {
    package let folder: String
    let options: StoreOptions
    let blobs: BlobFolder
    /// Nil where there is no database and none can be made: every read misses.
    let queue: DatabaseQueue?
    /// Which file the database was when the store was opened.
    private let identity: FileSystem.Identity?
    private let state: Mutex<State>

    private struct State: Sendable {
        var events: [StoreEvent] = []
        /// Why nothing is written; nil while writing works.
        var notWriting: String?
        var saidNotWriting = false
        var isReading = true
        /// Blobs and keys that were reported as damaged or missing, so that each is reported once.
        var reported: Set<Digest> = []
        /// Blobs that were made or read: what the run in hand is made of.
        var touched: Set<Int64> = []
        /// Families whose series `indexSeries` has gone through.
        var indexed: Set<Digest> = []
        /// Where single series are looked up.
        var seriesTables = [SeriesTable.index]
    }

    init(
        folder: String, options: StoreOptions, queue: DatabaseQueue?, notWriting: String?,
        events: [StoreEvent] = []
    ) {
        self.folder = folder
        self.options = options
        self.queue = queue
        identity = FileSystem.identity(of: Self.databasePath(in: folder))
        blobs = BlobFolder(path: Self.blobPath(in: folder))
        state = Mutex(State(events: events, notWriting: notWriting))
    }

    package var databasePath: String { Self.databasePath(in: folder) }

    static func databasePath(in folder: String) -> String { "\(folder)/cache.sqlite" }
    static func blobPath(in folder: String) -> String { "\(folder)/blobs" }

    // MARK: - State and events

    /// False once the store has given up writing.
    package var isWriting: Bool { state.withLock { $0.notWriting == nil } }

    /// Why nothing is written; nil while writing works.
    package var writingObstacle: String? { state.withLock { $0.notWriting } }

    /// False where there is no database, and once it was found damaged.
    package var isReading: Bool { queue != nil && state.withLock { $0.isReading } }

    /// The events since the last call, in the order in which they happened.
    package func takeEvents() -> [StoreEvent] {
        state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
    }

    /// Reports a damaged or missing blob, once.
    func report(_ kind: StoreEvent.Kind, _ digest: Digest, _ message: String) {
        state.withLock { state in
            guard state.reported.insert(digest).inserted else { return }
            state.events.append(StoreEvent(kind: kind, message: message))
        }
    }

    /// Reports a row that does not fit its seal, once.
    func reportDamagedRow(_ key: Digest) {
        report(
            .corruptArtefact, key,
            "a row of the cache is damaged (\(databasePath), key \(key.short)); its result is computed again")
    }

    /// Reports a row of a whole artefact, once. What a damaged one led to may still be found piece by piece.
    func reportDamagedEntry(_ key: Digest, isMended: Bool) {
        report(
            .corruptArtefact, key,
            "a row of the cache is damaged (\(databasePath), key \(key.short)); "
                + (isMended
                    ? "it was put right by the result that it leads to"
                    : "it is not used: its result is found by other rows or computed again"))
    }

    /// Forgets that a blob was reported: it is whole again.
    func forgetReport(of digest: Digest) {
        state.withLock { _ = $0.reported.remove(digest) }
    }

    /// Remembers that the run in hand needs this blob.
    func touch(_ blob: Int64) { state.withLock { _ = $0.touched.insert(blob) } }

    /// The blobs made or read since the store was opened, in their order.
    var touchedBlobs: [Int64] { state.withLock { $0.touched.sorted() } }

    func isIndexed(_ family: Digest) -> Bool { state.withLock { $0.indexed.contains(family) } }

    /// Remembers that the series of a family are in `table` from here on.
    func setIndexed(_ family: Digest, in table: SeriesTable) {
        state.withLock { state in
            state.indexed.insert(family)
            if !state.seriesTables.contains(table) { state.seriesTables.append(table) }
        }
    }

    var seriesTables: [SeriesTable] { state.withLock { $0.seriesTables } }

    private func stopWriting(because reason: String) {
        state.withLock { state in
            guard state.notWriting == nil else { return }
            state.notWriting = reason
        }
        sayNotWriting()
    }

    private func sayNotWriting() {
        state.withLock { state in
            guard let reason = state.notWriting, !state.saidNotWriting else { return }
            state.saidNotWriting = true
            let message = "the cache \(folder) is not written: \(reason); results are computed but not kept"
            state.events.append(StoreEvent(kind: .notWriting, message: message))
        }
    }

    private func stopReading(because reason: String) {
        let isFirst = state.withLock { state in
            defer { state.isReading = false }
            return state.isReading
        }
        guard isFirst else { return }
        let event = StoreEvent(
            kind: .notReading, message: "the cache \(folder) is not read from here on: \(reason)")
        let aside = options.isReadOnly ? [] : setAside(because: reason)
        state.withLock { $0.events += [event] + aside }
    }

    /// Moves the damaged database away, so that the next run begins a new one.
    private func setAside(because reason: String) -> [StoreEvent] {
        guard let identity else { return [] }
        return Self.setAside(identity, in: folder, because: reason).event.map { [$0] } ?? []
    }

    // MARK: - Transactions

    /// Runs `body` in one read transaction; `missing` where the store cannot be read.
    func read<Value>(otherwise missing: Value, _ body: (Database) throws -> Value) -> Value {
        guard let queue, state.withLock({ $0.isReading }) else { return missing }
        do {
            return try queue.read(body)
        } catch {
            giveUp(error)
            return missing
        }
    }

    /// Runs `body` in one immediate transaction, or not at all when the store has given up writing.
    /// - Parameter commits: false to look what would happen.
    /// - Throws: `.determinism` from `body`; every other failure is a warning.
    func write(commits: Bool = true, _ body: (Database) throws -> Void) throws(StoreError) {
        guard let queue, isWriting else { return sayNotWriting() }
        do {
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    try Failpoint.storeInsert.reached()
                    try body(db)
                    try Failpoint.storeCommit.reached()
                    return commits ? .commit : .rollback
                }
            }
            try Failpoint.storeCommitted.reached()
        } catch let error as StoreError {
            throw error
        } catch {
            giveUp(error)
        }
    }

    /// Runs `body` in one transaction that changes tables of this connection alone; false when that failed.
    func writeOwn(_ body: (Database) throws -> Void) throws(StoreError) -> Bool {
        guard let queue, isReading else { return false }
        do {
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.deferred) {
                    try body(db)
                    return .commit
                }
            }
            return true
        } catch let error as StoreError {
            throw error
        } catch {
            giveUp(error)
            return false
        }
    }

    /// As `write`, for what cannot disagree with anything: housekeeping.
    func writeQuietly(commits: Bool = true, _ body: (Database) throws -> Void) {
        do { try write(commits: commits, body) } catch { stopWriting(because: error.message) }
    }

    /// Publishes the files of those payloads that are too large for the database and not stored yet;
    /// false when that failed and the store has given up writing.
    func publishFiles(_ payloads: [(digest: Digest, bytes: [UInt8])]) -> Bool {
        guard isWriting else {
            sayNotWriting()
            return false
        }
        do {
            try blobs.publish(payloads.filter { !isInline($0.bytes) && !hasBlob($0.digest) })
            return true
        } catch {
            giveUp(error)
            return false
        }
    }

    /// Stops writing after a failure, and reading as well when the database itself is damaged.
    private func giveUp(_ error: any Error) {
        if Self.isDamage(error) { stopReading(because: Self.reason(for: error)) }
        stopWriting(because: Self.reason(for: error))
    }

    /// True when the file is no longer a database that can be followed.
    static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case let error as DatabaseError: error.isDamage
        case is FileError, is StoreError: false
        // A value that is not of its column's type.
        default: true
        }
    }

    static func reason(for error: any Error) -> String {
        switch error {
        case let error as DatabaseError: error.reason
        case let error as FileError: error.description
        default: "\(error)"
        }
    }
}

extension DatabaseError {
    /// True when the file is no longer a database that SQLite can follow, or its contents break what the
    /// schema and our transactions keep: a missing table or column, a broken constraint.
    var isDamage: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_ERROR,
            .SQLITE_FORMAT, .SQLITE_TOOBIG:
            true
        default: extendedResultCode == .SQLITE_IOERR_SHORT_READ
        }
    }

    /// The failure in the user's words.
    var reason: String {
        switch resultCode {
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_BUSY: "another process has kept it locked for too long"
        case .SQLITE_READONLY: "it is read-only"
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: "its database is damaged"
        case .SQLITE_CANTOPEN: "its database cannot be opened"
        default: "SQLite says '\(message ?? "nothing")' (code \(extendedResultCode.rawValue))"
        }
    }
}
