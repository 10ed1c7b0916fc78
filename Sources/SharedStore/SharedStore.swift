package import ForecastCore
package import ObjectStorage

/// What many machines share: what tasks need, and what came of them, each under its digest. A folder, or a bucket of S3.
///
/// Layout: `blobs/ab/<sha256>` are files named by the digest of their bytes; `results/ab/<task id>.json` are manifests, which
/// name the blobs that a task came to; `answers/ab/<task id>.json` say why there is none; `attempts/` holds what engines are
/// handed. All of it can be deleted at the price of computing again.
///
/// What the store promises:
/// - a file is visible whole or not at all: it is written beside its place, synchronised, and then named;
/// - a blob that is read has its digest; a damaged one is removed, so that it is made again;
/// - of several manifests of one task the first stays: another one is `SharedStoreError.Code.determinism`.
///
/// No lock and no database: a network file system will do, and so will a store of objects.
package struct SharedStore: Sendable {
    private let files: any StoreFiles

    /// The folder; nil for a bucket.
    package let folder: String?

    /// - Parameter folder: absolute; need not be there yet.
    package init(folder: String) { self.init(FolderFiles(location: folder), folder: folder) }

    package init(_ bucket: S3Bucket) { self.init(BucketFiles(bucket), folder: nil) }

    private init(_ files: any StoreFiles, folder: String?) {
        self.files = files
        self.folder = folder
    }

    /// - Parameter bucket: `s3://bucket/prefix`; who asks is in the environment.
    /// - Throws: `SharedStoreError.Code.notRead` where the address or the environment will not do.
    package init(bucket: String) throws(SharedStoreError) {
        self.init(try BucketFiles(bucket), folder: nil)
    }

    package var isBucket: Bool { folder == nil }

    /// Where it is, as other machines are told: the folder, or `s3://bucket/prefix`.
    package var location: String { files.location }

    /// Whether `place` is the address of a bucket, and no path.
    package static func isBucket(_ place: String) -> Bool { place.hasPrefix(S3Address.scheme) }

    /// What is wrong with the address of a bucket; nil for one that may be, and for a path.
    package static func problem(of place: String) -> String? {
        guard isBucket(place) else { return nil }
        do throws(S3Error) {
            _ = try S3Address(place)
            return nil
        } catch {
            return error.description
        }
    }

    /// Finds out whether it takes files, and makes the folder where there is none: only the attempt tells.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    package func checkWritable() throws(SharedStoreError) { try files.checkWritable() }

    // MARK: - Blobs

    /// Stores a file under its digest.
    /// - Parameter verifies: whether a file that has the name already is looked at: it may be damaged.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    @discardableResult
    package func put(_ bytes: [UInt8], verifies: Bool = false) throws(SharedStoreError) -> Digest {
        let digest = Digest.sha256(bytes)
        let name = Self.blob(digest)
        if verifies ? files.holds(bytes, as: name) : hasBlob(digest, size: bytes.count) { return digest }
        try files.write(bytes, as: name)
        return digest
    }

    /// Whether there is a file of this name and size; its bytes are not looked at.
    package func hasBlob(_ digest: Digest, size: Int) -> Bool { files.size(of: Self.blob(digest)) == size }

    /// - Throws: `SharedStoreError.Code.missing`, `.notRead`, or `.damaged`, in which case the file has been removed.
    package func blob(_ digest: Digest) throws(SharedStoreError) -> [UInt8] {
        let name = Self.blob(digest)
        let bytes = try files.read(name)
        guard Digest.sha256(bytes) == digest else {
            try? files.remove(name)
            throw SharedStoreError(
                .damaged, path: "\(location)/\(name)",
                reason: "its \(bytes.count) bytes do not have its digest")
        }
        return bytes
    }

    // MARK: - What came of a task

    /// Nil where there is none.
    /// - Throws: `SharedStoreError.Code.notRead`.
    package func manifest(of task: Digest) throws(SharedStoreError) -> [UInt8]? {
        try read(Self.manifest(task))
    }

    /// Publishes what a task came to; its blobs are there.
    /// - Returns: whether it is new; false where there was the same one.
    /// - Throws: `.determinism` where there was another one, which stays; `.notWritten`, `.notRead`.
    package func publish(_ manifest: [UInt8], of task: Digest) throws(SharedStoreError) -> Bool {
        let name = Self.manifest(task)
        // Asked first for the sake of stores that know no conditions: there, the first stays unless two come at once.
        var there = try read(name)
        if there == nil {
            if try files.writeNew(manifest, as: name) { return true }
            there = try files.read(name)
        }
        guard there == manifest else {
            throw SharedStoreError(
                .determinism, path: "\(location)/\(name)",
                reason:
                    "it has other digests than \(Digest.sha256(manifest).short), which the task came to now; "
                    + "two builds or machines disagree")
        }
        return false
    }

    /// Forgets what a task came to: its blobs are not what it says.
    package func removeManifest(of task: Digest) { try? files.remove(Self.manifest(task)) }

    /// Leaves word of why a task came to nothing, for whoever waits for it. That nothing can be written is no reason to fail:
    /// the answer is on standard output as well.
    package func note(_ answer: String, on task: Digest) {
        try? files.write(Array("\(answer)\n".utf8), as: Self.answer(task))
    }

    /// Nil where there is none that can be read.
    package func answer(of task: Digest) -> [UInt8]? { try? files.read(Self.answer(task)) }

    package func removeAnswer(of task: Digest) { try? files.remove(Self.answer(task)) }

    // MARK: - What engines are handed

    /// - Parameter name: below `attempts/`.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    package func hand(_ text: String, as name: String) throws(SharedStoreError) {
        try files.write(Array(text.utf8), as: "attempts/\(name)")
    }

    /// Where that is, as `HandedFile` takes it.
    package func place(ofHanded name: String) -> String { "\(location)/attempts/\(name)" }

    // MARK: - Places

    private static func blob(_ digest: Digest) -> String { place("blobs", digest, "") }
    private static func manifest(_ task: Digest) -> String { place("results", task, ".json") }
    private static func answer(_ task: Digest) -> String { place("answers", task, ".json") }

    private static func place(_ kind: String, _ digest: Digest, _ suffix: String) -> String {
        let name = digest.hex
        return "\(kind)/\(name.prefix(2))/\(name)\(suffix)"
    }

    private func read(_ name: String) throws(SharedStoreError) -> [UInt8]? {
        do throws(SharedStoreError) {
            return try files.read(name)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }
}
