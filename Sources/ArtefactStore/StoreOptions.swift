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

    /// The scripts that make the schema, one per version.
    package var migrations = StoreSchema.migrations

    package init() {}
}
