package import ForecastCore
internal import NumericKernels

/// By what the distance of each quantile from the median is multiplied, by demand pattern.
///
/// A model that has seen its training periods many times thinks that it knows more than it does, and one that serves all
/// series alike spreads the quantiles of none right. Periods that it has not learned from say how far they ought to lie.
package struct QuantileSpread: Equatable, Sendable {
    /// `[pattern][level]`, patterns in the order of `DemandPattern.allCases`.
    package let factors: [[Double]]

    /// Changes nothing.
    package init(levels: Int) {
        factors = DemandPattern.allCases.map { _ in Array(repeating: 1, count: levels) }
    }

    package init(factors: [[Double]]) { self.factors = factors }

    package var changesNothing: Bool { factors.allSatisfy { $0.allSatisfy { $0 == 1 } } }

    /// Spreads the quantiles of one step of one series.
    package func spread(
        _ quantiles: inout ArraySlice<Double>, around centre: SpreadCentre?, pattern: DemandPattern
    ) {
        guard let centre else { return }
        let middle = centre.value(quantiles)
        let factors = factors[Int(pattern.rawValue)]
        // A factor of 1 leaves every bit.
        for (level, factor) in factors.enumerated() where factor != 1 {
            let place = quantiles.startIndex + level
            quantiles[place] = middle + factor * (quantiles[place] - middle)
        }
    }
}

// MARK: - What periods that were not learned from say

extension QuantileSpread {
    /// Of fewer rows no factor is taken: the pattern then has those of all series, and all of few have none.
    package static let fewestRows = 300

    /// The factors with the least pinball loss.
    /// - Parameter patterns: `[series]`.
    package init(
        leastLoss forecasts: ExampleForecasts, levels: [Double], patterns: [DemandPattern]
    ) {
        self.init(forecasts, levels: levels, patterns: patterns, factor: Self.leastLoss)
    }

    /// The factors by which as many observations lie below a quantile as its level says.
    ///
    /// With its median m and its quantile q of level tau, an observation y lies at r = (y - m) / (q - m) of the way. The factor is
    /// the order statistic of all r at (n + 1) times tau, for a level below the half at (n + 1)(1 - tau): the next observation
    /// lies on the near side of m + c (q - m) with that probability, if it is exchangeable with those that were asked.
    /// Rows whose quantile is their median, as those of mostly-zero series, say nothing of a distance.
    ///
    /// The least pinball loss weighs a row by its distance, so that a few wide ones decide; it covered 70 of 80 observations of
    /// smooth generated demand where this covers 80 (docs/lightgbm.md).
    /// **Source** Romano, Patterson & Candes 2019 (conformalised quantiles, both tails apart: section 5); scores in units of
    /// the distance to the median: Kivaranovic, Johnson & Leeb 2020, "Adaptive, distribution-free prediction intervals for deep
    /// networks".
    /// - Parameter patterns: `[series]`.
    package init(
        conformal forecasts: ExampleForecasts, levels: [Double], patterns: [DemandPattern]
    ) {
        self.init(forecasts, levels: levels, patterns: patterns, factor: Self.orderStatistic)
    }

    /// One row of one level.
    private struct Score {
        /// Of the target and of the quantile from the median.
        let error: Double
        let distance: Double
        /// The larger of median and quantile.
        let size: Double
    }

    private init(
        _ forecasts: ExampleForecasts, levels: [Double], patterns: [DemandPattern],
        factor: ([Score], Double) -> Double
    ) {
        guard let centre = SpreadCentre(levels) else {
            self.init(levels: levels.count)
            return
        }
        func factors(_ rows: [Int]) -> [Double] {
            let examples = rows.map { Example(forecasts, $0, centre) }
            return levels.indices.map { level in
                levels[level] == 0.5 ? 1 : factor(examples.map { $0.score(level) }, levels[level])
            }
        }
        let all = Array(forecasts.series.indices)
        let shared = all.count < Self.fewestRows ? levels.map { _ in 1 } : factors(all)
        self.init(
            factors: DemandPattern.allCases.map { pattern in
                let rows = all.filter { patterns[Int(forecasts.series[$0])] == pattern }
                return rows.count < Self.fewestRows ? shared : factors(rows)
            })
    }

    /// One row, whose quantiles are read once for all levels.
    private struct Example {
        let quantiles: [Double]
        let middle: Double
        let target: Double

        init(_ forecasts: ExampleForecasts, _ row: Int, _ centre: SpreadCentre) {
            quantiles = forecasts.quantiles(row)
            middle = centre.value(quantiles[...])
            target = Double(forecasts.targets[row])
        }

        func score(_ level: Int) -> Score {
            Score(
                error: target - middle, distance: quantiles[level] - middle,
                size: max(quantiles[level].magnitude, middle.magnitude))
        }
    }

    /// 0.5 to 3 in steps of a twentieth, those next to 1 first: of two that are equal the smaller change is taken.
    private static let candidates = (-10...40).map { 1 + Double($0) / 20 }
        .sorted { (($0 - 1).magnitude, $0) < (($1 - 1).magnitude, $1) }

    private static func leastLoss(_ scores: [Score], level: Double) -> Double {
        var best = (factor: 1.0, loss: Double.infinity)
        for factor in candidates {
            let loss = scores.reduce(0) { sum, score in
                let shortfall = score.error - factor * score.distance
                return sum + (shortfall > 0 ? level : level - 1) * shortfall
            }
            if loss < best.loss { best = (factor, loss) }
        }
        return best.factor
    }

    /// A quantile nearer to the median, in units of the larger of both, is the same.
    private static let resolution = 1e-6
    /// Periods that are unlike all others must not widen every forecast beyond use.
    private static let bounds = 0.25...4.0

    private static func orderStatistic(_ scores: [Score], level: Double) -> Double {
        let ratios = scores.compactMap { score -> Double? in
            guard score.distance.magnitude > resolution * score.size else { return nil }
            let ratio = score.error / score.distance
            return ratio.isFinite ? ratio : nil
        }
        guard ratios.count >= fewestRows else { return 1 }
        let found = EmpiricalQuantile.ofSorted(
            ratios.sorted(), probability: max(level, 1 - level), definition: .type6)
        return min(bounds.upperBound, max(bounds.lowerBound, found))
    }
}
