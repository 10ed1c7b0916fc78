internal import Files
internal import ForecastCore

/// The state of a fit that is under way: a file beside the database, named by the key of the fit.
///
/// No row leads to it, because nothing depends on it: what is lost is computed again.
package struct StoredCheckpoint: FitCheckpoint {
    let store: ArtefactStore
    let key: Digest

    private var path: String { "\(store.checkpointFolder)/\(key.hex)" }

    /// The bytes of the file; nil where there is none that can be read.
    package func read() -> [UInt8]? {
        guard FileSystem.kind(of: path) == .file else { return nil }
        return try? FileSystem.read(path, limit: .max)
    }

    /// What cannot be written is told once.
    package func write(_ bytes: [UInt8]) {
        guard store.isWriting else { return }
        do throws(FileError) {
            try FileSystem.makeFolder(store.checkpointFolder)
            guard FileSystem.kind(of: store.checkpointFolder) == .folder else {
                throw FileError(
                    operation: "write into", path: store.checkpointFolder,
                    message: "it is a symbolic link; the cache stays in its folder")
            }
            try AtomicFile.write(bytes, to: path, steps: .checkpoint)
        } catch {
            store.report(
                .notWriting, key,
                "a training cannot keep its state, and would begin anew after an interruption: \(error)")
        }
    }

    package func remove() {
        if FileSystem.kind(of: path) == .file { try? FileSystem.remove(path) }
    }
}
