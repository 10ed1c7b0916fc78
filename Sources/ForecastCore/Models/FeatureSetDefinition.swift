/// The features that a model of all series reads, by name and number, before anyone looked whether the data can give
/// them. Windows are ascending, names in the order of the spec. `FeatureKey.all` has one entry per property.
package struct FeatureSetDefinition: Hashable, Sendable {
    /// Facts of the calendar, as numbers and as points on a circle.
    package var temporal: [String] = []
    package var cyclic: [String] = []
    /// Of the target: 1 is the value at the origin, 2 the one before it.
    package var lags: [Int] = []
    /// Of the target: so many periods before the period to forecast, where that is known.
    package var seasonalLags: [Int] = []
    /// Windows of rolling statistics of the target, in periods.
    package var rollingMean: [Int] = []
    package var rollingStd: [Int] = []
    package var rollingMin: [Int] = []
    package var rollingMax: [Int] = []
    /// Nil when no quantiles are asked for.
    package var rollingQuantile: RollingQuantiles?
    package var rollingZeroShare: [Int] = []
    /// `time_since_launch`, `time_since_last_demand`.
    package var age: [String] = []
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
    /// Nil when nothing of other series is asked for.
    package var groupMean: GroupMean?
    package var rivals: Rivals?
    /// `abc_class`, `xyz_class`, `demand_pattern`.
    package var classification: [String] = []
    /// Static attributes and columns of words, as categories, and as the numbers that they spell.
    package var categorical: [String] = []
    package var numeric: [String] = []

    package init() {}

    /// Whether the words of an attribute or column become numbers, or columns of their own.
    package var hasCategories: Bool { !categorical.isEmpty || rivals != nil }

    /// Whether a feature of a series takes values of other series.
    package var seesOtherSeries: Bool {
        groupMean != nil || rivals != nil
            || price.contains {
                $0.hasPrefix(FeatureKey.priceVersus) && !FeatureKey.priceWords.contains($0)
            }
    }

    /// Every window with every level.
    package struct RollingQuantiles: Hashable, Sendable {
        package var windows: [Int]
        /// Ascending.
        package var levels: [QuantileLevel]

        package init(windows: [Int], levels: [QuantileLevel]) {
            self.windows = windows
            self.levels = levels
        }
    }

    /// Every column averaged over the series that agree in an attribute, for every attribute.
    package struct GroupMean: Hashable, Sendable {
        package var columns: [String]
        package var by: [String]

        package init(columns: [String], by: [String]) {
            self.columns = columns
            self.by = by
        }
    }

    /// Every column for every value of attribute `of`, among the series that agree in attribute `within`.
    package struct Rivals: Hashable, Sendable {
        package var columns: [String]
        package var within: String
        package var of: String

        package init(columns: [String], within: String, of: String) {
            self.columns = columns
            self.within = within
            self.of = of
        }
    }
}

extension FeatureSetDefinition {
    /// About how many columns the set makes; groups that hang on the data's values count ten each.
    package var columnEstimate: Int {
        let plain = FeatureKey.all.reduce(0) { $0 + $1.columnEstimate(in: self) }
        return plain + past.count * (pastMean.count + pastStd.count) + 1
    }
}

extension FeatureSetDefinition {
    /// Adds every key under `path`: names, then periods, then what has keys of its own.
    package func addToKey(_ encoder: inout CanonicalEncoder, under path: String) {
        for key in FeatureKey.all {
            switch key.value {
            case .words(_, let place), .prices(_, let place), .names(let place):
                encoder.add("\(path).\(key.name)", self[keyPath: place])
            case .periods, .quantiles, .groupMean, .rivals: break
            }
        }
        for key in FeatureKey.all {
            if case .periods(_, let place) = key.value {
                encoder.add("\(path).\(key.name)", self[keyPath: place])
            }
        }
        encoder.add("\(path).group_mean.columns", groupMean?.columns ?? [])
        encoder.add("\(path).group_mean.by", groupMean?.by ?? [])
        encoder.add("\(path).rivals.columns", rivals?.columns ?? [])
        encoder.add("\(path).rivals.within", rivals?.within ?? "")
        encoder.add("\(path).rivals.of", rivals?.of ?? "")
        encoder.add("\(path).rolling_quantile.windows", rollingQuantile?.windows ?? [])
        encoder.add("\(path).rolling_quantile.levels", rollingQuantile?.levels.map(\.value) ?? [])
    }
}
