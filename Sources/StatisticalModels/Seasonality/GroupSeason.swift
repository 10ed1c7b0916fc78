package import ForecastCore

/// The season that the series of a group have in common: for those of them that are too short to show their own.
///
/// Each series is divided by its mean, and the season is that of the mean of all. A series that has seen half a year was
/// measured in its high or its low season, so that its mean is one of what it sold without the season, found in a first round.
///
/// **Source** Group seasonal indices: Dalhart 1974, Withycombe 1989 (Int. J. of Forecasting 5).
/// **Missing values** Every step is the mean of the series observed in it.
/// **Complexity** O(all observations), and one decomposition a round.
package struct GroupSeason: Sendable {
    /// For steps of the grid, from 0.
    let adjustment: SeasonalAdjustment

    private static let rounds = 2

    /// - Parameters:
    ///   - histories: up to the same cutoff.
    ///   - seasons: their lengths, ascending.
    /// - Returns: nil where the group together shows no season, or fewer than two of the longest.
    init?(of histories: [SeriesHistory], seasons: [Int], _ method: SeasonallyAdjusted.Method) {
        guard let longest = seasons.last, longest > 1,
            let first = histories.map(\.firstStep).min(),
            let end = histories.map({ $0.firstStep + $0.values.count }).max(), end - first >= 2 * longest
        else { return nil }
        var found = SeasonalAdjustment()
        for _ in 0..<Self.rounds {
            let together = Self.together(histories, steps: first..<end, without: found)
            guard let start = together.firstIndex(where: { !$0.isNaN }),
                together.count - start >= 2 * longest
            else { return nil }
            found = SeasonalAdjustment(together[start...], seasons: seasons, method).begun(at: first + start)
            guard !found.figures.isEmpty else { return nil }
        }
        adjustment = found
    }

    /// The mean of all series, each in units of its own mean without the season, by step.
    private static func together(
        _ histories: [SeriesHistory], steps: Range<Int>, without season: SeasonalAdjustment
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: steps.count)
        var counts = sums
        for history in histories {
            let size = size(of: history, without: season)
            guard size > 0, size.isFinite else { continue }
            for (offset, value) in history.values.enumerated() where !value.isNaN {
                sums[history.firstStep + offset - steps.lowerBound] += value / size
                counts[history.firstStep + offset - steps.lowerBound] += 1
            }
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    }

    /// The mean magnitude of the values over that of a series which is nothing but this season.
    private static func size(of history: SeriesHistory, without season: SeasonalAdjustment) -> Double {
        var (sum, expected) = (0.0, 0.0)
        for (offset, value) in history.values.enumerated() where !value.isNaN {
            sum += value.magnitude
            expected += season.restored(1, at: history.firstStep + offset)
        }
        return expected > 0 ? sum / expected : 0
    }

    /// As a series takes it out: where seasons add, in units of its size.
    func adjustment(of history: SeriesHistory) -> SeasonalAdjustment {
        guard !adjustment.isMultiplicative else { return adjustment }
        let size = Self.size(of: history, without: adjustment)
        return SeasonalAdjustment(
            figures: adjustment.figures.map { $0.map { size * $0 } }, isMultiplicative: false)
    }
}

extension SeasonalAdjustment {
    /// The same by steps of the grid, for a season that was found in a history whose first value is of grid step `first`.
    fileprivate func begun(at first: Int) -> SeasonalAdjustment {
        let turned = figures.map { figure in
            figure.indices.map { position in
                let steps = position - first % figure.count
                return figure[steps < 0 ? steps + figure.count : steps]
            }
        }
        return SeasonalAdjustment(figures: turned, isMultiplicative: isMultiplicative)
    }
}
