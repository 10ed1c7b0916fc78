internal import Files
package import ForecastCore
internal import Glibc

/// A folder that many machines share: what tasks need, and what came of them, each under its digest.
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
/// No lock and no database: a network file system will do.
package struct SharedStore: Sendable {
    package let folder: String

    /// - Parameter folder: absolute; need not be there yet.
    package init(folder: String) { self.folder = folder }

    /// Makes the folder where there is none, and finds out whether it takes files: only the attempt tells.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    package func checkWritable() throws(SharedStoreError) {
        try writing { () throws(FileError) in
            try FileSystem.makeFolder("\(folder)/attempts")
            let file = try PendingFile(path: "\(folder)/attempts/probe", steps: .blob)
            _ = consume file
        }
    }

    // MARK: - Blobs

    /// Stores a file under its digest.
    /// - Parameter verifies: whether a file that has the name already is read: it may be damaged.
    /// - Throws: `SharedStoreError.Code.notWritten`.
    @discardableResult
    package func put(_ bytes: [UInt8], verifies: Bool = false) throws(SharedStoreError) -> Digest {
        let digest = Digest.sha256(bytes)
        if hasBlob(digest, size: bytes.count), !verifies || (try? FileSystem.read(path(of: digest))) == bytes
        {
            return digest
        }
        let path = path(of: digest)
        try writing { () throws(FileError) in
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            var file = try PendingFile(path: path, steps: .blob)
            try file.write(bytes)
            try file.publish()
        }
        return digest
    }

    /// Whether there is a file of this name and size; its bytes are not looked at.
    package func hasBlob(_ digest: Digest, size: Int) -> Bool {
        FileSystem.size(ofFile: path(of: digest)) == size
    }

    /// - Throws: `SharedStoreError.Code.missing` or `.damaged`, in which case the file has been removed.
    package func blob(_ digest: Digest) throws(SharedStoreError) -> [UInt8] {
        let path = path(of: digest)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileSystem.read(path, limit: .max)
        } catch {
            throw SharedStoreError(.missing, path: path, reason: error.message)
        }
        guard Digest.sha256(bytes) == digest else {
            try? FileSystem.remove(path)
            throw SharedStoreError(
                .damaged, path: path, reason: "its \(bytes.count) bytes do not have its digest")
        }
        return bytes
    }

    // MARK: - What came of a task

    /// Nil where there is none that can be read.
    package func manifest(of task: Digest) -> [UInt8]? { try? FileSystem.read(manifestPath(of: task)) }

    /// Publishes what a task came to; its blobs are there.
    /// - Returns: whether it is new; false where there was the same one.
    /// - Throws: `.determinism` where there was another one, which stays; `.notWritten`.
    package func publish(_ manifest: [UInt8], of task: Digest) throws(SharedStoreError) -> Bool {
        let path = manifestPath(of: task)
        var isNew = false
        try writing { () throws(FileError) in
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            var file = try PendingFile(path: path, steps: .blob)
            try file.write(manifest)
            isNew = try file.publishNew()
        }
        if isNew { return true }
        guard self.manifest(of: task) == manifest else {
            throw SharedStoreError(
                .determinism, path: path,
                reason:
                    "it has other digests than \(Digest.sha256(manifest).short), which the task came to now; "
                    + "two builds or machines disagree")
        }
        return false
    }

    /// Forgets what a task came to: its blobs are not what it says.
    package func removeManifest(of task: Digest) { try? FileSystem.remove(manifestPath(of: task)) }

    /// Leaves word of why a task came to nothing, for whoever waits for it. That nothing can be written is no reason to fail:
    /// the answer is on standard output as well.
    package func note(_ answer: String, on task: Digest) {
        let path = answerPath(of: task)
        guard (try? FileSystem.makeFolder(FileSystem.split(path).folder)) != nil else { return }
        try? AtomicFile.write(answer + "\n", to: path, steps: .blob)
    }

    package func answer(of task: Digest) -> [UInt8]? { try? FileSystem.read(answerPath(of: task)) }

    package func removeAnswer(of task: Digest) { try? FileSystem.remove(answerPath(of: task)) }

    // MARK: - Places

    private func path(of digest: Digest) -> String { place("blobs", digest, "") }
    private func manifestPath(of task: Digest) -> String { place("results", task, ".json") }
    private func answerPath(of task: Digest) -> String { place("answers", task, ".json") }

    private func place(_ kind: String, _ digest: Digest, _ suffix: String) -> String {
        let name = digest.hex
        return "\(folder)/\(kind)/\(name.prefix(2))/\(name)\(suffix)"
    }

    private func writing(_ body: () throws(FileError) -> Void) throws(SharedStoreError) {
        do throws(FileError) {
            try body()
        } catch {
            throw SharedStoreError(.notWritten, path: folder, reason: error.message)
        }
    }
}
