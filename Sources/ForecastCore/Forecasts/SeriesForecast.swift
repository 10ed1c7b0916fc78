/// The forecast of one series.
package struct SeriesForecast: Equatable, Sendable {
    /// **Shape** `[horizon, 1 + levels]`, row-major: the mean, then the quantiles in the order of the
    /// request.
    package var values: [Double]
    package var outcome: SeriesOutcome

    package init(values: [Double], outcome: SeriesOutcome) {
        self.values = values
        self.outcome = outcome
    }
}
