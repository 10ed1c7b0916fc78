/// What a comparison leads to.
package enum Decision: String, Sendable, CaseIterable {
    case promote, keep, inconclusive
}

extension Decision {
    /// The decision table of `docs/metrics.md`.
    ///
    /// 1. A broken guardrail (the naive baselines are one) is a definite reason: keep.
    /// 2. The improvement reaches the minimum and its whole interval lies above 0: promote.
    /// 3. The interval straddles the minimum, `lower <= minimum < upper`: more data could decide either way:
    ///    inconclusive.
    /// 4. Otherwise keep: the improvement is surely smaller than asked for, or no sure improvement at all.
    package static func about(
        improvementPP: Double, intervalPP: Comparison.Interval, minimumPP: Double, guardrailsHold: Bool
    ) -> Decision {
        guard guardrailsHold else { return .keep }
        if improvementPP >= minimumPP && intervalPP.lower > 0 { return .promote }
        return intervalPP.lower <= minimumPP && minimumPP < intervalPP.upper ? .inconclusive : .keep
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
    package let intervalPP: Comparison.Interval
    package let reasons: [String]
    /// Those of `challenger`.
    package let guardrails: [GuardrailResult]
    /// Every challenger's own decision, in the order of declaration.
    package let challengers: [ChallengerVerdict]

    package init(
        decision: Decision, target: String, champion: String, challenger: String, metric: String,
        improvementPP: Double, intervalPP: Comparison.Interval, reasons: [String],
        guardrails: [GuardrailResult], challengers: [ChallengerVerdict]
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
    }
}
