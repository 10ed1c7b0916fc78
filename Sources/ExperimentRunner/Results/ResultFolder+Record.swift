package import ArtefactStore
internal import Files

extension ResultFolder {
    /// Whether the files, those of `names`, are what `record` says that the run left.
    package func holds(_ record: RunRecord, names: [String] = Self.reproducibleFiles) -> Bool {
        Set(record.outputs.map(\.path)) == Set(names)
            && record.outputs.allSatisfy { output in
                // A pipe would be waited for.
                FileSystem.size(ofFile: file(output.path)) != nil
                    && (try? FileDigest.sha256(ofFile: file(output.path))) == output.digest
            }
    }
}
