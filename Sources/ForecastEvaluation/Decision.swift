/// What a comparison leads to.
package enum Decision: String, Codable, Sendable, CaseIterable {
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
