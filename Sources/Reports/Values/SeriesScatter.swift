internal import ForecastCore

/// The error of every series under one model of the first run and one of another run.
///
/// **Size** A few hundred series are listed one by one, more are counted in bins, so that it is of bounded
/// size however many series there are.
package struct SeriesScatter: Codable, Equatable, Sendable {
    /// The other run.
    package var label: String
    package var target: String
    /// The error that is taken series by series, such as `wape`.
    package var error: String
    package var unit: ExperimentReport.MetricDescription.Unit
    /// The model of the first run.
    package var before: String
    /// The model of the other run.
    package var after: String
    /// Series with an error in both runs.
    package var series: Int
    package var better: Int
    package var worse: Int
    package var equal: Int
    /// Series of both runs without an error in one of them, such as a percentage of nothing.
    package var undefined: Int
    /// Series of only one of the two runs.
    package var unmatched: Int
    package var axis: Axis
    /// `[series, 2]`: places on the axis before and after; empty where `bins` hold them.
    package var points: [[Double]]
    /// Squares with at least one series, by column, then by row.
    package var bins: [Bin]
    /// The series that gain most and lose most, by the size of their part in the whole error.
    package var gains: [Extreme]
    package var losses: [Extreme]

    /// Both axes: the same, so that the diagonal means no difference.
    package struct Axis: Codable, Equatable, Sendable {
        /// Whether places are logarithms to base 10 of errors.
        package var isLogarithmic: Bool
        package var lower: Double
        package var upper: Double
        /// Series of which an error lies beyond the axis and is drawn at its end.
        package var clipped: Int

        package init(isLogarithmic: Bool, lower: Double, upper: Double, clipped: Int) {
            self.isLogarithmic = isLogarithmic
            self.lower = lower
            self.upper = upper
            self.clipped = clipped
        }

        enum CodingKeys: String, CodingKey {
            case isLogarithmic = "is_logarithmic"
            case lower, upper, clipped
        }
    }

    /// Squares on a side of the picture.
    package static let binsPerSide = 48

    package struct Bin: Codable, Hashable, Sendable {
        /// From 0 at the lower end of the axis.
        package var before: Int
        package var after: Int
        package var series: Int

        package init(before: Int, after: Int, series: Int) {
            self.before = before
            self.after = after
            self.series = series
        }
    }

    package struct Extreme: Codable, Equatable, Sendable {
        package var uniqueID: String
        package var before: Figure
        package var after: Figure
        /// Places on the axis.
        package var x: Double
        package var y: Double

        package init(uniqueID: String, before: Figure, after: Figure, x: Double, y: Double) {
            self.uniqueID = uniqueID
            self.before = before
            self.after = after
            self.x = x
            self.y = y
        }

        enum CodingKeys: String, CodingKey {
            case uniqueID = "unique_id"
            case before, after, x, y
        }
    }

    package init(
        label: String, target: String, error: String, unit: ExperimentReport.MetricDescription.Unit,
        before: String, after: String, series: Int, better: Int, worse: Int, equal: Int, undefined: Int,
        unmatched: Int, axis: Axis, points: [[Double]], bins: [Bin], gains: [Extreme], losses: [Extreme]
    ) {
        self.label = label
        self.target = target
        self.error = error
        self.unit = unit
        self.before = before
        self.after = after
        self.series = series
        self.better = better
        self.worse = worse
        self.equal = equal
        self.undefined = undefined
        self.unmatched = unmatched
        self.axis = axis
        self.points = points
        self.bins = bins
        self.gains = gains
        self.losses = losses
    }

    /// `better on 63 % of 913 series, worse on 36 %, equal on 1 %`.
    package var summary: String {
        guard series > 0 else { return "no series has an error in both runs" }
        func share(_ count: Int) -> String {
            let percent = 100 * Double(count) / Double(series)
            return percent > 0 && percent < 0.5 ? "under 1 %" : "\(Int(percent.rounded())) %"
        }
        return "better on \(share(better)) of \(NumberText.count(series, "series", "series")), worse on "
            + "\(share(worse)), equal on \(share(equal))"
    }
}
