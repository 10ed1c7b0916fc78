package import ForecastCore

/// How often something simpler stood in for a model, and on how much of the volume.
package struct FallbackSummary: Equatable, Sendable {
    package struct ReasonCount: Equatable, Sendable {
        package let reason: Fallback.Reason
        package let count: Int

        package init(
            reason: Fallback.Reason, count: Int
        ) {
            self.reason = reason
            self.count = count
        }
    }

    /// Forecasts (series times windows) in which another model stood in; series that took no part in a window
    /// are not forecasts.
    package let count: Int
    /// All forecasts.
    package let forecasts: Int
    /// The same two over forecasts with a point to score. A product that is not on sale yet has no history
    /// and no sales either: every model falls back on it, and nobody is the worse for it. Nor is a history of one and the
    /// same value a failure: the stand-in continues it exactly.
    package let scoredCount: Int
    package let scoredForecasts: Int
    /// The part of the sum of |y| over scored points that was forecast by a stand-in; 0 without volume.
    package let volumeShare: Double
    /// The reasons that occurred, over all forecasts, in the order of their declaration.
    package let reasons: [ReasonCount]

    package init(
        count: Int, forecasts: Int, scoredCount: Int, scoredForecasts: Int, volumeShare: Double,
        reasons: [ReasonCount]
    ) {
        self.count = count
        self.forecasts = forecasts
        self.scoredCount = scoredCount
        self.scoredForecasts = scoredForecasts
        self.volumeShare = volumeShare
        self.reasons = reasons
    }

    /// Whether all that was scored was forecast by something simpler: nothing can be said of the model itself.
    package var isTotal: Bool { scoredForecasts > 0 && scoredCount == scoredForecasts }

    /// `scoredCount / scoredForecasts`, what the guardrail looks at; 0 without forecasts.
    package var share: Double { scoredForecasts > 0 ? Double(scoredCount) / Double(scoredForecasts) : 0 }
}

extension ScoreTable {
    /// Whether the model made any of the scored forecasts by itself. **Complexity** stops at the first that it made.
    package var neverForecasts: Bool {
        let width = settings.layout.width
        var scored = 0
        for scores in windows {
            for (series, reason) in scores.fallbackReasons.enumerated()
            where reason != WindowScores.absentCode
                && scores.statistics[series * width + StatisticLayout.points] > 0
            {
                if reason == 0 { return false }
                scored += 1
            }
        }
        return scored > 0
    }

    package func fallbacks() -> FallbackSummary {
        let width = settings.layout.width
        var byReason = [Int](repeating: 0, count: 256)
        var scoredCount = 0
        var scoredForecasts = 0
        var standIns = RowSums(groups: 1, width: width)
        for scores in windows {
            for (series, reason) in scores.fallbackReasons.enumerated()
            where reason != WindowScores.absentCode {
                byReason[Int(reason)] += 1
                if scores.hasPoints(series) { scoredForecasts += 1 }
                if reason != 0 {
                    if scores.hasPoints(series), scores.isFailure(series) { scoredCount += 1 }
                    standIns.add(scores.statistics, at: series * width, to: 0)
                }
                standIns.endRow()
            }
            standIns.endBlock()
        }
        let volume = total.absoluteActual()
        let standInTotal = ScoreTotals(layout: settings.layout, sums: standIns.finished())
        let forecasts = byReason.reduce(0, +)
        return FallbackSummary(
            count: forecasts - byReason[0], forecasts: forecasts, scoredCount: scoredCount,
            scoredForecasts: scoredForecasts,
            volumeShare: volume > 0 ? standInTotal.absoluteActual() / volume : 0,
            reasons: Fallback.Reason.allCases.compactMap { reason in
                let count = byReason[Int(reason.rawValue)]
                return count > 0 ? FallbackSummary.ReasonCount(reason: reason, count: count) : nil
            })
    }

    /// Forecast values that were repaired, over all windows.
    package func repairs() -> RepairCount { windows.reduce(RepairCount()) { $0 + $1.repairs } }
}

extension WindowScores {
    /// Whether a series has anything to score.
    func hasPoints(_ series: Int) -> Bool {
        statistics[series * settings.layout.width + StatisticLayout.points] > 0
    }

    /// Whether something else forecast in the model's place because the model failed.
    func isFailure(_ series: Int) -> Bool {
        let reason = fallbackReasons[series]
        guard reason != 0, reason != Self.absentCode else { return false }
        return reason != Fallback.Reason.allZero.rawValue && reason != Fallback.Reason.constant.rawValue
    }
}
