package import ForecastCore

/// A challenger measured against the champion on one metric, and how sure we are.
package struct Comparison: Equatable, Sendable {
    /// From `lower` to `upper`.
    package struct Interval: Equatable, Sendable {
        package let lower: Double
        package let upper: Double

        package init(lower: Double, upper: Double) {
            self.lower = lower
            self.upper = upper
        }
    }

    package let champion: String
    package let challenger: String
    package let metric: Metric
    package let championValue: Double
    package let challengerValue: Double
    /// Positive when the challenger is better: percentage points for metrics in percent, else percent of the
    /// champion's value.
    package let improvementPP: Double
    /// The improvement in each window, by window of the backtest; nil where the metric is undefined.
    package let windowsPP: [Double?]
    /// Nil where nobody can say: with fewer than two windows that share no period.
    package let uncertainty: Uncertainty?
    /// The probability that `intervalPP` covers, in (0, 1): what was asked for, or more where several challengers
    /// were tried.
    package let confidence: Double
    /// Series and windows in which the metric has anything to measure.
    package let seriesCount: Int
    package let windowCount: Int
    /// Windows of which no two share a period.
    package let disjointWindows: Int
    /// As many series of one size would tell as much.
    package let effectiveSeries: Double

    /// Fewer windows than this decide nothing: two are no more than a guess at how much windows differ.
    package static let fewestWindows = 3

    package init(
        champion: String, challenger: String, metric: Metric, championValue: Double, challengerValue: Double,
        improvementPP: Double, windowsPP: [Double?], uncertainty: Uncertainty?, confidence: Double,
        seriesCount: Int, windowCount: Int, disjointWindows: Int, effectiveSeries: Double
    ) {
        self.champion = champion
        self.challenger = challenger
        self.metric = metric
        self.championValue = championValue
        self.challengerValue = challengerValue
        self.improvementPP = improvementPP
        self.windowsPP = windowsPP
        self.uncertainty = uncertainty
        self.confidence = confidence
        self.seriesCount = seriesCount
        self.windowCount = windowCount
        self.disjointWindows = disjointWindows
        self.effectiveSeries = effectiveSeries
    }

    /// The improvement and what may be chance, at `confidence`.
    package var intervalPP: Interval? {
        detectablePP.map { Interval(lower: improvementPP - $0, upper: improvementPP + $0) }
    }

    /// The smallest improvement that the data could have told from chance.
    package var detectablePP: Double? { uncertainty?.margin(confidence: confidence) }

    /// Whether there are windows enough to decide anything.
    package var hasEnoughWindows: Bool { uncertainty != nil && disjointWindows >= Self.fewestWindows }

    /// The same comparison with another level for its interval.
    package func at(confidence: Double) -> Comparison {
        Comparison(
            champion: champion, challenger: challenger, metric: metric, championValue: championValue,
            challengerValue: challengerValue, improvementPP: improvementPP, windowsPP: windowsPP,
            uncertainty: uncertainty, confidence: confidence, seriesCount: seriesCount,
            windowCount: windowCount,
            disjointWindows: disjointWindows, effectiveSeries: effectiveSeries)
    }
}

extension Comparison {
    /// Compares two models on the points that both forecast; `TwoWayVariance` says how the interval is made.
    ///
    /// - Throws: `ComparisonImpossible` when the two are not on common ground or the metric is undefined.
    ///
    /// **Complexity** O(series * windows).
    package static func between(
        champion: ScoreTable, challenger: ScoreTable, on metric: Metric, confidence: Double = 0.95
    ) throws(ComparisonImpossible) -> Comparison {
        precondition(confidence > 0 && confidence < 1, "confidence \(confidence)")
        try ComparisonImpossible.requireCommonGround(champion, challenger)
        try ComparisonImpossible.requireForecasts(ofChampion: champion)
        let championValue = try ComparisonImpossible.require(metric, of: champion)
        let challengerValue = try ComparisonImpossible.require(metric, of: challenger)
        guard let improvement = metric.improvement(champion: championValue, challenger: challengerValue)
        else {
            throw ComparisonImpossible(
                "\(metric.id) of the champion \(champion.model) is 0, so nothing can be a percentage of it")
        }
        guard let influence = PairedInfluence(champion, challenger, metric)
        else { throw ComparisonImpossible("\(metric.id) has nothing to measure in any window") }
        let variance = TwoWayVariance(influence, overlap: champion.overlap)
        guard variance.variance.isFinite || variance.disjointWindows < 2 else {
            throw ComparisonImpossible("differences of \(metric.id) are beyond the range of numbers")
        }
        var windows = [Double?](repeating: nil, count: champion.windows.count)
        for (position, window) in influence.windows.enumerated() {
            windows[window] = influence.valueByWindow[position]
        }
        return Comparison(
            champion: champion.model, challenger: challenger.model, metric: metric,
            championValue: championValue, challengerValue: challengerValue, improvementPP: improvement,
            windowsPP: windows, uncertainty: variance.uncertainty, confidence: confidence,
            seriesCount: influence.measuredSeries.count, windowCount: influence.windows.count,
            disjointWindows: variance.disjointWindows, effectiveSeries: variance.effectiveSeries)
    }
}

extension TwoWayVariance {
    /// Nil with fewer than two disjoint windows.
    var uncertainty: Comparison.Uncertainty? {
        guard variance.isFinite else { return nil }
        return .init(
            standardError: variance.squareRoot(), degreesOfFreedom: degreesOfFreedom,
            fewestDegrees: windowDegrees)
    }
}
