internal import ForecastCore

/// What a challenger must not break on its way to a better metric. Nil switches a guardrail off.
package struct GuardrailLimits: Hashable, Sendable {
    /// How much further from 0 than the champion's the challenger's bias may be, in percentage points.
    package let biasPP: Double?
    /// How far from 0 the challenger's bias may be, unless the champion's is further, in percentage points.
    package let absoluteBiasPP: Double?
    /// How much worse than the champion it may be in any segment, in the unit of the improvement.
    package let worstSegmentPP: Double?
    /// How much larger than the champion's the share of its forecasts may be that come from a stand-in, 0 to 1.
    package let fallbackShare: Double?

    package init(
        biasPP: Double? = 2.0, absoluteBiasPP: Double? = 10.0, worstSegmentPP: Double? = 5.0,
        fallbackShare: Double? = 0.05
    ) {
        self.biasPP = biasPP
        self.absoluteBiasPP = absoluteBiasPP
        self.worstSegmentPP = worstSegmentPP
        self.fallbackShare = fallbackShare
    }
}

/// One guardrail, checked.
package struct GuardrailResult: Equatable, Sendable {
    /// What was found out about the harm that a guardrail watches.
    package enum Outcome: String, Codable, Sendable {
        /// As measured it is within the limit.
        case holds
        /// As measured it is over the limit, but chance may have put it there.
        case unsure
        /// It is over the limit, and surely.
        case breaks
    }

    /// `bias_pp`, `bias_abs_pp`, `worst_segment_pp`, `fallback_share`, or `naive_baseline`, which cannot be switched off.
    package let name: String
    package let outcome: Outcome
    /// `measured` may not exceed it.
    package let limit: Double
    /// Nil when there was nothing to measure, or it was beyond all measure.
    package let measured: Double?
    /// A sentence with the numbers.
    package let detail: String

    package var passed: Bool { outcome == .holds }

    package init(name: String, outcome: Outcome, limit: Double, measured: Double?, detail: String) {
        self.name = name
        self.outcome = outcome
        self.limit = limit
        self.measured = measured
        self.detail = detail
    }
}

/// A harm as measured, and how sure it is.
struct Harm {
    let value: Double
    /// Half the width of its interval; nil where nobody can say.
    let margin: Double?

    init(_ value: Double, margin: Double?) {
        self.value = value
        self.margin = margin
    }

    /// Whether the harm is over the limit, and whether its whole interval is.
    func against(_ limit: Double) -> GuardrailResult.Outcome {
        // What rounding alone puts over the limit is not over it.
        guard value - limit > 1e-9 * max(1, limit.magnitude) else { return .holds }
        guard let margin, value - margin > limit else { return .unsure }
        return .breaks
    }

    /// `95 % interval 0.80 to 2.20`.
    func interval(confidence: Double) -> String {
        let level = "\(NumberText.plain(100 * confidence)) %"
        guard let margin else { return "no interval from so few windows" }
        return "\(level) interval \(NumberText.fixed(value - margin, decimals: 2)) to "
            + NumberText.fixed(value + margin, decimals: 2)
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
    /// Of the interval of a single harm.
    let confidence: Double

    /// A quantity about the two models with its uncertainty.
    func harm(
        _ metric: Metric, _ quantity: PairedInfluence.Quantity, sign: Double = 1, confidence: Double? = nil,
        isIncluded: [[Bool]]? = nil
    ) throws(ComparisonImpossible) -> Harm {
        guard
            let influence = PairedInfluence(
                champion, challenger, metric, of: quantity, isIncluded: isIncluded)
        else {
            throw ComparisonImpossible(
                "\(metric.id) of \(challenger.model) and \(champion.model) is undefined")
        }
        return Harm(
            sign * influence.value,
            margin: margin(TwoWayVariance(influence, overlap: champion.overlap), confidence))
    }

    func margin(_ variance: TwoWayVariance, _ confidence: Double? = nil) -> Double? {
        // As for the decision: fewer windows make nothing sure.
        guard variance.disjointWindows >= Comparison.fewestWindows else { return nil }
        return variance.uncertainty?.margin(confidence: confidence ?? self.confidence)
    }

    /// Nothing that is worse than the naive baselines is promoted, whatever it improves on, nor what a baseline made under the
    /// challenger's name. A baseline that never forecast is none.
    /// - Throws: when no baseline can be measured.
    func naiveBaseline(_ baselines: [ScoreTable]) throws(ComparisonImpossible) -> GuardrailResult {
        guard !challenger.neverForecasts else { return challengerIsStandIn }
        let ours = metric.loss(try ComparisonImpossible.require(metric, of: challenger))
        guard let best = try Self.best(of: baselines, metric, beside: challenger) else {
            throw ComparisonImpossible(
                "no naive baseline has a \(metric.id) to compare with, "
                    + "and nothing below the baselines is promoted")
        }
        let excess = ours - metric.loss(best.value)
        let contest = GuardrailCheck(
            champion: best.table, challenger: challenger, metric: metric, confidence: confidence)
        // The best of several baselines leads by luck, too.
        let level = Holm.confidence(confidence, amongst: baselines.count)
        let harm = try? contest.harm(metric, .improvement, sign: -1, confidence: level)
        // Without an improvement in percent, the baseline is perfect and the challenger is not.
        let outcome = harm?.against(0) ?? (excess > 0 ? .breaks : .holds)
        let standing =
            switch outcome {
            case .breaks: "worse."
            case .unsure: "worse, perhaps by chance."
            case .holds: excess < 0 ? "better." : "equal."
            }
        return GuardrailResult(
            name: "naive_baseline", outcome: outcome, limit: 0, measured: excess,
            detail: "The best naive baseline, \(best.table.model), has a \(metric.id) of "
                + "\(metric.text(of: best.value)); the challenger is \(standing)")
    }

    private var challengerIsStandIn: GuardrailResult {
        let forecasts = challenger.fallbacks().scoredForecasts
        return GuardrailResult(
            name: "naive_baseline", outcome: .breaks, limit: 0, measured: nil,
            detail:
                "\(challenger.model) never forecast: all \(NumberText.count(forecasts, "forecast", "forecasts")) "
                + "under its name are fallbacks.")
    }

    /// The baseline with the least loss, the first among equals; nil where none can be measured.
    static func best(
        of baselines: [ScoreTable], _ metric: Metric, beside model: ScoreTable
    ) throws(ComparisonImpossible) -> (table: ScoreTable, value: Double)? {
        var best: (table: ScoreTable, value: Double)?
        for baseline in baselines where !baseline.neverForecasts {
            try ComparisonImpossible.requireCommonGround(baseline, model)
            guard let value = baseline.value(of: metric).value else { continue }
            if best.map({ metric.loss(value) < metric.loss($0.value) }) ?? true { best = (baseline, value) }
        }
        return best
    }
}
