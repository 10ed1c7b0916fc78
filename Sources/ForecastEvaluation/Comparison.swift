package import ForecastCore
internal import NumericKernels

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

    /// How the interval is made.
    package struct Settings: Hashable, Sendable {
        /// The probability that the interval covers, in (0, 1).
        package let confidence: Double
        /// Bootstrap replicates.
        package let replicates: Int

        package init(confidence: Double = 0.95, replicates: Int = 1000) {
            precondition(confidence > 0 && confidence < 1, "confidence \(confidence)")
            precondition(replicates >= 1, "\(replicates) replicates")
            self.confidence = confidence
            self.replicates = replicates
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
    /// The percentile interval of the improvement, in the same unit.
    package let intervalPP: Interval
    package let settings: Settings
    /// What was resampled: series and windows in which the metric has anything to measure.
    package let seriesCount: Int
    package let windowCount: Int

    package init(
        champion: String, challenger: String, metric: Metric, championValue: Double, challengerValue: Double,
        improvementPP: Double, intervalPP: Interval, settings: Settings, seriesCount: Int, windowCount: Int
    ) {
        self.champion = champion
        self.challenger = challenger
        self.metric = metric
        self.championValue = championValue
        self.challengerValue = challengerValue
        self.improvementPP = improvementPP
        self.intervalPP = intervalPP
        self.settings = settings
        self.seriesCount = seriesCount
        self.windowCount = windowCount
    }

    /// The share of replicates in which the metric may be undefined before the interval means nothing.
    static let toleratedUndefinedShare = 0.05

    /// Compares two models on the points that both forecast.
    ///
    /// The interval is a paired percentile bootstrap: each replicate draws as many series as there are, with
    /// replacement, and as many windows, in circular blocks (windows next to each other share history and
    /// season); both models are measured on the same draw by the metric's own formula.
    ///
    /// **Source** Künsch 1989 and Politis & Romano 1992 for circular blocks; Owen 2007, "The pigeonhole
    /// bootstrap", for resampling rows and columns of a crossed design, which errs on the wide side.
    ///
    /// - Parameter random: the randomness of the draws. Give all challengers of one champion the same path:
    ///   they are then judged on the same draws.
    /// - Throws: `ComparisonImpossible` when the two are not on common ground or the metric is undefined.
    ///
    /// **Complexity** O(replicates * series * windows): 0.8 s for 1,000 x 30,000 x 4, most of it drawing.
    package static func between(
        champion: ScoreTable, challenger: ScoreTable, on metric: Metric, settings: Settings = Settings(),
        random: RandomPath
    ) throws(ComparisonImpossible) -> Comparison {
        let pair = try Pair(champion: champion, challenger: challenger, on: metric)
        let draws = pair.bootstrap.improvements(replicates: settings.replicates, random: random)
        return try pair.comparison(draws, settings)
    }

    /// Compares several models with one champion, `[challenger]`; nil where that is impossible. To the bit what
    /// `between` says of each, with one drawing for all, which is most of the work.
    package static func between(
        champion: ScoreTable, challengers: [ScoreTable], on metric: Metric, settings: Settings = Settings(),
        random: RandomPath
    ) -> [Comparison?] {
        let pairs = challengers.map { try? Pair(champion: champion, challenger: $0, on: metric) }
        let draws = PairedBootstrap.improvements(
            of: pairs.compactMap(\.?.bootstrap), replicates: settings.replicates, random: random)
        var next = 0
        return pairs.map { pair in
            guard let pair else { return nil }
            next += 1
            return try? pair.comparison(draws[next - 1], settings)
        }
    }

    /// Two models that can be compared, before anything is drawn.
    private struct Pair {
        let champion: String
        let challenger: String
        let metric: Metric
        let championValue: Double
        let challengerValue: Double
        let improvement: Double
        let bootstrap: PairedBootstrap

        init(champion: ScoreTable, challenger: ScoreTable, on metric: Metric) throws(ComparisonImpossible) {
            try ComparisonImpossible.requireCommonGround(champion, challenger)
            try ComparisonImpossible.requireForecasts(ofChampion: champion)
            championValue = try ComparisonImpossible.require(metric, of: champion)
            challengerValue = try ComparisonImpossible.require(metric, of: challenger)
            guard let improvement = metric.improvement(champion: championValue, challenger: challengerValue)
            else {
                throw ComparisonImpossible(
                    "\(metric.id) of the champion \(champion.model) is 0, so nothing can be a percentage of it"
                )
            }
            guard let bootstrap = PairedBootstrap(champion: champion, challenger: challenger, metric: metric),
                bootstrap.hasSeveralUnits
            else {
                throw ComparisonImpossible(
                    "\(metric.id) rests on a single series in a single window: there is nothing to resample, "
                        + "so nobody can say how sure the difference is; use more windows or more series")
            }
            self.champion = champion.model
            self.challenger = challenger.model
            self.metric = metric
            self.improvement = improvement
            self.bootstrap = bootstrap
        }

        func comparison(_ draws: [Double], _ settings: Settings) throws(ComparisonImpossible) -> Comparison {
            let undefined = settings.replicates - draws.count
            guard Double(undefined) <= toleratedUndefinedShare * Double(settings.replicates), !draws.isEmpty
            else {
                throw ComparisonImpossible(
                    "\(metric.id) is undefined in \(undefined) of \(settings.replicates) resamples: "
                        + "too few points to compare on")
            }
            return Comparison(
                champion: champion, challenger: challenger, metric: metric, championValue: championValue,
                challengerValue: challengerValue, improvementPP: improvement,
                intervalPP: percentileInterval(draws, confidence: settings.confidence), settings: settings,
                seriesCount: bootstrap.seriesCount, windowCount: bootstrap.windowCount)
        }
    }

    /// The central interval of `draws`.
    static func percentileInterval(_ draws: [Double], confidence: Double) -> Interval {
        let sorted = draws.sorted()
        let tail = (1 - confidence) / 2
        return Interval(
            lower: EmpiricalQuantile.ofSorted(sorted, probability: tail),
            upper: EmpiricalQuantile.ofSorted(sorted, probability: 1 - tail))
    }
}
