internal import ForecastCore

/// What a challenger must not break on its way to a better metric. Nil switches a guardrail off.
package struct GuardrailLimits: Hashable, Sendable {
    /// How much further from 0 than the champion's the challenger's bias may be, in percentage points.
    package let biasPP: Double?
    /// How much worse than the champion it may be in any segment, in the unit of the improvement.
    package let worstSegmentPP: Double?
    /// The largest share of its forecasts that may come from a stand-in, between 0 and 1.
    package let fallbackShare: Double?

    package init(biasPP: Double? = 2.0, worstSegmentPP: Double? = 5.0, fallbackShare: Double? = 0.05) {
        self.biasPP = biasPP
        self.worstSegmentPP = worstSegmentPP
        self.fallbackShare = fallbackShare
    }
}

/// One guardrail, checked.
package struct GuardrailResult: Equatable, Sendable {
    /// `bias_pp`, `worst_segment_pp`, `fallback_share`, or `naive_baseline`, which cannot be switched off.
    package let name: String
    package let passed: Bool
    /// `measured` may not exceed it.
    package let limit: Double
    /// Nil when there was nothing to measure, or it was beyond all measure.
    package let measured: Double?
    /// A sentence with the numbers.
    package let detail: String

    package init(name: String, passed: Bool, limit: Double, measured: Double?, detail: String) {
        self.name = name
        self.passed = passed
        self.limit = limit
        self.measured = measured
        self.detail = detail
    }
}

/// Checks the guardrails for one pair of models.
struct GuardrailCheck {
    /// A segment with fewer points is too small to be judged on its own: one bad week of one series
    /// would decide.
    static let leastPoints = 30

    let champion: ScoreTable
    let challenger: ScoreTable
    let metric: Metric

    /// The further distance from 0 of the challenger's bias.
    func bias(limit: Double) throws(ComparisonImpossible) -> GuardrailResult {
        let ours = try ComparisonImpossible.require(Metric(.bias), of: challenger)
        let theirs = try ComparisonImpossible.require(Metric(.bias), of: champion)
        let further = ours.magnitude - theirs.magnitude
        let change =
            "\(NumberText.fixed(further.magnitude, decimals: 2)) percentage points "
            + (further > 0 ? "further from 0" : "nearer to 0")
        return GuardrailResult(
            name: "bias_pp", passed: further <= limit, limit: limit, measured: further,
            detail:
                "Bias is \(NumberText.fixed(ours, decimals: 2)) %, the champion's \(NumberText.fixed(theirs, decimals: 2)) %: "
                + "\(change), \(NumberText.fixed(limit, decimals: 2)) allowed.")
    }

    /// The share of the challenger's forecasts that something simpler made.
    func fallbacks(limit: Double) -> GuardrailResult {
        let summary = challenger.fallbacks()
        let forecasts = NumberText.count(summary.scoredForecasts, "forecast", "forecasts")
        let shares =
            "\(NumberText.percent(summary.share)), "
            + "\(NumberText.percent(summary.volumeShare)) of the volume"
        return GuardrailResult(
            name: "fallback_share", passed: summary.share <= limit, limit: limit, measured: summary.share,
            detail: "\(NumberText.count(summary.scoredCount)) of \(forecasts) (\(shares)) "
                + "\(summary.scoredCount == 1 ? "is a fallback" : "are fallbacks"), "
                + "\(NumberText.percent(limit)) allowed.")
    }

    /// The segment in which the challenger loses most against the champion.
    func worstSegment(limit: Double, segmentations: [Segmentation]) -> GuardrailResult {
        var worst: (loss: Double, segment: String)?
        var compared = 0
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
                compared += 1
                if worst.map({ loss > $0.loss }) ?? true { worst = (loss, "\(segmentation.name) \(label)") }
            }
        }
        return segmentResult(limit: limit, worst: worst, compared: compared, small: small)
    }

    /// How much worse the challenger is; infinite where it alone is undefined or the champion is perfect; nil
    /// where both are undefined.
    private func loss(champion: Double?, challenger: Double?) -> Double? {
        guard let challenger else { return champion == nil ? nil : .infinity }
        guard let champion else { return nil }
        return metric.improvement(champion: champion, challenger: challenger).map { 0 - $0 } ?? .infinity
    }

    private func segmentResult(
        limit: Double, worst: (loss: Double, segment: String)?, compared: Int, small: Int
    ) -> GuardrailResult {
        let left = NumberText.count(small, "segment", "segments")
        let skipped = small == 0 ? "" : " (\(left) below \(Self.leastPoints) points left out)"
        guard let worst else {
            return GuardrailResult(
                name: "worst_segment_pp", passed: true, limit: limit, measured: nil,
                detail: "No segment has the \(Self.leastPoints) points that a judgement needs\(skipped).")
        }
        let isFinite = worst.loss.isFinite
        let size =
            isFinite
            ? "\(NumberText.fixed(worst.loss.magnitude, decimals: 2)) \(metric.improvementUnit)"
            : "beyond measure"
        let all = NumberText.count(compared, "segment", "segments")
        let finding =
            worst.loss > 0
            ? "Of \(all) the worst is \(worst.segment): \(metric.id) is \(size) worse, "
                + "\(NumberText.fixed(limit, decimals: 2)) allowed"
            : "Of \(all) \(metric.id) is worse in none; the least gain is \(size) in \(worst.segment)"
        return GuardrailResult(
            name: "worst_segment_pp", passed: worst.loss <= limit, limit: limit,
            measured: isFinite ? worst.loss : nil, detail: finding + skipped + ".")
    }

    /// Nothing below the naive baselines is promoted, whatever it improves on, nor what a baseline made under the challenger's
    /// name. A baseline that never forecast is none.
    /// - Throws: when no baseline can be measured.
    func naiveBaseline(_ baselines: [ScoreTable]) throws(ComparisonImpossible) -> GuardrailResult {
        guard !challenger.neverForecasts else { return challengerIsStandIn }
        let ours = metric.loss(try ComparisonImpossible.require(metric, of: challenger))
        var best: (loss: Double, value: Double, model: String)?
        for baseline in baselines where !baseline.neverForecasts {
            try ComparisonImpossible.requireCommonGround(baseline, challenger)
            guard let value = baseline.value(of: metric).value else { continue }
            if best.map({ metric.loss(value) < $0.loss }) ?? true {
                best = (metric.loss(value), value, baseline.model)
            }
        }
        guard let best else {
            throw ComparisonImpossible(
                "no naive baseline has a \(metric.id) to compare with, "
                    + "and nothing below the baselines is promoted")
        }
        let excess = ours - best.loss
        return GuardrailResult(
            name: "naive_baseline", passed: excess <= 0, limit: 0, measured: excess,
            detail: "The best naive baseline, \(best.model), has a \(metric.id) of "
                + "\(metric.text(of: best.value)); the challenger is "
                + (excess > 0 ? "worse." : excess < 0 ? "better." : "equal."))
    }

    private var challengerIsStandIn: GuardrailResult {
        let forecasts = challenger.fallbacks().scoredForecasts
        return GuardrailResult(
            name: "naive_baseline", passed: false, limit: 0, measured: nil,
            detail:
                "\(challenger.model) never forecast: all \(NumberText.count(forecasts, "forecast", "forecasts")) "
                + "under its name are fallbacks.")
    }
}
