internal import ExperimentSpec
internal import ForecastCore
package import ForecastTasks

extension PreparedExperiment {
    /// The resolved spec's text, by which another process prepares the same experiment.
    package var specText: [UInt8] { Array(resolvedYAML.utf8) }

    /// What its forecasts are made of.
    package var taskList: TaskList {
        TaskList(
            spec, catalogue, specDigest: Digest.sha256(specText), dataDigest: snapshotDigest,
            memory: Int((WorkEstimate(self).peak / 1e6).rounded(.up)))
    }
}
