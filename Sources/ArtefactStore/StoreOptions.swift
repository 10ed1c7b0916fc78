/// How a store is opened. The defaults are those of the product; tests change them.
package struct StoreOptions: Sendable {
    /// Answer from the cache and leave it as it is.
    package var isReadOnly = false
    /// How long a transaction waits for another process that writes.
    package var busyTimeoutSeconds = 30.0
    /// Blobs up to this size live inside the database, where one commit covers many of them; larger
    /// ones are files. SQLite's "Internal versus external blobs" puts the break-even near 100 kB.
    package var inlineByteLimit = 128 * 1024
    /// The largest number of database pages; reaching it is reported as a full disk.
    package var maximumPageCount: Int?

    /// Called when publishing reaches a step; what it throws is treated as the failure of that step. For
    /// tests.
    package var onStep: (@Sendable (PublishStep) throws -> Void)?
    /// The scripts that make the schema, one per version.
    package var migrations = StoreSchema.migrations

    package init() {}

    func reached(_ step: PublishStep) throws {
        try onStep?(step)
    }
}

/// The steps by which results become durable, in their order. Killed before any of them, the store
/// holds either the whole result or nothing that a reader could find.
package enum PublishStep: String, CaseIterable, Sendable {
    /// For every payload above the inline limit.
    case writeFile, syncFile, renameFile
    /// Once for all files of a batch.
    case syncFolders
    /// Once for every transaction.
    case insertRows, commit
}
