internal import ForecastCore

extension ExperimentReport {
    /// What the standing of every model is measured against.
    package struct Yardsticks: Codable, Hashable, Sendable {
        package var target: String
        /// The id of the metric that ranks models.
        package var metric: String
        /// The champion, else the best model: improvements are over it.
        package var reference: String
        /// The first seasonal naive model of the spec, which skill is over; null where there is none.
        @OrNull package var seasonalNaive: String?
        package var improvementUnit: Verdict.ImprovementUnit
        /// Of the intervals, 0 to 1.
        package var confidence: Double

        package init(
            target: String, metric: String, reference: String, seasonalNaive: String?,
            improvementUnit: Verdict.ImprovementUnit, confidence: Double
        ) {
            self.target = target
            self.metric = metric
            self.reference = reference
            self.seasonalNaive = seasonalNaive
            self.improvementUnit = improvementUnit
            self.confidence = confidence
        }

        enum CodingKeys: String, CodingKey {
            case target, metric, reference
            case seasonalNaive = "seasonal_naive"
            case improvementUnit = "improvement_unit"
            case confidence
        }
    }

    /// Where a model stands between the yardsticks.
    package struct Standing: Codable, Equatable, Sendable {
        /// By target, in percent: the part of seasonal naive's loss that the model saves; negative where it
        /// loses more.
        package var skill: [String: Figure]
        /// By target, in percent of what was observed: positive where forecasts are too high.
        package var bias: [String: Figure]
        /// Over the reference, positive where the model is better; null for the reference itself.
        package var improvement: Figure
        /// Of the improvement; null where none could be made.
        @OrNull package var interval: Interval?
        /// The improvement and its interval on the other targets; null in reports of earlier versions.
        @OrNull package var otherTargets: [String: Gain]?

        package init(
            skill: [String: Figure], bias: [String: Figure], improvement: Figure, interval: Interval?,
            otherTargets: [String: Gain]? = nil
        ) {
            self.skill = skill
            self.bias = bias
            self.improvement = improvement
            self.interval = interval
            self.otherTargets = otherTargets
        }

        enum CodingKeys: String, CodingKey {
            case skill, bias, improvement, interval
            case otherTargets = "other_targets"
        }
    }

    /// An improvement over the reference, positive where the model is better.
    package struct Gain: Codable, Equatable, Sendable {
        package var improvement: Figure
        /// Null where none could be made.
        @OrNull package var interval: Interval?

        package init(improvement: Figure, interval: Interval?) {
            self.improvement = improvement
            self.interval = interval
        }
    }

    /// What `model` gains over the reference on `target`; nil for the reference and where nobody measured it.
    func gain(of model: ModelReport, target: String) -> Gain? {
        guard let standing = model.standing, model.name != referenceName else { return nil }
        guard target != yardsticks?.target else {
            return Gain(improvement: standing.improvement, interval: standing.interval)
        }
        return standing.otherTargets?[target]
    }

    /// How many actuals lay under a quantile that was forecast.
    ///
    /// Sales are whole numbers, and often 0, so that actuals and quantiles tie. A level between `below` and
    /// `atOrBelow` is kept.
    package struct QuantileCoverage: Codable, Hashable, Sendable {
        package var target: String
        /// The share of actuals that the quantile promises to reach, 0 to 1.
        package var level: Double
        /// The shares of actuals under the quantile, and under it or equal.
        package var below: Figure
        package var atOrBelow: Figure
        /// The actuals that were counted.
        package var points: Int

        package init(target: String, level: Double, below: Figure, atOrBelow: Figure, points: Int) {
            self.target = target
            self.level = level
            self.below = below
            self.atOrBelow = atOrBelow
            self.points = points
        }

        /// The share that comes nearest to the level among those that ties allow.
        var actual: Double? {
            guard let low = below.value, let high = atOrBelow.value else { return nil }
            return min(max(level, low), high)
        }

        enum CodingKeys: String, CodingKey {
            case target, level, below
            case atOrBelow = "at_or_below"
            case points
        }
    }
}

