package import ForecastCore

/// When a challenger takes the champion's place.
package struct PromotionPolicy: Hashable, Sendable {
    package let metric: Metric
    /// In percentage points for metrics in percent, else in percent of the champion's value.
    package let minimumImprovementPP: Double
    /// The probability that the intervals of all challengers cover at once, in (0, 1).
    package let confidence: Double
    package let guardrails: GuardrailLimits

    package init(
        metric: Metric, minimumImprovementPP: Double, confidence: Double = 0.95,
        guardrails: GuardrailLimits = GuardrailLimits()
    ) {
        precondition(confidence > 0 && confidence < 1, "confidence \(confidence)")
        self.metric = metric
        self.minimumImprovementPP = minimumImprovementPP
        self.confidence = confidence
        self.guardrails = guardrails
    }

    /// The verdict on all challengers.
    ///
    /// Intervals are corrected for the number of challengers (`Holm`); several that forecast the same to the bit are one,
    /// and one that forecasts as the champion does is none. Among several that could be promoted the one with the
    /// largest improvement wins, the first declared among equals.
    ///
    /// - Parameters:
    ///   - challengers: in the order of declaration, at least one.
    ///   - baselines: the naive models, which always run.
    ///   - segmentations: what `worst_segment_pp` looks into.
    /// - Throws: `ComparisonImpossible` when any challenger cannot be compared; the reason names all such.
    package func decide(
        champion: ScoreTable, challengers: [ScoreTable], baselines: [ScoreTable],
        segmentations: [Segmentation]
    ) throws(ComparisonImpossible) -> Verdict {
        var comparisons: [Comparison] = []
        var obstacles: [String] = []
        for challenger in challengers {
            do throws(ComparisonImpossible) {
                comparisons.append(
                    try Comparison.between(
                        champion: champion, challenger: challenger, on: metric, confidence: confidence))
            } catch {
                if !obstacles.contains(error.reason) { obstacles.append(error.reason) }
            }
        }
        let tried = Self.differentModels(challengers, beside: champion)
        var verdicts: [ChallengerVerdict] = []
        if obstacles.isEmpty {
            for (comparison, challenger) in zip(corrected(comparisons, tried), challengers) {
                do throws(ComparisonImpossible) {
                    verdicts.append(
                        try judge(
                            comparison, challenger, against: champion, baselines: baselines,
                            segmentations: segmentations, tried: tried))
                } catch {
                    if !obstacles.contains(error.reason) { obstacles.append(error.reason) }
                }
            }
        }
        guard obstacles.isEmpty else { throw ComparisonImpossible(obstacles.joined(separator: "; ")) }
        guard let chosen = foremost(of: verdicts) else {
            throw ComparisonImpossible("there is no challenger")
        }
        return verdict(
            choosing: chosen, among: verdicts, target: champion.target, tried: tried,
            championBelowBaseline: try championBelowBaseline(champion, baselines))
    }

    /// How many challengers differ from the champion and from those before them in any score.
    private static func differentModels(_ challengers: [ScoreTable], beside champion: ScoreTable) -> Int {
        var different = [champion.windows]
        for challenger in challengers where !different.contains(challenger.windows) {
            different.append(challenger.windows)
        }
        return different.count - 1
    }

    private func corrected(_ comparisons: [Comparison], _ tried: Int) -> [Comparison] {
        let pValues = comparisons.map { comparison in
            comparison.uncertainty?.pValue(of: comparison.improvementPP)
        }
        return zip(comparisons, Holm.confidences(pValues, confidence, amongst: tried)).map {
            $0.at(confidence: $1)
        }
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
        choosing chosen: ChallengerVerdict, among verdicts: [ChallengerVerdict], target: String, tried: Int,
        championBelowBaseline: String?
    ) -> Verdict {
        let others = verdicts.filter { $0.challenger != chosen.challenger }.map { other in
            "\(other.challenger): \(other.decision.rawValue), "
                + "\(gain(other.comparison.improvementPP)) than the champion "
                + "(\(interval(other.comparison)))."
        }
        return Verdict(
            decision: chosen.decision, target: target, champion: chosen.comparison.champion,
            challenger: chosen.challenger, metric: metric.id, improvementPP: chosen.comparison.improvementPP,
            intervalPP: chosen.comparison.intervalPP, reasons: chosen.reasons + others,
            guardrails: chosen.guardrails, challengers: verdicts, challengersTried: tried,
            championBelowBaseline: championBelowBaseline)
    }

    private func judge(
        _ comparison: Comparison, _ challenger: ScoreTable, against champion: ScoreTable,
        baselines: [ScoreTable], segmentations: [Segmentation], tried: Int
    ) throws(ComparisonImpossible) -> ChallengerVerdict {
        let check = GuardrailCheck(
            champion: champion, challenger: challenger, metric: metric, confidence: confidence)
        var results: [GuardrailResult] = [try check.naiveBaseline(baselines)]
        if let limit = guardrails.biasPP { results.append(try check.bias(limit: limit)) }
        if let limit = guardrails.absoluteBiasPP { results.append(try check.absoluteBias(limit: limit)) }
        if let limit = guardrails.worstSegmentPP {
            results.append(try check.worstSegment(limit: limit, segmentations: segmentations))
        }
        if let limit = guardrails.fallbackShare { results.append(check.fallbacks(limit: limit)) }
        let decision = Decision.about(
            comparison, minimumPP: minimumImprovementPP, guardrails: results.outcome)
        return ChallengerVerdict(
            decision: decision, comparison: comparison, guardrails: results,
            reasons: reasons(for: decision, comparison, results, tried: tried))
    }

    /// The yardstick, held against the champion: as measured, since it is a remark and decides nothing.
    private func championBelowBaseline(_ champion: ScoreTable, _ baselines: [ScoreTable])
        throws(ComparisonImpossible) -> String?
    {
        let rivals = baselines.filter { $0.model != champion.model }
        guard let best = try GuardrailCheck.best(of: rivals, metric, beside: champion),
            let value = champion.value(of: metric).value, metric.loss(value) > metric.loss(best.value)
        else { return nil }
        return "the champion \(champion.model) itself is worse than the naive baseline \(best.table.model) "
            + "(\(metric.id) \(metric.text(of: value)) against \(metric.text(of: best.value)))"
    }
}
