internal import Files
internal import ObjectStorage

/// A file for workers by its place alone: a path, or `s3://bucket/prefix/name`.
package struct HandedFile: Sendable {
    private let files: any StoreFiles
    private let name: String

    /// - Throws: `SharedStoreError.Code.notRead` where the address or the environment will not do.
    package init(_ place: String) throws(SharedStoreError) {
        let (folder, name) = FileSystem.split(place)
        self.name = name
        files = SharedStore.isBucket(place) ? try BucketFiles(folder) : FolderFiles(location: folder)
    }

    /// - Throws: `SharedStoreError.Code.missing` or `.notRead`.
    package func bytes() throws(SharedStoreError) -> [UInt8] { try files.read(name) }

    package var isThere: Bool { files.size(of: name) != nil }
}
