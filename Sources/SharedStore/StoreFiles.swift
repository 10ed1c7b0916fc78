/// Where the files of a shared store lie: by names such as `blobs/ab/<sha256>`.
protocol StoreFiles: Sendable {
    /// An absolute path, or `s3://bucket/prefix`.
    var location: String { get }

    /// Finds out whether files can be put and removed, and makes the folder where there is none: only the attempt tells.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    func checkWritable() throws(SharedStoreError)

    /// The bytes of a file.
    /// - Throws: `SharedStoreError.Code.missing`, or `.notRead` where it may be there.
    func read(_ name: String) throws(SharedStoreError) -> [UInt8]

    /// Nil where there is no file, or none that can be looked at.
    func size(of name: String) -> Int?

    /// Whether the file holds `bytes`, as far as can be told without fetching it from far away.
    func holds(_ bytes: [UInt8], as name: String) -> Bool

    /// Puts a file in the place of any that is there: whole or not at all.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    func write(_ bytes: [UInt8], as name: String) throws(SharedStoreError)

    /// Puts a file where there is none.
    /// - Returns: whether there was none.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    func writeNew(_ bytes: [UInt8], as name: String) throws(SharedStoreError) -> Bool

    /// - Throws: `SharedStoreError.Code.notWritten`; never because there is none.
    func remove(_ name: String) throws(SharedStoreError)
}
