internal import Glibc
internal import Synchronization

/// A step on the way of bytes to the disk at which a test can kill the program.
///
/// The environment arms one of them: `FORECAST_FAILPOINT=store.commit` kills the process with SIGKILL when it is
/// about to commit for the first time, `store.commit:3` at the third time, `any:17` at the 17th step of any
/// kind. `=error` behind it makes the step fail with EIO instead, `=full` with ENOSPC, and `=stop` stops the
/// process until it gets SIGCONT. Always compiled in: what is tested is what is shipped. docs/crash-safety.md
/// lists them all with what each one proves.
///
/// **Complexity** Two loads of memory when nothing is armed, before a system call that takes a thousand times
/// as long.
package enum Failpoint: String, CaseIterable, Sendable {
    /// A large payload of the cache.
    case blobWrite = "blob.write"
    case blobSync = "blob.sync"
    case blobRename = "blob.rename"
    case blobSyncFolder = "blob.sync-folder"

    /// The tables of a new cache, or of an older one.
    case storeMigrate = "store.migrate"
    /// Every transaction: before the rows, before and after the commit.
    case storeInsert = "store.insert"
    case storeCommit = "store.commit"
    case storeCommitted = "store.committed"
    /// A damaged database steps aside.
    case storeSetAside = "store.set-aside"
    /// No step: `store.pages:40` lets the database have 40 pages, as a full disk does.
    case storePages = "store.pages"

    /// Every file of a run's folder.
    case reportWrite = "report.write"
    case reportSync = "report.sync"
    case reportRename = "report.rename"
    case reportSyncFolder = "report.sync-folder"

    /// The run's folder: an earlier one steps aside, the new one takes its name, the run is remembered.
    case resultRetire = "result.retire"
    case resultRename = "result.rename"
    case resultSyncFolder = "result.sync-folder"
    case resultRecord = "result.record"

    /// The link `latest`.
    case latestLink = "latest.link"
    case latestRename = "latest.rename"
    case latestSyncFolder = "latest.sync-folder"

    case timingsWrite = "timings.write"
    case timingsSync = "timings.sync"
    case timingsRename = "timings.rename"
    case timingsSyncFolder = "timings.sync-folder"

    /// champions.yaml.
    case championsLock = "champions.lock"
    case championsWrite = "champions.write"
    case championsSync = "champions.sync"
    case championsRename = "champions.rename"
    case championsSyncFolder = "champions.sync-folder"

    /// snapshot.lock.
    case snapshotWrite = "snapshot.write"
    case snapshotSync = "snapshot.sync"
    case snapshotRename = "snapshot.rename"
    case snapshotSyncFolder = "snapshot.sync-folder"

    /// `forecast cache gc`.
    case gcEntries = "gc.entries"
    case gcBlobs = "gc.blobs"
    case gcTemporary = "gc.temporary"

    /// Called right before the step.
    /// - Throws: what an armed `=error` or `=full`, or a test's `observer`, makes of it.
    package func reached() throws(FileError) {
        if let observer = Self.observer { try observer.hear(self) }
        if let trap = FailpointTrap.armed { try trap.spring(at: self) }
    }

    /// Runs `operation` while `hear` is told of every step that it reaches on this thread; what `hear` throws is
    /// the failure of that step. For tests inside one process.
    package static func observed<Output>(
        by hear: @escaping @Sendable (Failpoint) throws(FileError) -> Void, _ operation: () throws -> Output
    ) rethrows -> Output {
        try $observer.withValue(Observer(hear), operation: operation)
    }

    /// A class and not the closure itself: Swift 6.3 crashes on a task-local closure with typed throws.
    private final class Observer: Sendable {
        let hear: @Sendable (Failpoint) throws(FileError) -> Void

        init(_ hear: @escaping @Sendable (Failpoint) throws(FileError) -> Void) { self.hear = hear }
    }

    @TaskLocal private static var observer: Observer?

    /// The number of pages that `store.pages` allows.
    package static var pageLimit: Int? {
        FailpointTrap.armed.flatMap { $0.failpoint == .storePages ? $0.pass : nil }
    }

    /// What is wrong with FORECAST_FAILPOINT; nil when it is not set or understood. A test whose failpoint has
    /// no such name must not pass.
    package static var armingProblem: String? { FailpointTrap.problem }
}

/// The steps of one kind of file on its way under its name.
package struct FileSteps: Sendable {
    let write, sync, rename, syncFolder: Failpoint

    package static let blob = FileSteps(
        write: .blobWrite, sync: .blobSync, rename: .blobRename, syncFolder: .blobSyncFolder)
    package static let report = FileSteps(
        write: .reportWrite, sync: .reportSync, rename: .reportRename, syncFolder: .reportSyncFolder)
    package static let timings = FileSteps(
        write: .timingsWrite, sync: .timingsSync, rename: .timingsRename, syncFolder: .timingsSyncFolder)
    package static let champions = FileSteps(
        write: .championsWrite, sync: .championsSync, rename: .championsRename,
        syncFolder: .championsSyncFolder)
    package static let snapshot = FileSteps(
        write: .snapshotWrite, sync: .snapshotSync, rename: .snapshotRename, syncFolder: .snapshotSyncFolder)
}

/// What FORECAST_FAILPOINT says: `name[:pass][=action]`.
package struct FailpointTrap: Equatable, Sendable {
    package enum Action: String, Sendable { case kill, stop, error, full }

    /// Nil for any.
    package let failpoint: Failpoint?
    /// 1 for the first time that the step is reached.
    package let pass: Int
    package let action: Action

    /// Nil when `text` is not understood.
    package init?(_ text: String) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        failpoint = Failpoint(rawValue: String(parts[0]))
        guard failpoint != nil || parts[0] == "any",
            let pass = parts.count == 2 ? Int(parts[1]) : 1, pass > 0,
            let action = halves.count == 2 ? Action(rawValue: String(halves[1])) : .kill
        else { return nil }
        self.pass = pass
        self.action = action
    }

    static let armed = text.flatMap(FailpointTrap.init)

    static var problem: String? {
        guard let text, armed == nil else { return nil }
        return "FORECAST_FAILPOINT is '\(text)', which is no failpoint; docs/crash-safety.md lists them"
    }

    private static let text: String? = getenv("FORECAST_FAILPOINT").map { String(cString: $0) }
    private static let passes = Atomic(0)

    func spring(at reached: Failpoint) throws(FileError) {
        guard failpoint == nil || failpoint == reached,
            Self.passes.add(1, ordering: .relaxed).newValue == pass
        else { return }
        switch action {
        case .kill: kill(getpid(), SIGKILL)
        case .stop: kill(getpid(), SIGSTOP)
        case .error: throw FileError(reached.rawValue, "(failpoint)", code: EIO)
        case .full: throw FileError(reached.rawValue, "(failpoint)", code: ENOSPC)
        }
    }
}
