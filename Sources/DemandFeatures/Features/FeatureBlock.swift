/// A table of numbers that features are read from, `[series, time]`.
enum FeatureBlock: Hashable {
    /// Of one column: computed series by series.
    case value(column: String)
    case lastKnown(column: String)
    case change(column: String)
    case runningMean(column: String)
    case timeSinceDemand(column: String)
    case rolling(RollingStatistic, window: Int, column: String)
    /// Of all series together.
    case relativeToGroup(column: String, attribute: String)
    case groupMean(column: String, attribute: String)
    case rival(column: String, within: String, of: String, category: Int)

    var column: String {
        switch self {
        case .value(let column), .lastKnown(let column), .change(let column), .runningMean(let column),
            .timeSinceDemand(let column), .rolling(_, _, let column), .relativeToGroup(let column, _),
            .groupMean(let column, _), .rival(let column, _, _, _):
            column
        }
    }

    /// Whether a row of it takes the values of other series.
    var isOfAllSeries: Bool {
        switch self {
        case .relativeToGroup, .groupMean, .rival: true
        default: false
        }
    }

    var window: Int {
        if case .rolling(_, let window, _) = self { window } else { 0 }
    }
}
