package import ArtefactStore
package import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
package import ForecastTasks
internal import SharedStore
package import Workers

extension PreparedExperiment {
    /// The resolved spec's text, by which another process prepares the same experiment.
    private var specText: [UInt8] { Array(resolvedYAML.utf8) }

    /// Puts the resolved spec where a process finds it that is told its digest by a task.
    package func shareSpec(in store: ArtefactStore) throws(StoreError) {
        try store.put(Digest.sha256(specText), stage: "spec", parts: [], payload: specText)
    }

    func shareSpec(in store: SharedStore) throws(SharedStoreError) { try store.put(specText, verifies: true) }

    /// Who forecasts all of one target: its series, the levels that models make add up, and those that are scored.
    /// - Parameters:
    ///   - classes: `[window]`.
    ///   - scoresLevels: whether every model is to forecast the levels of the spec.
    package func wholeWorker(
        _ history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore, ignoresCache: Bool,
        queue: WorkQueue, progress: any RunProgress, shared: SharedWork, spent: TimeByModel,
        scoresLevels: Bool
    ) throws -> TaskWorker {
        let worker = try worker(
            history, classes: classes, store: store, ignoresCache: ignoresCache, queue: queue,
            progress: progress, shared: shared, spent: spent)
        let levels = try wantedLevels(scored: scoresLevels).map { wanted in
            let level = Hierarchy.Level(wanted.name, of: history.panel)
            let summed = SummedPanel(of: level, in: history.panel)
            let own = try TargetHistory(
                target: history.target, panel: summed.panel, windows: history.windows,
                backtest: spec.backtest, queue: queue)
            let classification = ClassStage(spec: spec, panel: summed.panel)
            let classes = try queue.map(own.windows.count) { classification.classes(in: own.windows[$0]) }
            return LevelWork(
                level,
                try self.worker(
                    own, classes: classes, store: store, ignoresCache: ignoresCache, queue: queue,
                    progress: progress,
                    shared: SharedWork(of: own, classes: classes, levels: spec.quantiles, clock: { 0 }),
                    spent: spent),
                models: wanted.models, carriedShare: summed.carriedShares[history.target] ?? 0)
        }
        return worker.forecasting(levels)
    }

    /// Who performs its tasks on the series of one target.
    /// - Parameter classes: `[window]`.
    package func worker(
        _ history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore, ignoresCache: Bool,
        queue: WorkQueue, progress: any RunProgress, shared: SharedWork, spent: TimeByModel
    ) throws -> TaskWorker {
        TaskWorker(
            try LearningHistory(history, classes: classes, of: spec, catalogue, queue: queue), of: spec,
            catalogue, libraries: project.libraries, files: project.root, store: store,
            ignoresCache: ignoresCache, queue: queue, progress: progress, shared: shared,
            spent: spent)
    }

    /// What its forecasts are made of.
    package var taskList: TaskList {
        TaskList(
            spec, catalogue, specDigest: Digest.sha256(specText), dataDigest: snapshotDigest,
            memory: Int((WorkEstimate(self).peak / 1e6).rounded(.up)))
    }
}
