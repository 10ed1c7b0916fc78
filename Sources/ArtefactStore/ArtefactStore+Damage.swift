internal import Files
internal import GRDB
internal import Glibc

extension ArtefactStore {
    private static let asideSuffix = ".damaged"
    private static let journalSuffix = "-journal"

    /// The names under which damaged databases lie beside the new one.
    static let asideNames = ["cache.sqlite\(asideSuffix)", "cache.sqlite\(asideSuffix)\(journalSuffix)"]

    /// Moves the damaged database away, unless another process has done so or uses it at this moment. An
    /// earlier one that was moved away is replaced.
    ///
    /// The journal goes first: a new database must never find the journal of another. A process that has the
    /// old one open writes nothing more: SQLite looks whether the file still has its name before it begins a
    /// journal (`SQLITE_READONLY_DBMOVED`).
    /// - Parameter identity: of the database that was found damaged.
    /// - Returns: what to tell the user; and whether the name is free or another's.
    static func setAside(
        _ identity: FileSystem.Identity, in folder: String, because reason: String
    ) -> (event: StoreEvent?, isGone: Bool) {
        let path = databasePath(in: folder)
        do {
            return try FileLock.withLock(onFolder: folder) {
                guard FileSystem.identity(of: path) == identity else { return (nil, true) }
                guard isUnused(path) else { return (asideEvent(path, "another process uses it"), false) }
                try Failpoint.storeSetAside.reached()
                if FileSystem.exists(path + journalSuffix) {
                    try FileSystem.rename(path + journalSuffix, to: path + asideSuffix + journalSuffix)
                }
                try FileSystem.rename(path, to: path + asideSuffix)
                try FileSystem.sync(folder: folder)
                return (asideEvent(path, nil), true)
            }
        } catch {
            return (asideEvent(path, "\(error)"), false)
        }
    }

    private static func asideEvent(_ path: String, _ obstacle: String?) -> StoreEvent {
        let outcome =
            obstacle.map { "it could not be moved away: \($0)" }
            ?? "it was moved to \(path)\(asideSuffix), and a new one is begun"
        return StoreEvent(
            kind: .setAside,
            message: "the cache's database \(path) is damaged; \(outcome). Its results are computed again")
    }

    /// Whether no other process is inside a transaction. SQLite's locks are locks on 512 bytes from this
    /// place ("File locking and concurrency in SQLite version 3", os.h).
    private static func isUnused(_ path: String) -> Bool {
        let file = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return true }
        defer { close(file) }
        for _ in 0..<100 {
            var lock = flock()
            lock.l_type = Int16(F_WRLCK)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = 0x4000_0000
            lock.l_len = 512
            if fcntl(file, F_SETLK, &lock) == 0 { return true }
            usleep(20_000)
        }
        return false
    }
}
