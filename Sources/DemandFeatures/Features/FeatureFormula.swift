internal import ForecastCore

/// How a feature is computed, with origin o and target period t = o + step.
enum FeatureFormula: Hashable, Sendable {
    /// y at o - k + 1.
    case lag(Int)
    /// y at t - m k, with the least k for which that lies at o or before.
    case seasonalLag(period: Int)
    /// Of y over o - window + 1 ... o.
    case rolling(RollingStatistic, window: Int)
    case timeSinceLaunch
    case timeSinceLastDemand
    /// A column at t (known ahead).
    case value(String)
    /// The last observed value of a column at or before o.
    case lastKnown(String)
    case columnRolling(RollingStatistic, window: Int, column: String)
    /// A column against its last observed value before, in percent.
    case change(String, When)
    /// A column against the mean of its own values up to o.
    case relativeToAverage(String, When)
    /// A column against its mean over the series with the same attribute in the same period.
    case relativeToGroup(String, attribute: String, When)
    /// The mean of a column over the series with the same attribute in the same period.
    case groupMean(String, attribute: String, When)
    /// The mean of a column over the series that agree in attribute `within` and have a category of `of`.
    case rival(String, within: String, of: String, category: Int, When)
    case calendar(CalendarFact, CalendarForm)
    case attribute(String)
    case number(String)
    case classification(Classification)

    /// At which of the two periods a column is read.
    enum When: Hashable, Sendable { case origin, target }

    enum Classification: String, Hashable, Sendable, CaseIterable {
        case abc = "abc_class"
        case xyz = "xyz_class"
        case pattern = "demand_pattern"

        var labels: [String] {
            switch self {
            case .abc: ABCClass.allCases.map(\.label)
            case .xyz: XYZClass.allCases.map(\.label)
            case .pattern: DemandPattern.allCases.map(\.label)
            }
        }
    }
}
