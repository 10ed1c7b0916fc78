/// The statistics of a single point: one actual value against one forecast.
struct PointKernel {
    let layout: StatisticLayout

    /// Every plain statistic of one point.
    ///
    /// - Parameters:
    ///   - point: `[statistic]`, overwritten up to the scaled errors.
    ///   - forecast: `[1 + levels]`: the mean, then the quantiles.
    ///   - y: the actual value, not NaN.
    func fill(_ point: inout [Double], forecast: Span<Double>, actual y: Double) {
        for slot in 0..<layout.scaled { point[slot] = 0 }
        for index in forecast.indices where !forecast[index].isFinite {
            point[StatisticLayout.unforecast] = 1
            return
        }
        let f = forecast[0]
        let error = (y - f).magnitude
        point[StatisticLayout.points] = 1
        point[StatisticLayout.absoluteError] = error
        point[StatisticLayout.squaredError] = error * error
        point[StatisticLayout.error] = f - y
        point[StatisticLayout.absoluteActual] = y.magnitude
        if y != 0 {
            point[StatisticLayout.percentageError] = error / y.magnitude
            point[StatisticLayout.nonzeroPoints] = 1
        }
        // 0 when both are 0: nothing was there, and nothing was forecast.
        point[StatisticLayout.symmetricError] = error == 0 ? 0 : 2 * error / (y.magnitude + f.magnitude)
        for index in layout.levels.indices {
            let level = layout.levels[index]
            let above = y - forecast[1 + index]
            point[StatisticLayout.pinball + index] = above >= 0 ? level * above : (level - 1) * above
        }
        for index in layout.intervals.indices {
            let bounds = layout.intervals[index]
            let isCovered = forecast[1 + bounds[0]] <= y && y <= forecast[1 + bounds[1]]
            point[layout.covered + index] = isCovered ? 1 : 0
        }
    }

    /// The scaled errors that belong to the sums in the row at `row`, be it one point or all points of a
    /// series in a window.
    func scale(_ sums: inout [Double], row: Int, series: Int, scales: SeriesScales) {
        let points = sums[row + StatisticLayout.points]
        for season in layout.seasons.indices {
            let first = row + layout.scaled + 4 * season
            let absolute = scales.absolute[series * layout.seasons.count + season]
            let squared = scales.squared[series * layout.seasons.count + season]
            let isDefined = points > 0 && !absolute.isNaN
            let meanSquare = sums[row + StatisticLayout.squaredError] / points
            sums[first] = isDefined ? sums[row + StatisticLayout.absoluteError] / points / absolute : 0
            sums[first + 1] = isDefined ? (meanSquare / squared).squareRoot() : 0
            sums[first + 2] = isDefined ? 1 : 0
            sums[first + 3] = isDefined ? points : 0
        }
    }
}
