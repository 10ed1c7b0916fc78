internal import ForecastCore
internal import Glibc

/// The payloads that are too large for the database: files named by the digest of their bytes,
/// `blobs/ab/abcdef...`.
struct BlobFolder: Sendable {
    let path: String

    func path(of digest: Digest) -> String {
        "\(subfolder(of: digest))/\(digest.hex)"
    }

    /// Makes the files of payloads durable under their names. A file that has the name already is
    /// replaced: it may be damaged, and intact it has these very bytes.
    func publish(_ payloads: [(digest: Digest, bytes: [UInt8])], options: StoreOptions) throws {
        for (digest, bytes) in payloads {
            try FileSystem.makeFolder(subfolder(of: digest))
            try write(bytes, as: digest, options)
        }
        // Once for all: a folder's names are one more wait for the disk.
        guard !payloads.isEmpty else { return }
        try options.reached(.syncFolders)
        for folder in Set(payloads.map { subfolder(of: $0.digest) }).sorted() {
            try FileSystem.sync(folder: folder)
        }
    }

    private func write(_ bytes: [UInt8], as digest: Digest, _ options: StoreOptions) throws {
        try options.reached(.writeFile)
        let (file, temporary) = try openTemporary(in: subfolder(of: digest))
        do {
            defer { close(file) }
            try FileSystem.write(bytes, to: file, path: temporary)
            try options.reached(.syncFile)
            guard fsync(file) == 0 else { throw FileError("sync", temporary) }
            try options.reached(.renameFile)
            guard rename(temporary, path(of: digest)) == 0 else { throw FileError("rename", temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// The bytes of a payload's file, whatever they are.
    func read(_ digest: Digest) throws(FileError) -> [UInt8] {
        try FileSystem.read(path(of: digest))
    }

    func remove(_ digest: Digest) {
        unlink(path(of: digest))
    }

    private func subfolder(of digest: Digest) -> String {
        "\(path)/\(digest.hex.prefix(2))"
    }

    /// A new file beside its later name, so that the rename stays inside one file system. The C
    /// library picks the name: process numbers repeat between containers.
    private func openTemporary(in folder: String) throws(FileError) -> (file: Int32, path: String) {
        var template = Array("\(folder)/.tmp-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard file >= 0 else { throw FileError("create", path) }
        // Others who share the folder may read it, as they may read the database.
        fchmod(file, 0o644)
        return (file, path)
    }
}
