package import ForecastEvaluation

extension ExperimentReport {
    /// Whether a challenger replaces the champion, and on what grounds.
    ///
    /// **Units** An improvement is positive where the challenger is better. It is in percentage points
    /// for metrics in percent and in percent of the champion's value for all others
    /// (`improvementUnit`).
    package struct Verdict: Codable, Equatable, Sendable {
        package typealias Decision = ForecastEvaluation.Decision

        package enum ImprovementUnit: String, Codable, Sendable {
            case percentagePoints = "pp"
            case percent = "%"
        }

        package var decision: Decision
        package var champion: String
        /// The challenger that the decision is about: the promoted one, else the best one.
        package var challenger: String
        package var target: String
        /// The metric's variant id.
        package var metric: String
        package var improvementPP: Figure
        package var improvementUnit: ImprovementUnit
        /// Null where no interval could be made.
        @OrNull package var intervalPP: Interval?
        /// Of the interval, 0 to 1.
        package var confidence: Double
        package var minImprovementPP: Double
        /// Sentences for people, the decisive one first.
        package var reasons: [String]
        package var guardrails: [Guardrail]
        /// Every challenger against the champion, in the order of the spec.
        package var comparisons: [Comparison]
        /// What the interval of `challenger` rests on; null in reports of earlier versions and where nothing could be
        /// compared.
        @OrNull package var evidence: Evidence?
        /// How many different challengers the intervals are corrected for; null in reports of earlier versions.
        @OrNull package var challengersTried: Int?
        /// That the champion itself is worse than a naive baseline, in words; null where it is not.
        @OrNull package var championBelowBaseline: String?

        package init(
            decision: Decision, champion: String, challenger: String, target: String, metric: String,
            improvementPP: Figure, improvementUnit: ImprovementUnit, intervalPP: Interval?,
            confidence: Double,
            minImprovementPP: Double, reasons: [String], guardrails: [Guardrail], comparisons: [Comparison],
            evidence: Evidence? = nil, challengersTried: Int? = nil, championBelowBaseline: String? = nil
        ) {
            self.decision = decision
            self.champion = champion
            self.challenger = challenger
            self.target = target
            self.metric = metric
            self.improvementPP = improvementPP
            self.improvementUnit = improvementUnit
            self.intervalPP = intervalPP
            self.confidence = confidence
            self.minImprovementPP = minImprovementPP
            self.reasons = reasons
            self.guardrails = guardrails
            self.comparisons = comparisons
            self.evidence = evidence
            self.challengersTried = challengersTried
            self.championBelowBaseline = championBelowBaseline
        }

        enum CodingKeys: String, CodingKey {
            case decision, champion, challenger, target, metric
            case improvementPP = "improvement_pp"
            case improvementUnit = "improvement_unit"
            case intervalPP = "interval_pp"
            case confidence
            case minImprovementPP = "min_improvement_pp"
            case reasons, guardrails, comparisons, evidence
            case challengersTried = "challengers_tried"
            case championBelowBaseline = "champion_below_baseline"
        }
    }

    /// What an interval rests on.
    package struct Evidence: Codable, Hashable, Sendable {
        /// The improvement in each window of the backtest; null where the metric is undefined.
        package var windowsPP: [Figure]
        /// Windows of which no two share a period.
        package var disjointWindows: Int
        /// Series that have anything to measure, and how many of one size would tell as much.
        package var series: Int
        package var effectiveSeries: Figure
        /// The smallest improvement that could have been told from chance; null without an interval.
        package var detectablePP: Figure
        /// Whether the lead would be no more than half as large without its best window.
        package var oneWindowCarries: Bool

        package init(
            windowsPP: [Figure], disjointWindows: Int, series: Int, effectiveSeries: Figure,
            detectablePP: Figure, oneWindowCarries: Bool
        ) {
            self.windowsPP = windowsPP
            self.disjointWindows = disjointWindows
            self.series = series
            self.effectiveSeries = effectiveSeries
            self.detectablePP = detectablePP
            self.oneWindowCarries = oneWindowCarries
        }

        enum CodingKeys: String, CodingKey {
            case windowsPP = "windows_pp"
            case disjointWindows = "disjoint_windows"
            case series
            case effectiveSeries = "effective_series"
            case detectablePP = "detectable_pp"
            case oneWindowCarries = "one_window_carries"
        }
    }

    /// A confidence interval; in JSON an array of two numbers.
    package struct Interval: Hashable, Sendable {
        package var lower: Double
        package var upper: Double

        /// Nil where a bound is not finite.
        package init?(lower: Double, upper: Double) {
            guard lower.isFinite, upper.isFinite else { return nil }
            self.lower = lower
            self.upper = upper
        }
    }

    /// A condition beside the metric that a challenger must not break.
    package struct Guardrail: Codable, Hashable, Sendable {
        /// As a spec writes it: `worst_segment_pp`.
        package var name: String
        package var passed: Bool
        package var value: Figure
        package var limit: Figure
        /// What was measured, for people: `abc_class A is 6.1 pp worse`.
        package var explanation: String
        /// Whether the harm is within its limit, perhaps over it, or surely; null in reports of earlier versions, whose
        /// guardrails knew no doubt.
        @OrNull package var outcome: Outcome?

        package typealias Outcome = GuardrailResult.Outcome

        /// Whether the harm is surely over the limit.
        package var isBroken: Bool { outcome.map { $0 == .breaks } ?? !passed }

        package init(
            name: String, passed: Bool, value: Figure, limit: Figure, explanation: String,
            outcome: Outcome? = nil
        ) {
            self.outcome = outcome
            self.name = name
            self.passed = passed
            self.value = value
            self.limit = limit
            self.explanation = explanation
        }
    }

    /// One challenger against the champion on the verdict's metric.
    package struct Comparison: Codable, Hashable, Sendable {
        package var challenger: String
        package var decision: Verdict.Decision
        package var improvementPP: Figure
        @OrNull package var intervalPP: Interval?
        /// The names of the guardrails that it surely breaks.
        package var brokenGuardrails: [String]
        /// The names of those that it may break, by chance; null in reports of earlier versions.
        @OrNull package var unsureGuardrails: [String]?
        /// What the interval rests on; null in reports of earlier versions.
        @OrNull package var evidence: Evidence?
        /// What was measured for it, guardrail by guardrail; null in reports of earlier versions.
        @OrNull package var guardrails: [Guardrail]?

        package init(
            challenger: String, decision: Verdict.Decision, improvementPP: Figure, intervalPP: Interval?,
            brokenGuardrails: [String], unsureGuardrails: [String]? = nil, evidence: Evidence? = nil,
            guardrails: [Guardrail]? = nil
        ) {
            self.challenger = challenger
            self.decision = decision
            self.improvementPP = improvementPP
            self.intervalPP = intervalPP
            self.brokenGuardrails = brokenGuardrails
            self.unsureGuardrails = unsureGuardrails
            self.evidence = evidence
            self.guardrails = guardrails
        }

        enum CodingKeys: String, CodingKey {
            case challenger, decision
            case improvementPP = "improvement_pp"
            case intervalPP = "interval_pp"
            case brokenGuardrails = "broken_guardrails"
            case unsureGuardrails = "unsure_guardrails"
            case evidence
            case guardrails
        }
    }
}

extension ExperimentReport.Interval: Codable {
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        lower = try container.decode(Double.self)
        upper = try container.decode(Double.self)
        guard container.isAtEnd else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "an interval has two numbers")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(lower)
        try container.encode(upper)
    }
}
