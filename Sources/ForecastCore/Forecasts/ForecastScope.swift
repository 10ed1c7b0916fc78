/// Which steps after a cutoff a forecast is for, and which quantiles it gives.
package struct ForecastScope: Hashable, Sendable {
    /// Steps between the cutoff and the first that counts.
    package let gap: Int
    package let horizon: Int
    /// Ascending, without repetition; may be empty.
    package let levels: [QuantileLevel]

    package init(gap: Int, horizon: Int, levels: [QuantileLevel]) {
        self.gap = gap
        self.horizon = horizon
        self.levels = levels
    }

    /// Steps from the cutoff to the last one.
    package var reach: Int { gap + horizon }
}
