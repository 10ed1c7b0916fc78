package import ForecastCore

/// What is measured, and how.
package struct EvaluationSettings: Hashable, Sendable {
    /// What MAPE does with a period whose actual value is 0.
    package enum ZeroPolicy: String, Sendable, CaseIterable {
        /// Leaves the point out of MAPE and counts it.
        case skip
        /// Refuses to score: a zero means that MAPE is the wrong metric for this data.
        case error
    }

    /// The metrics with their variants, in the order of the report.
    package let metrics: [Metric]
    /// The levels of the forecasts, ascending.
    package let levels: [QuantileLevel]
    package let zeros: ZeroPolicy
    /// The horizon steps (from 0) that count, ascending; empty for all of them.
    package let scoredSteps: [Int]

    let layout: StatisticLayout

    package init(
        metrics: [Metric], levels: [QuantileLevel], zeros: ZeroPolicy = .skip, scoredSteps: [Int] = []
    ) {
        self.metrics = metrics
        self.levels = levels
        self.zeros = zeros
        self.scoredSteps = scoredSteps
        layout = StatisticLayout(metrics: metrics, levels: levels)
    }

    /// The season lengths of the scaled errors, ascending: what `SeriesScales` must hold.
    package var seasons: [Int] { layout.seasons }
}
