package import ForecastCore

/// The features a spec asks for, by name and number, before anyone looked whether the data can give them.
package struct FeatureRequest: Sendable, Equatable {
    /// Facts of the calendar (`CalendarFact`), as numbers and as points on a circle.
    package var temporal: [String] = []
    package var cyclic: [String] = []
    /// Of the target: 1 is the value at the origin, 2 the one before it.
    package var lags: [Int] = []
    /// Windows of rolling statistics of the target, in periods.
    package var rollingMean: [Int] = []
    package var rollingStd: [Int] = []
    package var rollingMin: [Int] = []
    package var rollingMax: [Int] = []
    package var rollingZeroShare: [Int] = []
    /// Every window with every level.
    package var quantileWindows: [Int] = []
    package var quantileLevels: [QuantileLevel] = []
    /// `current_price`, `avg_price_3m`, `price_change_pct`, `price_vs_average`, `price_vs_<attribute>`.
    package var price: [String] = []
    /// Columns read at the target period where the data set knows them ahead, else at the origin.
    package var promotion: [String] = []
    /// Columns read at the target period; the data set must know them ahead.
    package var knownAhead: [String] = []
    /// Columns of which the last value at the origin counts, and windows of their rolling statistics.
    package var past: [String] = []
    package var pastMean: [Int] = []
    package var pastStd: [Int] = []
    /// Columns averaged over the series with the same attribute, every column by every attribute.
    package var groupMeanColumns: [String] = []
    package var groupMeanBy: [String] = []
    /// Columns of every rival: the series that agree in attribute `within`, one feature per value of attribute `of`.
    package var rivals: Rivals?
    /// `abc_class`, `xyz_class`, `demand_pattern`.
    package var classification: [String] = []
    /// Static attributes as categories, and as the numbers that they spell.
    package var categorical: [String] = []
    package var numeric: [String] = []
    /// `time_since_launch`, `time_since_last_demand`.
    package var age: [String] = []

    package struct Rivals: Sendable, Equatable {
        package var columns: [String]
        package var within: String
        package var of: String

        package init(columns: [String], within: String, of: String) {
            self.columns = columns
            self.within = within
            self.of = of
        }
    }

    package init() {}
}
