package import ForecastCore
package import ForecastEvaluation

/// What was found about the sums of one level of a hierarchy.
package struct LevelResult: Sendable {
    package let level: Hierarchy.Level
    /// Of the level's panel.
    package let history: TargetHistory
    /// The models that forecast it, in the order of the spec.
    package let models: [String]
    /// `[model][window]`.
    package let forecasts: [[ForecastBlock]]
    /// `[model]`.
    package let scores: [ScoreTable]
    /// Of the target's sums, what was carried over gaps; from 0 to 1.
    package let carriedShare: Double

    package init(
        level: Hierarchy.Level, history: TargetHistory, models: [String], forecasts: [[ForecastBlock]],
        scores: [ScoreTable], carriedShare: Double
    ) {
        self.level = level
        self.history = history
        self.models = models
        self.forecasts = forecasts
        self.scores = scores
        self.carriedShare = carriedShare
    }

    package func scores(of model: String) -> ScoreTable? { scores.first { $0.model == model } }
}
