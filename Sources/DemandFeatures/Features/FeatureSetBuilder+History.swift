internal import ForecastCore

/// What the target was, and how old the series is.
extension FeatureSetBuilder {
    mutating func addHistory(_ definition: FeatureSetDefinition) {
        key = "lags"
        for lag in definition.lags {
            let place = lag == 1 ? "at the origin" : "\(lag - 1) before the origin"
            append(
                "lag_\(lag)", .origin, "\(target) \(place)", known: Feature.Known.origin, isScaled: true,
                .lag(lag))
        }
        key = "seasonal_lags"
        for period in definition.seasonalLags {
            append(
                "seasonal_lag_\(period)", .origin,
                "\(target) \(period) periods before the target period, or as few times \(period) as lead to the origin or before",
                known: Feature.Known.origin, isScaled: true, .seasonalLag(period: period))
        }
        let statistics: [(RollingStatistic, [Int])] =
            [
                (.mean, definition.rollingMean), (.standardDeviation, definition.rollingStd),
                (.minimum, definition.rollingMin), (.maximum, definition.rollingMax),
            ]
            + (definition.rollingQuantile.map { quantiles in
                quantiles.levels.map { (.quantile($0), quantiles.windows) }
            } ?? [])
            + [(.zeroShare, definition.rollingZeroShare)]
        for (statistic, windows) in statistics {
            key = "rolling_\(statistic.specWord)"
            for window in windows {
                append(
                    "rolling_\(statistic.word)_\(window)", .origin,
                    "\(statistic.noun) of \(target) over the last \(window) periods up to the origin",
                    known: Feature.Known.origin, isScaled: statistic.hasUnit,
                    .rolling(statistic, window: window))
            }
        }
        key = "age"
        for word in definition.age { addAge(word) }
    }

    private mutating func addAge(_ word: String) {
        switch word {
        case "time_since_launch":
            append(
                word, .origin, "periods from the series' first one to the origin",
                known: Feature.Known.origin,
                .timeSinceLaunch)
        case "time_since_last_demand":
            append(
                word, .origin, "periods from the last one with \(target) other than 0 to the origin",
                known: Feature.Known.origin, .timeSinceLastDemand)
        default: reportUnknown(word, as: "age", among: FeatureKey.ageWords)
        }
    }
}
