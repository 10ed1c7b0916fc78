package import ForecastCore

/// How hard each series is to forecast: the in-sample error of the seasonal naive forecast, by which
/// MASE and RMSSE divide.
///
/// **Source** Hyndman & Koehler 2006, "Another look at measures of forecast accuracy", section 3.
package struct SeriesScales: Equatable, Sendable {
    /// The season lengths m.
    package let seasons: [Int]
    /// Mean |y_t - y_(t-m)| in the training range. **Shape** `[series, season]`, row-major.
    /// **Missing values** NaN where undefined: no pair of observations m apart, or a mean of 0.
    package let absolute: [Double]
    /// Mean (y_t - y_(t-m))^2, of the same shape; NaN wherever `absolute` is.
    package let squared: [Double]

    /// The scales of every series, from training data only.
    ///
    /// - Parameters:
    ///   - values: `[series, time]`, row-major, over the whole grid; only `training` is looked at. A pair
    ///     with a missing (NaN) end is left out of the mean.
    ///   - timeCount: periods per row.
    ///
    /// **Complexity** O(series * training * seasons).
    package init(values: Numbers, timeCount: Int, training: Range<Int>, seasons: [Int]) {
        precondition(
            timeCount > 0 && values.count % timeCount == 0, "[\(values.count)] in rows of \(timeCount)")
        precondition(
            training.lowerBound >= 0 && training.upperBound <= timeCount,
            "training \(training) of \(timeCount)")
        precondition(seasons.allSatisfy { $0 >= 1 }, "season lengths \(seasons)")
        var absolute: [Double] = []
        var squared: [Double] = []
        absolute.reserveCapacity(values.count / timeCount * seasons.count)
        squared.reserveCapacity(values.count / timeCount * seasons.count)
        for start in stride(from: 0, to: values.count, by: timeCount) {
            let row = start + training.lowerBound..<start + training.upperBound
            for season in seasons {
                let scale = values.withUnsafeBufferPointer {
                    Self.means(of: $0.span.extracting(row), season: season)
                }
                absolute.append(scale.absolute)
                squared.append(scale.squared)
            }
            if start % NumberSpace.passSize < timeCount { values.letGo() }
        }
        self.seasons = seasons
        self.absolute = absolute
        self.squared = squared
    }

    /// See `init(values:timeCount:training:seasons:)`.
    package init(values: [Double], timeCount: Int, training: Range<Int>, seasons: [Int]) {
        self.init(values: Numbers(values), timeCount: timeCount, training: training, seasons: seasons)
    }

    private static func means(of row: Span<Double>, season: Int) -> (absolute: Double, squared: Double) {
        var pairs = 0
        var absolute = 0.0
        var squared = 0.0
        for step in stride(from: season, to: row.count, by: 1) {
            let difference = row[step] - row[step - season]
            if difference.isNaN { continue }
            pairs += 1
            absolute += difference.magnitude
            squared += difference * difference
        }
        let means = (absolute: absolute / Double(pairs), squared: squared / Double(pairs))
        // A zero of either kind (the square may underflow) or an overflow leaves nothing to divide by.
        let isDefined = pairs > 0 && means.absolute > 0 && means.squared > 0 && means.squared < .infinity
        return isDefined ? means : (.nan, .nan)
    }
}
