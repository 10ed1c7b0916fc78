package import ForecastCore

/// When a challenger takes the champion's place.
package struct PromotionPolicy: Hashable, Sendable {
    package let metric: Metric
    /// In percentage points for metrics in percent, else in percent of the champion's value.
    package let minimumImprovementPP: Double
    package let comparison: Comparison.Settings
    package let guardrails: GuardrailLimits

    package init(
        metric: Metric, minimumImprovementPP: Double, comparison: Comparison.Settings = Comparison.Settings(),
        guardrails: GuardrailLimits = GuardrailLimits()
    ) {
        self.metric = metric
        self.minimumImprovementPP = minimumImprovementPP
        self.comparison = comparison
        self.guardrails = guardrails
    }

    /// The verdict on all challengers.
    ///
    /// Among several that could be promoted the one with the largest improvement wins, the first declared
    /// among equals. No correction is made for their number: with many challengers ask for more confidence.
    ///
    /// - Parameters:
    ///   - challengers: in the order of declaration, at least one.
    ///   - baselines: the naive models, which always run.
    ///   - segmentations: what `worst_segment_pp` looks into.
    ///   - random: see `Comparison.between`.
    /// - Throws: `ComparisonImpossible` when any challenger cannot be compared; the reason names all such.
    package func decide(
        champion: ScoreTable, challengers: [ScoreTable], baselines: [ScoreTable],
        segmentations: [Segmentation],
        random: RandomPath
    ) throws(ComparisonImpossible) -> Verdict {
        var verdicts: [ChallengerVerdict] = []
        var obstacles: [String] = []
        for challenger in challengers {
            do throws(ComparisonImpossible) {
                verdicts.append(
                    try judge(
                        challenger, against: champion, baselines: baselines, segmentations: segmentations,
                        random: random))
            } catch {
                if !obstacles.contains(error.reason) { obstacles.append(error.reason) }
            }
        }
        guard obstacles.isEmpty else { throw ComparisonImpossible(obstacles.joined(separator: "; ")) }
        guard let chosen = foremost(of: verdicts) else {
            throw ComparisonImpossible("there is no challenger")
        }
        return verdict(choosing: chosen, among: verdicts, target: champion.target)
    }

    /// The challenger to speak of: the best promotable one, else the best inconclusive one, else the best.
    private func foremost(of verdicts: [ChallengerVerdict]) -> ChallengerVerdict? {
        for decision in [Decision.promote, .inconclusive, .keep] {
            var best: ChallengerVerdict?
            for verdict in verdicts where verdict.decision == decision {
                if best.map({ verdict.comparison.improvementPP > $0.comparison.improvementPP }) ?? true {
                    best = verdict
                }
            }
            if let best { return best }
        }
        return nil
    }

    private func verdict(
        choosing chosen: ChallengerVerdict, among verdicts: [ChallengerVerdict], target: String
    ) -> Verdict {
        let others = verdicts.filter { $0.challenger != chosen.challenger }.map { other in
            "\(other.challenger): \(other.decision.rawValue), "
                + "\(gain(other.comparison.improvementPP)) than the champion "
                + "(interval \(interval(other.comparison)))."
        }
        return Verdict(
            decision: chosen.decision, target: target, champion: chosen.comparison.champion,
            challenger: chosen.challenger, metric: metric.id, improvementPP: chosen.comparison.improvementPP,
            intervalPP: chosen.comparison.intervalPP, reasons: chosen.reasons + others,
            guardrails: chosen.guardrails, challengers: verdicts)
    }

    private func judge(
        _ challenger: ScoreTable, against champion: ScoreTable, baselines: [ScoreTable],
        segmentations: [Segmentation], random: RandomPath
    ) throws(ComparisonImpossible) -> ChallengerVerdict {
        let comparison = try Comparison.between(
            champion: champion, challenger: challenger, on: metric, settings: self.comparison, random: random)
        let check = GuardrailCheck(champion: champion, challenger: challenger, metric: metric)
        var results: [GuardrailResult] = [try check.naiveBaseline(baselines)]
        if let limit = guardrails.biasPP { results.append(try check.bias(limit: limit)) }
        if let limit = guardrails.worstSegmentPP {
            results.append(check.worstSegment(limit: limit, segmentations: segmentations))
        }
        if let limit = guardrails.fallbackShare { results.append(check.fallbacks(limit: limit)) }
        let decision = Decision.about(
            improvementPP: comparison.improvementPP, intervalPP: comparison.intervalPP,
            minimumPP: minimumImprovementPP, guardrailsHold: results.allSatisfy(\.passed))
        return ChallengerVerdict(
            decision: decision, comparison: comparison, guardrails: results,
            reasons: reasons(for: decision, comparison, results))
    }
}
