package import ArtefactStore
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import Reports

/// Answers an unchanged run from what an earlier one left, without touching a series.
package struct FinishedRun {
    private let experiment: PreparedExperiment
    private let store: ArtefactStore

    package init(_ experiment: PreparedExperiment, store: ArtefactStore) {
        self.experiment = experiment
        self.store = store
    }

    /// Nil when the run was never finished, or its folder is not what it left.
    func outcome() throws -> RunOutcome? {
        guard let record = store.run(experiment.key.digest), isIntact(record) else { return nil }
        let folder = ResultFolder(experiment.folder)
        try pointLatest()
        return RunOutcome(
            report: try folder.report(.totals), folder: folder.path, isFromCache: true,
            seconds: (try? folder.timings())?.secondsByModel ?? [:], forecasts: 0,
            cachedForecasts: 0)
    }

    /// Under the lock of those who publish runs, unless `latest` leads to this run already.
    private func pointLatest() throws {
        let parent = "\(experiment.project.results)/\(experiment.spec.name)"
        guard AtomicFile.linkDestination(of: "\(parent)/latest") != experiment.runName else { return }
        try FileLock.withLock(onFolder: parent) {
            try AtomicFile.link("\(parent)/latest", to: experiment.runName)
        }
    }

    /// True when the run was finished and its folder is what it left.
    package var isIntact: Bool { store.run(experiment.key.digest).map(isIntact) ?? false }

    /// Every file is hashed: 2 GB a second or so, much less than making it would take.
    private func isIntact(_ record: RunRecord) -> Bool {
        ResultFolder(experiment.folder).holds(record)
    }
}
