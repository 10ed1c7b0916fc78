internal import Files
package import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// The place for the state of the fit that is going to be stored under `key`.
    package func checkpoint(of key: Digest) -> StoredCheckpoint { StoredCheckpoint(store: self, key: key) }

    var checkpointFolder: String { "\(folder)/checkpoints" }

    /// States of fits that are stored by now, or that nobody took up for so long.
    func collectCheckpoints(unusedFor seconds: Int, isDryRun: Bool, _ found: inout StoreCollection) {
        guard FileSystem.kind(of: checkpointFolder) == .folder else { return }
        let now = read(otherwise: nil) {
            try Int.fetchOne($0, sql: "SELECT CAST(strftime('%s', 'now') AS INTEGER)")
        }
        for name in (try? FileSystem.names(in: checkpointFolder)) ?? [] {
            let path = "\(checkpointFolder)/\(name)"
            let bytes = FileSystem.size(ofFile: path) ?? 0
            if TemporaryFile.isName(name) {
                let isGone =
                    isDryRun ? TemporaryFile.isAbandoned(path) : TemporaryFile.removeIfAbandoned(path)
                if isGone { found.temporary.add(bytes: bytes) }
                continue
            }
            let age = FileSystem.modified(path).flatMap { modified in now.map { $0 - modified } } ?? 0
            guard age >= seconds || Digest(hex: name).map(contains) ?? true else { continue }
            found.checkpoints.add(bytes: bytes)
            if !isDryRun { try? FileSystem.remove(path) }
        }
    }
}

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
