package import ForecastTasks
package import SharedStore

extension SharedStore {
    /// Whether all files that a manifest names are there, by their sizes.
    package func holds(_ manifest: TaskManifest) -> Bool {
        manifest.outputs.allSatisfy { output in
            output.digest.map { hasBlob($0, size: output.size) } ?? false
        }
    }

    /// The files that a manifest names, by their names there.
    /// - Throws: `SharedStoreError.Code.missing` or `.damaged`.
    package func files(of manifest: TaskManifest) throws(SharedStoreError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for output in manifest.outputs {
            guard let digest = output.digest else { continue }
            files[output.name] = try blob(digest)
        }
        return files
    }
}
