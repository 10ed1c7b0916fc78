/// What a forecaster is asked for.
package struct ForecastRequest: Sendable {
    /// The number of steps after the cutoff (the gap included), at least 1.
    package let horizon: Int
    /// Ascending, without repetition; may be empty.
    package let levels: [QuantileLevel]
    /// True for demand: negative values are repaired to 0.
    package let isNonNegative: Bool

    package init(horizon: Int, levels: [QuantileLevel], isNonNegative: Bool = true) {
        precondition(horizon >= 1, "horizon \(horizon)")
        self.horizon = horizon
        self.levels = levels
        self.isNonNegative = isNonNegative
    }

    /// Values per step: the mean and one per level.
    package var width: Int { 1 + levels.count }
}
