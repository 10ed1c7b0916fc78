internal import ForecastCore

/// A comparison that cannot be made. It is neither a pass nor a failure of the challenger.
package struct ComparisonImpossible: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for the user.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    package var description: String { reason }
}

extension ComparisonImpossible {
    /// Two models may be compared only on the points that both forecast.
    static func requireCommonGround(
        _ champion: ScoreTable, _ other: ScoreTable
    ) throws(ComparisonImpossible) {
        let names = "\(champion.model) and \(other.model)"
        guard champion.target == other.target else {
            throw ComparisonImpossible(
                "\(names) forecast different targets: \(champion.target) and \(other.target)")
        }
        guard champion.settings == other.settings else {
            throw ComparisonImpossible("\(names) were scored with different settings")
        }
        guard champion.windows.count == other.windows.count, champion.seriesCount == other.seriesCount else {
            throw ComparisonImpossible(
                "\(names) were scored on different panels: \(champion.seriesCount) series in "
                    + "\(champion.windows.count) windows, and \(other.seriesCount) in \(other.windows.count)")
        }
        guard champion.overlap == other.overlap else {
            throw ComparisonImpossible("\(names) were scored on windows of different periods")
        }
        for window in champion.windows.indices {
            let series = firstDifference(champion.windows[window], other.windows[window])
            guard let series else { continue }
            let theirs = points(champion.windows[window], series)
            let ours = points(other.windows[window], series)
            throw ComparisonImpossible(
                "\(names) did not forecast the same points: in window \(window + 1), series \(series + 1), "
                    + "\(theirs) and \(ours)")
        }
    }

    /// The value of a metric that a decision rests on.
    static func require(_ metric: Metric, of table: ScoreTable) throws(ComparisonImpossible) -> Double {
        let result = table.value(of: metric)
        guard let value = result.value else {
            let points = NumberText.count(result.points, "point", "points")
            throw ComparisonImpossible(
                "\(metric.id) of \(table.model) is undefined: \(points) to measure it on, "
                    + "\(NumberText.count(result.excluded)) excluded")
        }
        return value
    }

    /// A champion that was never its own forecaster measures nobody: what an improvement on it would be is one on its
    /// stand-ins.
    static func requireForecasts(ofChampion champion: ScoreTable) throws(ComparisonImpossible) {
        guard champion.neverForecasts else { return }
        let summary = champion.fallbacks()
        let reasons = summary.reasons.map(\.reason.text).joined(separator: ", ")
        throw ComparisonImpossible(
            "the champion \(champion.model) never forecast: all "
                + "\(NumberText.count(summary.scoredForecasts, "forecast", "forecasts")) under its name are fallbacks (\(reasons))"
        )
    }

    private static func firstDifference(_ left: WindowScores, _ right: WindowScores) -> Int? {
        (0..<left.seriesCount).first { points(left, $0) != points(right, $0) }
    }

    private static func points(_ scores: WindowScores, _ series: Int) -> Int {
        Int(scores.statistics[series * scores.settings.layout.width + StatisticLayout.points])
    }
}
