internal import ArtefactStore
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import Reports

/// Answers an unchanged run from what an earlier one left, without touching a series.
struct FinishedRun {
    private let experiment: PreparedExperiment
    private let store: ArtefactStore

    init(_ experiment: PreparedExperiment, store: ArtefactStore) {
        self.experiment = experiment
        self.store = store
    }

    /// Files up to this size are hashed again before they count; larger ones only have to be there
    /// (`forecast run --force` recomputes them, and a byte-by-byte check is for `verify`).
    private static let hashLimit = 4 << 20

    /// Nil when the run was never finished, or its folder is not what it left.
    func outcome() throws -> RunOutcome? {
        guard let record = store.run(experiment.key.digest), isIntact(record) else { return nil }
        let folder = ResultFolder(experiment.folder)
        try AtomicFile.link(
            "\(experiment.project.results)/\(experiment.spec.name)/latest", to: experiment.runName)
        return RunOutcome(
            report: try folder.report(.totals), folder: folder.path, isFromCache: true, forecasts: 0,
            cachedForecasts: 0)
    }

    private func isIntact(_ record: RunRecord) -> Bool {
        let folder = ResultFolder(experiment.folder)
        return Set(record.outputs.map(\.path)) == Set(ResultFolder.reproducibleFiles)
            && record.outputs.allSatisfy { output in
                guard let size = FileSystem.size(ofFile: folder.file(output.path)) else { return false }
                return size > Self.hashLimit
                    || (try? FileDigest.sha256(ofFile: folder.file(output.path))) == output.digest
            }
    }
}
