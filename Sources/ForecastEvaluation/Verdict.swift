extension [GuardrailResult] {
    /// The worst of all outcomes.
    var outcome: GuardrailResult.Outcome {
        if contains(where: { $0.outcome == .breaks }) { return .breaks }
        return contains { $0.outcome == .unsure } ? .unsure : .holds
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
