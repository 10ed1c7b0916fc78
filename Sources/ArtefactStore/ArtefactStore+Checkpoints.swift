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
