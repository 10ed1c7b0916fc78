/// A metric with what it rests on.
package struct MetricValue: Equatable, Sendable {
    /// Nil where the metric is undefined: nothing to score, a denominator of 0, no defined scale.
    package let value: Double?
    /// The scored points that entered.
    package let points: Int
    /// The points with an actual value that did not enter: zeros in MAPE, series without a scale in MASE and
    /// RMSSE, forecasts that are not finite.
    package let excluded: Int

    package init(value: Double?, points: Int, excluded: Int) {
        self.value = value
        self.points = points
        self.excluded = excluded
    }
}
