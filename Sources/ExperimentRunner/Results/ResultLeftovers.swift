package import ArtefactStore
internal import Files

/// What processes that were killed left among results and data sets: half-written files and folders under
/// hidden names.
package struct ResultLeftovers {
    let project: Project
    let isDryRun: Bool
    package private(set) var found = StoreCollection.Kind()

    package init(project: Project, isDryRun: Bool) {
        self.project = project
        self.isDryRun = isDryRun
    }

    private static let partialSuffix = ".partial"

    /// The folder in which a run's files are written before it gets its name.
    static func partialName(of run: String) -> String { ".\(run)\(partialSuffix)" }

    /// Removes them. What a living process writes is locked by it and left alone.
    package mutating func collect() throws {
        try collectFiles(in: project.results)
        for experiment in names(in: project.results) {
            let folder = "\(project.results)/\(experiment)"
            guard folder != project.store, FileSystem.kind(of: folder) == .folder else { continue }
            try FileLock.withLock(onFolder: folder) { try collectRuns(in: folder) }
        }
        for dataset in names(in: project.datasets) {
            try collectFiles(in: project.datasetFolder(dataset))
        }
    }

    /// Under the lock of those who publish runs: whatever has a hidden name now is nobody's.
    private mutating func collectRuns(in folder: String) throws {
        for name in names(in: folder) {
            let path = "\(folder)/\(name)"
            if TemporaryFile.isName(name) || name.hasPrefix(".") && name.hasSuffix(Self.partialSuffix) {
                try remove(path)
            } else if FileSystem.kind(of: path) == .folder {
                try collectFiles(in: path)
            }
        }
    }

    private mutating func collectFiles(in folder: String) throws {
        for name in names(in: folder) where TemporaryFile.isName(name) {
            let path = "\(folder)/\(name)"
            if FileSystem.kind(of: path) == .file, TemporaryFile.isAbandoned(path) { try remove(path) }
        }
    }

    private mutating func remove(_ path: String) throws {
        found.add(bytes: FileSystem.totalSize(of: path))
        guard !isDryRun else { return }
        try Failpoint.gcTemporary.reached()
        try FileSystem.remove(path)
    }

    private func names(in folder: String) -> [String] { (try? FileSystem.names(in: folder)) ?? [] }
}
