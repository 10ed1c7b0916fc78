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
