/// What making forecasts add up came to at one cutoff.
package struct Reconciliation: Sendable {
    /// `[level]`, a row per node: sums of the series' means, to the bit, in whatever order they are added.
    package let levels: [ForecastBlock]
    package let series: ForecastBlock
    /// How much of the covariance of errors is its diagonal, from 0 to 1; nil for a method that knows none.
    package let shrinkage: Double?
    /// Windows that errors were learned from.
    package let windows: Int
    /// Means of series that came out below 0 and were set to 0.
    package let clipped: Int
    /// By how much that raised the sum of all series, and what it is a part of: the sum of all means.
    package let raised, total: Double

    package init(
        levels: [ForecastBlock], series: ForecastBlock, shrinkage: Double?, windows: Int, clipped: Int,
        raised: Double, total: Double
    ) {
        self.levels = levels
        self.series = series
        self.shrinkage = shrinkage
        self.windows = windows
        self.clipped = clipped
        self.raised = raised
        self.total = total
    }
}
