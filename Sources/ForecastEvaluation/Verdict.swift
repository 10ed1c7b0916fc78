/// What a comparison leads to.
package enum Decision: String, Sendable, CaseIterable {
    case promote, keep, inconclusive
}

extension Decision {
    /// The decision table of `docs/metrics.md`. The first row that applies decides:
    ///
    /// 1. Fewer than three windows that share no period: nothing is sure, inconclusive.
    /// 2. A guardrail surely breaks (the naive baselines are one): keep.
    /// 3. The improvement reaches the minimum and its whole interval lies above 0: promote, or inconclusive where a
    ///    guardrail is over its limit and chance may have put it there.
    /// 4. The whole interval lies at or below the minimum: keep, the improvement is surely smaller than asked for.
    /// 5. Otherwise chance may decide either way: inconclusive.
    package static func about(
        _ comparison: Comparison, minimumPP: Double, guardrails: GuardrailResult.Outcome
    ) -> Decision {
        guard comparison.hasEnoughWindows, let interval = comparison.intervalPP else { return .inconclusive }
        if guardrails == .breaks { return .keep }
        if comparison.improvementPP >= minimumPP, interval.lower > 0 {
            return guardrails == .holds ? .promote : .inconclusive
        }
        return interval.upper <= minimumPP ? .keep : .inconclusive
    }
}

extension [GuardrailResult] {
    /// The worst of all outcomes.
    var outcome: GuardrailResult.Outcome {
        if contains(where: { $0.outcome == .breaks }) { return .breaks }
        return contains { $0.outcome == .unsure } ? .unsure : .holds
    }
}

/// What becomes of one challenger.
package struct ChallengerVerdict: Equatable, Sendable {
    package let decision: Decision
    package let comparison: Comparison
    package let guardrails: [GuardrailResult]
    /// Sentences for a planner, with the numbers.
    package let reasons: [String]

    package var challenger: String { comparison.challenger }

    package init(decision: Decision, comparison: Comparison, guardrails: [GuardrailResult], reasons: [String])
    {
        self.decision = decision
        self.comparison = comparison
        self.guardrails = guardrails
        self.reasons = reasons
    }
}

/// The answer of an experiment: who should be champion, by how much, how sure we are.
package struct Verdict: Equatable, Sendable {
    package let decision: Decision
    package let target: String
    package let champion: String
    /// The challenger that is promoted, or the one that came nearest to it.
    package let challenger: String
    /// The variant id of the metric.
    package let metric: String
    /// Of `challenger` on `champion`; see `Comparison.improvementPP` for the unit.
    package let improvementPP: Double
    /// Nil where none could be made.
    package let intervalPP: Comparison.Interval?
    package let reasons: [String]
    /// Those of `challenger`.
    package let guardrails: [GuardrailResult]
    /// Every challenger's own decision, in the order of declaration.
    package let challengers: [ChallengerVerdict]
    /// How many different challengers the intervals are corrected for.
    package let challengersTried: Int
    /// That the champion itself is worse than a naive baseline, and by how much; nil where it is not.
    package let championBelowBaseline: String?

    package init(
        decision: Decision, target: String, champion: String, challenger: String, metric: String,
        improvementPP: Double, intervalPP: Comparison.Interval?, reasons: [String],
        guardrails: [GuardrailResult], challengers: [ChallengerVerdict], challengersTried: Int,
        championBelowBaseline: String?
    ) {
        self.decision = decision
        self.target = target
        self.champion = champion
        self.challenger = challenger
        self.metric = metric
        self.improvementPP = improvementPP
        self.intervalPP = intervalPP
        self.reasons = reasons
        self.guardrails = guardrails
        self.challengers = challengers
        self.challengersTried = challengersTried
        self.championBelowBaseline = championBelowBaseline
    }
}
