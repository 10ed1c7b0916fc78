package import ArtefactStore
package import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
package import ForecastTasks
package import Workers

extension PreparedExperiment {
    /// The resolved spec's text, by which another process prepares the same experiment.
    private var specText: [UInt8] { Array(resolvedYAML.utf8) }

    /// Puts the resolved spec where a process finds it that is told its digest by a task.
    package func shareSpec(in store: ArtefactStore) throws(StoreError) {
        try store.put(Digest.sha256(specText), stage: "spec", parts: [], payload: specText)
    }

    /// Who performs its tasks on one target.
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
