internal import DataSnapshots
package import ExperimentRunner
internal import Files
internal import ForecastCore
internal import SyntheticDemand

/// What `forecast data ...` does.
package struct DataCommands: Sendable {
    let name: String
    private let project: Project
    private let dataset: DataSet

    package init(_ name: String, project: Project) throws {
        // Completion and habit give the folder for its name.
        let path = name.split(separator: "/").map(String.init)
        let name = path.count == 2 && path[0] == FileSystem.split(project.datasets).name ? path[1] : name
        self.name = name
        self.project = project
        dataset = try DataSet.open(folder: project.datasetFolder(name), projectRoot: project.root)
    }

    package func check() throws -> DataSetCheck {
        let snapshot = try Snapshot.take(dataset)
        return DataSetCheck(sound: snapshot, lock: try lockState(of: snapshot), name: name)
    }

    private func lockState(of snapshot: Snapshot) throws -> DataSetCheck.LockState {
        guard Project.exists(dataset.lockPath) else { return .missing }
        return try SnapshotLock.read(of: dataset) == snapshot.lock ? .matching : .different
    }

    package func snapshot(acceptsChanges: Bool) throws -> DataSetPin {
        let old =
            Project.exists(dataset.lockPath) && !acceptsChanges ? try SnapshotLock.read(of: dataset) : nil
        if let old, try old.matchesSources(of: dataset) {
            return DataSetPin(.unchanged, old, dataset.declaration.frequency, name: name)
        }
        let snapshot = try Snapshot.take(dataset)
        if let old, old == snapshot.lock {
            return DataSetPin(.unchanged, old, dataset.declaration.frequency, name: name)
        }
        if let old, old.panel.digest != snapshot.lock.panel.digest {
            try old.verify(snapshot.lock, of: dataset)
        }
        try snapshot.lock.write(for: dataset)
        return DataSetPin(
            old == nil ? .pinned : .rewritten, snapshot.lock, snapshot.panel.grid.frequency, name: name)
    }

    /// What the files hold now, pinned or not.
    func snapshot() throws -> Snapshot { try Snapshot.take(dataset) }

    /// - Parameter series: ids to show one by one; the largest of every class where empty.
    package func show(series: [String] = []) throws -> ShownDataset {
        let snapshot = try snapshot()
        let profiling = DatasetProfiling(
            name: name, description: dataset.declaration.description, digest: snapshot.lock.panel.digest.hex,
            panel: snapshot.panel)
        return ShownDataset(profile: try profiling.profile(chosen: series))
    }

    package static func generate(
        series: Int, weeks: Int, seed: UInt64, commonShock: Double = 0, folder: String, replaces: Bool
    ) throws -> GeneratedDataSet {
        do throws(SyntheticDemandError) {
            let generator = try DemandGenerator(
                series: series, weeks: weeks, seed: seed, commonShock: commonShock)
            let files = try generator.write(to: folder, replacing: replaces)
            return GeneratedDataSet(
                folder: files.folder, products: series, weeks: weeks, rows: files.rows, seed: seed)
        } catch .request(let message) {
            throw DiagnosticsError(.spec, [Diagnostic(code: "E208", message)])
        } catch .destinationExists(let path) {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E208", "\(path) exists and is not empty",
                        fix: "name another folder, or replace its data set with --replace")
                ])
        }
    }
}
