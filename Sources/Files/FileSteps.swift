internal import Glibc
internal import Synchronization

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
    package static let checkpoint = FileSteps(
        write: .checkpointWrite, sync: .checkpointSync, rename: .checkpointRename,
        syncFolder: .checkpointSyncFolder)
    package static let snapshot = FileSteps(
        write: .snapshotWrite, sync: .snapshotSync, rename: .snapshotRename, syncFolder: .snapshotSyncFolder)
    package static let model = FileSteps(
        write: .modelWrite, sync: .modelSync, rename: .modelRename, syncFolder: .modelSyncFolder)
}
