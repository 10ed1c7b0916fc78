/// What several models said at an earlier cutoff, over a window that has ended since, and what came: all that a
/// combination may learn from.
package struct EarlierForecasts: Sendable {
    /// `[member]`, in the order of the combination's parameters, of all series.
    package let members: [ForecastBlock]
    /// **Shape** `[series, horizon]`; NaN where there is nothing to score against.
    package let actuals: [Double]
    /// Of the members' quantiles, ascending.
    package let levels: [QuantileLevel]

    package init(members: [ForecastBlock], actuals: [Double], levels: [QuantileLevel]) {
        precondition(
            members.allSatisfy { $0.seriesCount * $0.horizon == actuals.count },
            "actuals [\(actuals.count)] of other forecasts")
        self.members = members
        self.actuals = actuals
        self.levels = levels
    }
}
