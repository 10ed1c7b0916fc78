/// The initial state of a seasonal model: a line and a seasonal figure fitted to the whole history.
///
/// **Source** The decomposition start of Hyndman, Koehler, Ord & Snyder 2008, section 2.6.1, with one joint
/// regression on a line and m seasonal means in the place of moving averages: exact for two seasons and more,
/// and gaps do no harm.
enum SeasonalStart {
    /// - Precondition: y[0] is observed.
    static func state(
        _ y: UnsafeBufferPointer<Double>, season: Int, isMultiplicative: Bool
    ) -> SeasonalSmoothing.State {
        var valueSums = [Double](repeating: 0, count: season)
        var timeSums = valueSums
        var counts = valueSums
        for (t, value) in y.enumerated() where !value.isNaN {
            valueSums[t % season] += value
            timeSums[t % season] += Double(t)
            counts[t % season] += 1
        }
        let slope = slopeWithinSeasons(y, season, valueSums, timeSums, counts)
        // The mean of each position at t = -1, and their mean, the level there.
        var seasons = [Double](repeating: .nan, count: season)
        for j in 0..<season where counts[j] > 0 {
            seasons[j] = (valueSums[j] - slope * (timeSums[j] + counts[j])) / counts[j]
        }
        let level = observedMean(seasons[...])
        for j in 0..<season { seasons[j] = seasons[j].isNaN ? 0 : seasons[j] - level }
        guard isMultiplicative else { return .init(level: level, trend: slope, seasons: seasons) }
        return ratios(y, season, level: level, slope: slope)
    }

    /// The slope of the regression of y on t and seasonal dummies (within-position deviations).
    private static func slopeWithinSeasons(
        _ y: UnsafeBufferPointer<Double>, _ season: Int, _ valueSums: [Double], _ timeSums: [Double],
        _ counts: [Double]
    ) -> Double {
        var covariance = 0.0
        var variance = 0.0
        for (t, value) in y.enumerated() where !value.isNaN {
            let j = t % season
            let time = Double(t) - timeSums[j] / counts[j]
            covariance += time * (value - valueSums[j] / counts[j])
            variance += time * time
        }
        return variance > 0 ? covariance / variance : 0
    }

    /// Seasonal ratios to the line, with mean 1.
    private static func ratios(
        _ y: UnsafeBufferPointer<Double>, _ season: Int, level: Double, slope: Double
    ) -> SeasonalSmoothing.State {
        // A line that comes near zero is no base for ratios: then the level alone.
        let last = level + slope * Double(y.count)
        let mean = observedMean(Array(y)[...])
        let isSafe = min(level, last) > 0.1 * mean
        let level = isSafe ? level : mean
        let slope = isSafe ? slope : 0
        var sums = [Double](repeating: 0, count: season)
        var counts = sums
        for (t, value) in y.enumerated() where !value.isNaN {
            sums[t % season] += value / (level + slope * Double(t + 1))
            counts[t % season] += 1
        }
        var seasons = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 1 }
        let meanRatio = observedMean(seasons[...])
        for j in seasons.indices { seasons[j] /= meanRatio }
        return .init(level: level * meanRatio, trend: slope * meanRatio, seasons: seasons)
    }
}
