package import ArtefactStore
internal import Files

extension ResultFolder {
    /// Whether the files, those of `names`, are what `record` says that the run left.
    /// - Parameter names: all that a run always leaves by default, and what this one left besides.
    package func holds(_ record: RunRecord, names: [String]? = nil) -> Bool {
        let occasional = Self.occasionalFiles.filter { name in record.outputs.contains { $0.path == name } }
        return Set(record.outputs.map(\.path)) == Set(names ?? Self.reproducibleFiles + occasional)
            && record.outputs.allSatisfy { output in
                // A pipe would be waited for.
                FileSystem.size(ofFile: file(output.path)) != nil
                    && (try? FileDigest.sha256(ofFile: file(output.path))) == output.digest
            }
    }
}
