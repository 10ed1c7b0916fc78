/// How much a global model is about to learn from and to say: what its memory hangs on.
package struct TrainingSize: Sendable {
    package let series: Double
    /// Of the longest training range.
    package let periods: Double
    /// Steps of a forecast.
    package let horizon: Int
    /// Quantiles of a step.
    package let levels: Int

    package init(series: Double, periods: Double, horizon: Int, levels: Int) {
        self.series = series
        self.periods = periods
        self.horizon = horizon
        self.levels = levels
    }
}