// MARK: - The widest interval

extension ExperimentReport {
    /// How much of what came the widest central interval of a model held.
    struct IntervalCoverage {
        /// Shares of actuals, 0 to 1: promised, and inside or on the bounds.
        let nominal: Double
        let actual: Double
        /// The actual share if ties with a bound are counted outside.
        let strict: Double
        /// `p10 to p90`.
        let label: String

        /// Ten percentage points: far beyond what chance does to thousands of actuals.
        static let tolerance = 0.1

        var isNarrow: Bool { actual < nominal }
        /// Ties speak in the model's favour: many zeros lie on a bound of 0, and can be counted on either side.
        var isFarOff: Bool { actual < nominal - Self.tolerance || strict > nominal + Self.tolerance }
    }

    /// Nil without two levels that lie symmetrically, or without an actual to count.
    func widestInterval(of model: ModelReport, target: String) -> IntervalCoverage? {
        let levels = model.calibration.filter { $0.target == target }
        guard let low = levels.first, let high = levels.last, low.level < 0.5,
            (low.level + high.level - 1).magnitude < 1e-9,
            let below = low.below.value, let atLow = low.atOrBelow.value, let belowHigh = high.below.value,
            let atHigh = high.atOrBelow.value
        else { return nil }
        let labels = [low, high].map { QuantileLevel($0.level)?.label ?? "" }
        return IntervalCoverage(
            nominal: high.level - low.level, actual: atHigh - below, strict: belowHigh - atLow,
            label: labels.joined(separator: " to "))
    }
}

// MARK: - Who is compared with whom

extension ExperimentReport {
    /// The two models whose series are laid side by side: champion and challenger of the verdict, else
    /// seasonal naive and the best model. Nil where there are not two.
    package var pair: (reference: String, contender: String)? {
        if let verdict {
            return verdict.champion == verdict.challenger ? nil : (verdict.champion, verdict.challenger)
        }
        let ranked = ranked(target: mainTarget)
        guard ranked.count > 1 else { return nil }
        let naive = seasonalNaive ?? ranked.first { $0.isBaseline }?.name ?? ranked[1].name
        return (naive, ranked[0].name == naive ? ranked[1].name : ranked[0].name)
    }

    /// The first seasonal naive model in the order of the spec, rather one that forecast.
    package var seasonalNaive: String? {
        let all = models.filter { $0.kind == "seasonal_naive" }
        return (all.first { !$0.neverForecasts(mainTarget) } ?? all.first)?.name
    }

    /// In percent, the part of seasonal naive's loss on the main metric that `model` saves.
    package func skill(of model: ModelReport, target: String) -> Double? {
        guard let metric = mainMetric,
            let naive = self.model(seasonalNaive)?.scores.value(target: target, metric: metric.id),
            let value = model.scores.value(target: target, metric: metric.id)
        else { return nil }
        let loss = metric.loss(of: naive)
        return loss > 0 ? 100 * (1 - metric.loss(of: value) / loss) : nil
    }
}

// MARK: - What skill means here

extension ExperimentReport {
    /// Where seasonal naive could not forecast most series, skill over it is skill over its stand-in, and has to
    /// say so: a history shorter than a season makes it the last observation. Nil otherwise.
    /// - Parameter name: makes a user's name fit for the place.
    func skillCaveat(name: (String) -> String) -> String? {
        guard let naive = model(seasonalNaive), naive.fallbacks.forecasts > 0,
            2 * naive.fallbacks.count > naive.fallbacks.forecasts
        else { return nil }
        let forecasts = NumberText.count(naive.fallbacks.forecasts)
        guard naive.fallbacks.count < naive.fallbacks.forecasts else {
            return
                "\(name(naive.name)) could not forecast a single series: all \(forecasts) of its forecasts are "
                + "fallbacks, mostly the last observation, so that skill is over those."
        }
        return
            "\(NumberText.count(naive.fallbacks.count)) of \(forecasts) forecasts of \(name(naive.name)) are "
            + "fallbacks, mostly the last observation, so that skill is largely over those."
    }
}
