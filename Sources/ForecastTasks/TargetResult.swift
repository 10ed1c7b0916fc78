package import ForecastCore
package import ForecastEvaluation

/// Everything that was found about one target.
package struct TargetResult: Sendable {
    package let history: TargetHistory
    /// `[model][window]`.
    package let forecasts: [[ForecastBlock]]
    /// `[model]`.
    package let scores: [ScoreTable]
    /// `[model][window]`; empty for local models.
    package let fits: [[GlobalFit]]
    /// What to know of the forecasts of some model, a sentence each.
    package let notes: [String]
    /// Of the models that send each series to another one.
    package let routings: [Routing]
    /// Of the models that choose another one for each series by themselves.
    package let choices: [ModelChoices]
    /// Of the models that learn from earlier windows how to combine others.
    package let learned: [LearnedShares]

    /// Of the levels above the series, in the order of the spec.
    package let levels: [LevelResult]

    package var target: String { history.target }

    package init(
        history: TargetHistory, forecasts: [[ForecastBlock]], scores: [ScoreTable], fits: [[GlobalFit]],
        notes: [String] = [], routings: [Routing] = [], choices: [ModelChoices] = [],
        learned: [LearnedShares] = [],
        levels: [LevelResult] = []
    ) {
        self.history = history
        self.forecasts = forecasts
        self.scores = scores
        self.fits = fits
        self.notes = notes
        self.routings = routings
        self.choices = choices
        self.learned = learned
        self.levels = levels
    }
}
