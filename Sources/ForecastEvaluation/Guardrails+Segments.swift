internal import ForecastCore

extension GuardrailCheck {
    /// The segment in which the challenger loses most against the champion.
    ///
    /// Somewhere among many segments chance alone loses five points: each one's interval is as wide as their number asks
    /// for (Bonferroni).
    func worstSegment(
        limit: Double, segmentations: [Segmentation]
    ) throws(ComparisonImpossible) -> GuardrailResult {
        var losses: [Loss] = []
        var small = 0
        for segmentation in segmentations {
            let theirs = champion.totals(by: segmentation).values(of: metric)
            let ours = challenger.totals(by: segmentation).values(of: metric)
            for (index, label) in segmentation.labels.enumerated() {
                guard ours[index].points + ours[index].excluded > 0 else { continue }
                guard min(ours[index].points, theirs[index].points) >= Self.leastPoints else {
                    small += 1
                    continue
                }
                guard let loss = loss(champion: theirs[index].value, challenger: ours[index].value) else {
                    continue
                }
                losses.append(
                    Loss(segmentation, Int32(index), "\(segmentation.name) \(label)", Harm(loss, margin: nil))
                )
            }
        }
        let level = Holm.confidence(confidence, amongst: losses.count)
        for index in losses.indices where losses[index].harm.value > limit {
            losses[index] = try tested(losses[index], confidence: level, limit: limit)
        }
        return segmentResult(limit: limit, losses, small: small, confidence: level)
    }

    /// How much worse the challenger is in a segment.
    private struct Loss {
        let segmentation: Segmentation
        let label: Int32
        let name: String
        let harm: Harm
        var outcome: GuardrailResult.Outcome = .holds

        init(_ segmentation: Segmentation, _ label: Int32, _ name: String, _ harm: Harm) {
            self.segmentation = segmentation
            self.label = label
            self.name = name
            self.harm = harm
        }
    }

    private func tested(_ loss: Loss, confidence: Double, limit: Double) throws(ComparisonImpossible) -> Loss
    {
        guard loss.harm.value.isFinite else {
            var broken = loss
            broken.outcome = .breaks
            return broken
        }
        let isIncluded = loss.segmentation.indices.map { $0.map { $0 == loss.label } }
        let harm = try harm(
            metric, .improvement, sign: -1, confidence: confidence, isIncluded: isIncluded)
        var tested = Loss(loss.segmentation, loss.label, loss.name, harm)
        tested.outcome = harm.against(limit)
        return tested
    }

    /// How much worse the challenger is; infinite where it alone is undefined or the champion is perfect; nil
    /// where both are undefined.
    private func loss(champion: Double?, challenger: Double?) -> Double? {
        guard let challenger else { return champion == nil ? nil : .infinity }
        guard let champion else { return nil }
        return metric.improvement(champion: champion, challenger: challenger).map { 0 - $0 } ?? .infinity
    }

    /// What surely breaks the limit comes first, then what may, then the largest loss.
    private func worst(_ losses: [Loss]) -> Loss? {
        for outcome in [GuardrailResult.Outcome.breaks, .unsure, .holds] {
            var worst: Loss?
            for loss in losses where loss.outcome == outcome {
                if worst.map({ loss.harm.value > $0.harm.value }) ?? true { worst = loss }
            }
            if let worst { return worst }
        }
        return nil
    }

    private func segmentResult(limit: Double, _ losses: [Loss], small: Int, confidence: Double)
        -> GuardrailResult
    {
        let left = NumberText.count(small, "segment", "segments")
        let skipped = small == 0 ? "" : " (\(left) below \(Self.leastPoints) points left out)"
        guard let worst = worst(losses) else {
            return GuardrailResult(
                name: "worst_segment_pp", outcome: .holds, limit: limit, measured: nil,
                detail: "No segment has the \(Self.leastPoints) points that a judgement needs\(skipped).")
        }
        let value = worst.harm.value
        let size =
            value.isFinite ? "\(Self.fixed(value.magnitude)) \(metric.improvementUnit)" : "beyond measure"
        let all = NumberText.count(losses.count, "segment", "segments")
        let check = GuardrailCheck(
            champion: champion, challenger: challenger, metric: metric, confidence: confidence)
        let finding =
            value > 0
            ? "Of \(all) the worst is \(worst.name): \(metric.id) is \(size) worse, "
                + "\(Self.fixed(limit)) allowed\(check.doubt(worst.outcome, worst.harm))"
            : "Of \(all) \(metric.id) is worse in none; the least gain is \(size) in \(worst.name)"
        return GuardrailResult(
            name: "worst_segment_pp", outcome: worst.outcome, limit: limit,
            measured: value.isFinite ? value : nil, detail: finding + skipped + ".")
    }
}
