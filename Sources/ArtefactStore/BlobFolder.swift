internal import Files
internal import ForecastCore

/// The payloads that are too large for the database: files named by the digest of their bytes,
/// `blobs/ab/abcdef...`.
struct BlobFolder: Sendable {
    let path: String

    func path(of digest: Digest) -> String {
        "\(subfolder(of: digest))/\(digest.hex)"
    }

    /// Makes the files of payloads durable under their names. A file that has the name already is
    /// replaced: it may be damaged, and intact it has these very bytes.
    func publish(_ payloads: [(digest: Digest, bytes: [UInt8])]) throws(FileError) {
        for (digest, bytes) in payloads {
            let folder = subfolder(of: digest)
            try FileSystem.makeFolder(folder)
            guard FileSystem.kind(of: folder) == .folder else {
                throw FileError(
                    operation: "write into", path: folder,
                    message: "it is a symbolic link; the cache stays in its folder")
            }
            var file = try PendingFile(path: path(of: digest), steps: .blob)
            try file.write(bytes)
            try file.publish(syncsFolder: false)
        }
        // Once for all: a folder's names are one more wait for the disk.
        guard !payloads.isEmpty else { return }
        try Failpoint.blobSyncFolder.reached()
        for folder in Set(payloads.map { subfolder(of: $0.digest) }).sorted() {
            try FileSystem.sync(folder: folder)
        }
    }

    func has(_ digest: Digest) -> Bool { FileSystem.exists(path(of: digest)) }

    /// The bytes of a payload's file, whatever they are.
    func read(_ digest: Digest) throws(FileError) -> [UInt8] {
        try FileSystem.read(path(of: digest), limit: .max)
    }

    func remove(_ digest: Digest) {
        try? FileSystem.remove(path(of: digest))
    }

    private func subfolder(of digest: Digest) -> String {
        "\(path)/\(digest.hex.prefix(2))"
    }

    /// A file below the folder, whatever it is doing there.
    struct File {
        let path: String
        /// Nil where the name is no digest.
        let digest: Digest?
        let isTemporary: Bool
    }

    /// All files, in the order of their names. Links are not followed: what no row leads to is removed, and
    /// must be ours.
    func files() -> [File] {
        names(in: path).flatMap { subfolder in
            names(in: "\(path)/\(subfolder)").map { name in
                File(
                    path: "\(path)/\(subfolder)/\(name)", digest: Digest(hex: name),
                    isTemporary: TemporaryFile.isName(name))
            }
        }
    }

    private func names(in folder: String) -> [String] {
        FileSystem.kind(of: folder) == .folder ? (try? FileSystem.names(in: folder)) ?? [] : []
    }
}
