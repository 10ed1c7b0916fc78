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

    /// A trained model's file, its row in the registry, and its end.
    case modelWrite = "model.write"
    case modelSync = "model.sync"
    case modelRename = "model.rename"
    case modelSyncFolder = "model.sync-folder"
    case registryInsert = "registry.insert"
    case registryCollect = "registry.collect"

    /// A forecast that goes into production: its rows, and what is told of it.
    case executionFinish = "execution.finish"
    case executionCommit = "execution.commit"
    case executionCommitted = "execution.committed"
    case outboxCall = "outbox.call"
    case outboxCalled = "outbox.called"
    case outboxDelivered = "outbox.delivered"

    /// snapshot.lock.
    case snapshotWrite = "snapshot.write"
    case snapshotSync = "snapshot.sync"
    case snapshotRename = "snapshot.rename"
    case snapshotSyncFolder = "snapshot.sync-folder"

    /// The state of a training that is under way.
    case checkpointWrite = "checkpoint.write"
    case checkpointSync = "checkpoint.sync"
    case checkpointRename = "checkpoint.rename"
    case checkpointSyncFolder = "checkpoint.sync-folder"

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
