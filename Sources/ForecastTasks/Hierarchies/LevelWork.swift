package import ForecastCore

/// A level of a hierarchy as a panel of its own, and who forecasts it.
package struct LevelWork: Sendable {
    package let level: Hierarchy.Level
    /// Of the level's panel.
    package let worker: TaskWorker
    /// The names of the models that forecast it.
    package let models: Set<String>
    /// Of the target's sums, what was carried over gaps; from 0 to 1.
    package let carriedShare: Double

    /// Of the level's panel.
    package var history: TargetHistory { worker.history }

    package init(
        _ level: Hierarchy.Level, _ worker: TaskWorker, models: Set<String>, carriedShare: Double
    ) {
        self.level = level
        self.worker = worker
        self.models = models
        self.carriedShare = carriedShare
    }
}
