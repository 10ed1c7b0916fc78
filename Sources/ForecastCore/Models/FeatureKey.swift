/// A key of a feature set: what a spec may write there, what it means, and which property holds it. The reader of
/// specs, their schema, the resolved form, the digest and the reference page go through `all`.
package struct FeatureKey: Sendable {
    package typealias Property<Value> = any (WritableKeyPath<FeatureSetDefinition, Value> & Sendable)

    /// What may stand there, and where it is kept.
    package enum Value: Sendable {
        /// Any of these words.
        case words([String], Property<[String]>)
        /// Facts of the column price: any of these words, or `priceVersus` and an attribute of the data set.
        case prices([String], Property<[String]>)
        /// Names of the data set's columns or attributes.
        case names(Property<[String]>)
        /// Numbers of periods from `least` on.
        case periods(least: Int, Property<[Int]>)
        case quantiles(Property<FeatureSetDefinition.RollingQuantiles?>)
        case groupMean(Property<FeatureSetDefinition.GroupMean?>)
        case rivals(Property<FeatureSetDefinition.Rivals?>)
    }

    package let name: String
    package let value: Value
    /// For editors and the reference page.
    package let summary: String
    /// How many columns one entry becomes.
    private let columnsPerEntry: Int

    private init(_ name: String, _ value: Value, _ summary: String, columnsPerEntry: Int = 1) {
        self.name = name
        self.value = value
        self.summary = summary
        self.columnsPerEntry = columnsPerEntry
    }

    /// Begins a price feature that ends with an attribute of the data set.
    package static let priceVersus = "price_vs_"

    /// In the order in which a spec is written out and messages list them.
    package static let all: [FeatureKey] = [
        FeatureKey("temporal", .words(temporalWords, \.temporal), "Facts of the calendar, as numbers"),
        FeatureKey(
            "cyclic", .words(cyclicWords, \.cyclic), "Facts of the calendar, as points on a circle",
            columnsPerEntry: 2),
        FeatureKey("lags", .periods(least: 1, \.lags), "Past values; 1 is the last known one"),
        FeatureKey(
            "seasonal_lags", .periods(least: 2, \.seasonalLags),
            "Values a season before the period to forecast, as far as they are known"),
        FeatureKey("rolling_mean", .periods(least: 2, \.rollingMean), "Mean of the last so many periods"),
        FeatureKey(
            "rolling_std", .periods(least: 2, \.rollingStd), "Standard deviation of the last so many periods"),
        FeatureKey(
            "rolling_min", .periods(least: 2, \.rollingMin), "Least value of the last so many periods"),
        FeatureKey(
            "rolling_max", .periods(least: 2, \.rollingMax), "Largest value of the last so many periods"),
        FeatureKey(
            "rolling_quantile", .quantiles(\.rollingQuantile),
            "Quantiles of the last periods: every window with every level"),
        FeatureKey(
            "rolling_zero_share", .periods(least: 2, \.rollingZeroShare),
            "Share of zeros among the last so many periods"),
        FeatureKey("age", .words(ageWords, \.age), "Periods since the first one, or since the last demand"),
        FeatureKey("price", .prices(priceWords, \.price), "Facts of the column price"),
        FeatureKey("promotion", .names(\.promotion), "Columns of promotions, at the period to forecast"),
        FeatureKey(
            "known_ahead", .names(\.knownAhead), "Columns that are known ahead, at the period to forecast"),
        FeatureKey("past", .names(\.past), "Columns whose last known value is looked at"),
        FeatureKey(
            "past_mean", .periods(least: 2, \.pastMean),
            "Mean of the columns under past over the last so many periods", columnsPerEntry: 0),
        FeatureKey(
            "past_std", .periods(least: 2, \.pastStd),
            "Standard deviation of the columns under past over the last so many periods", columnsPerEntry: 0),
        FeatureKey(
            "group_mean", .groupMean(\.groupMean),
            "Mean of a column over the series with the same attribute"),
        FeatureKey(
            "rivals", .rivals(\.rivals),
            "A column of the rivals of a series: those that agree in one attribute and differ in another",
            columnsPerEntry: 10),
        FeatureKey(
            "classification", .words(classificationWords, \.classification),
            "Classes of the series at the cutoff"),
        FeatureKey("categorical", .names(\.categorical), "Attributes and columns of words, as categories"),
        FeatureKey("numeric", .names(\.numeric), "Attributes whose values are numbers"),
    ]

    /// Facts of the calendar, known ahead.
    package static let temporalWords = [
        "hour_of_day", "day_of_week", "day_of_month", "day_of_year", "week_of_year", "month", "quarter",
        "year", "is_weekend", "is_holiday", "days_to_holiday", "days_since_holiday",
    ]
    /// Those that come round.
    package static let cyclicWords = [
        "hour_of_day", "day_of_week", "day_of_month", "week_of_year", "month", "quarter",
    ]
    package static let ageWords = ["time_since_launch", "time_since_last_demand"]
    package static let priceWords = ["current_price", "avg_price_3m", "price_change_pct", "price_vs_average"]
    package static let classificationWords = ["abc_class", "xyz_class", "demand_pattern"]

    /// About how many columns `set` gets from this key alone.
    func columnEstimate(in set: FeatureSetDefinition) -> Int {
        let entries =
            switch value {
            case .words(_, let place), .prices(_, let place), .names(let place): set[keyPath: place].count
            case .periods(_, let place): set[keyPath: place].count
            case .quantiles(let place):
                set[keyPath: place].map { $0.windows.count * $0.levels.count } ?? 0
            case .groupMean(let place): set[keyPath: place].map { $0.columns.count * $0.by.count } ?? 0
            case .rivals(let place): set[keyPath: place]?.columns.count ?? 0
            }
        return entries * columnsPerEntry
    }
}
