internal import ForecastCore

extension PromotionPolicy {
    /// With fewer pairs of a series and a window an interval is rough, and says so.
    private static let fewUnits = 20

    /// The decision in sentences: the numbers, how sure they are, what broke, what follows.
    func reasons(
        for decision: Decision, _ comparison: Comparison, _ guardrails: [GuardrailResult]
    ) -> [String] {
        [values(comparison), certainty(comparison)] + guardrails.filter { !$0.passed }.map(\.detail)
            + [conclusion(decision, comparison, guardrails)]
    }

    /// `2.10 percentage points better`.
    func gain(_ improvement: Double) -> String {
        guard improvement != 0 else { return "no better or worse" }
        let size = "\(NumberText.fixed(improvement.magnitude, decimals: 2)) \(metric.improvementUnit)"
        return size + (improvement > 0 ? " better" : " worse")
    }

    /// `0.80 to 3.40`.
    func interval(_ comparison: Comparison) -> String {
        let bounds = comparison.intervalPP
        return
            "\(NumberText.fixed(bounds.lower, decimals: 2)) to \(NumberText.fixed(bounds.upper, decimals: 2))"
    }

    private var minimum: String {
        "\(NumberText.fixed(minimumImprovementPP, decimals: 2)) \(metric.improvementUnit)"
    }

    private func values(_ comparison: Comparison) -> String {
        "\(metric.id) of \(comparison.challenger) is \(metric.text(of: comparison.challengerValue)), "
            + "of the champion \(comparison.champion) \(metric.text(of: comparison.championValue)): "
            + "\(gain(comparison.improvementPP)); at least \(minimum) is asked for."
    }

    private func certainty(_ comparison: Comparison) -> String {
        let units = comparison.seriesCount * comparison.windowCount
        let percent = NumberText.plain(100 * comparison.settings.confidence)
        return "The \(percent) % interval of the improvement is \(interval(comparison)) "
            + "(\(NumberText.count(comparison.seriesCount)) series, "
            + "\(NumberText.count(comparison.windowCount, "window", "windows")), "
            + "\(NumberText.count(comparison.settings.replicates)) resamples)"
            + (units < Self.fewUnits ? "; with so few it is rough." : ".")
    }

    private func conclusion(
        _ decision: Decision, _ comparison: Comparison, _ guardrails: [GuardrailResult]
    ) -> String {
        let broken = guardrails.filter { !$0.passed }.map(\.name)
        let lower = comparison.intervalPP.lower
        switch decision {
        case .promote:
            return "Promote \(comparison.challenger): the improvement is large enough, "
                + "its interval lies above 0, and all guardrails hold."
        case .inconclusive:
            return "Inconclusive: the interval contains the \(minimum) asked for"
                + (lower <= 0 ? " and reaches down to 0 or below" : "")
                + ", so more windows or series could decide either way."
        case .keep where !broken.isEmpty:
            return "Keep \(comparison.champion): the challenger breaks \(broken.joined(separator: ", "))."
        case .keep where comparison.intervalPP.upper <= minimumImprovementPP:
            return "Keep \(comparison.champion): the whole interval lies below the \(minimum) asked for."
        case .keep:
            return "Keep \(comparison.champion): the improvement is not large and sure enough."
        }
    }
}
