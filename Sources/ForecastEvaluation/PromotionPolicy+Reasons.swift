internal import ForecastCore

extension PromotionPolicy {
    /// Where fewer series than this carry the volume, an interval is about those few.
    private static let fewSeries = 10.0
    /// From so many challengers on, the correction costs more than a search.
    private static let manyChallengers = 8

    /// The decision in sentences: the numbers, how sure they are, what it rests on, what broke, what follows.
    func reasons(
        for decision: Decision, _ comparison: Comparison, _ guardrails: [GuardrailResult], tried: Int
    ) -> [String] {
        [values(comparison), certainty(comparison)] + windows(comparison) + several(comparison, tried)
            + guardrails.filter { !$0.passed }.map(\.detail)
            + [conclusion(decision, comparison, guardrails)]
    }

    /// `2.10 percentage points better`.
    func gain(_ improvement: Double) -> String {
        guard improvement != 0 else { return "no different" }
        let size = "\(NumberText.fixed(improvement.magnitude, decimals: 2)) \(metric.improvementUnit)"
        return size + (improvement > 0 ? " better" : " worse")
    }

    /// `interval 0.80 to 3.40`.
    func interval(_ comparison: Comparison) -> String {
        bounds(comparison).map { "interval \($0)" } ?? "no interval"
    }

    private func bounds(_ comparison: Comparison) -> String? {
        comparison.intervalPP.map {
            "\(NumberText.fixed($0.lower, decimals: 2)) to \(NumberText.fixed($0.upper, decimals: 2))"
        }
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
        let ground = "\(series(comparison)), \(windowCount(comparison))"
        guard let detectable = comparison.detectablePP else {
            return
                "There is no interval of the improvement (\(ground)): how much windows differ cannot be seen "
                + "in one."
        }
        return "The \(NumberText.plain(100 * confidence)) % interval of the improvement is "
            + "\(bounds(comparison) ?? "") (\(ground)). A lead of "
            + "\(NumberText.fixed(detectable, decimals: 2)) \(metric.improvementUnit) or more could have been told "
            + "from chance."
    }

    /// `913 series that tell as much as 540`.
    private func series(_ comparison: Comparison) -> String {
        let count = NumberText.count(comparison.seriesCount)
        let effective = Int(comparison.effectiveSeries.rounded())
        guard comparison.effectiveSeries < 0.9 * Double(comparison.seriesCount) else {
            return "\(count) series"
        }
        let few =
            comparison.effectiveSeries < Self.fewSeries ? ": a few of them decide" : ""
        return "\(count) series that tell as much as \(NumberText.count(max(1, effective))) of one size\(few)"
    }

    private func windowCount(_ comparison: Comparison) -> String {
        let count = NumberText.count(comparison.windowCount, "window", "windows")
        guard comparison.disjointWindows < comparison.windowCount else { return count }
        return "\(count), of which \(NumberText.count(comparison.disjointWindows)) share no period"
    }

    /// The improvement window by window, and whether one of them carries it.
    private func windows(_ comparison: Comparison) -> [String] {
        guard comparison.windowCount > 1 else { return [] }
        let shown = comparison.windowsPP.prefix(24).map { NumberText.signed($0, decimals: 1) }
        let rest = comparison.windowsPP.count > 24 ? " ..." : ""
        return [
            "Windows: \(shown.joined(separator: " "))\(rest)"
                + (comparison.isCarriedByOneWindow ? "; one carries the lead." : ".")
        ]
    }

    private func several(_ comparison: Comparison, _ tried: Int) -> [String] {
        guard tried > 1 else { return [] }
        let advice =
            tried < Self.manyChallengers
            ? ""
            : " A search by 'halving' chooses before the first cutoff, so that one challenger is left to be tried."
        return [
            "\(NumberText.count(tried)) challengers were tried: intervals are corrected for their number (Holm), and the "
                + "lead of the best one is overstated by its luck.\(advice)"
        ]
    }

    private func conclusion(
        _ decision: Decision, _ comparison: Comparison, _ guardrails: [GuardrailResult]
    ) -> String {
        let broken = guardrails.filter { $0.outcome == .breaks }.map(\.name)
        let unsure = guardrails.filter { $0.outcome == .unsure }.map(\.name)
        switch decision {
        case .promote:
            return "Promote \(comparison.challenger): the improvement is large enough, "
                + "its interval lies above 0, and all guardrails hold."
        case .inconclusive where !comparison.hasEnoughWindows:
            return
                "Inconclusive: \(windowCount(comparison)); fewer than \(Comparison.fewestWindows) windows that share no "
                + "period decide nothing."
        case .inconclusive where isLargeAndSure(comparison):
            return
                "Inconclusive: chance alone may have put \(unsure.joined(separator: ", ")) over the limit, so more windows "
                + "or series could decide either way."
        case .inconclusive:
            return "Inconclusive: the interval contains the \(minimum) asked for"
                + (comparison.intervalPP.map { $0.lower <= 0 } == true
                    ? " and reaches down to 0 or below" : "")
                + ", so more windows or series could decide either way."
        case .keep where !broken.isEmpty:
            return
                "Keep \(comparison.champion): the challenger surely breaks \(broken.joined(separator: ", "))."
        case .keep where comparison.improvementPP == 0 && comparison.detectablePP == 0:
            return "Keep \(comparison.champion): the challenger forecasts no differently."
        case .keep:
            return "Keep \(comparison.champion): the whole interval lies below the \(minimum) asked for."
        }
    }

    private func isLargeAndSure(_ comparison: Comparison) -> Bool {
        guard let interval = comparison.intervalPP else { return false }
        return comparison.improvementPP >= minimumImprovementPP && interval.lower > 0
    }
}

extension Comparison {
    /// Whether a lead would be no more than half as large without its best window, which stands out from the second.
    package var isCarriedByOneWindow: Bool {
        let known = windowsPP.compactMap { $0 }
        guard improvementPP > 0, known.count > 2, let best = known.max() else { return false }
        let second = known.sorted()[known.count - 2]
        let mean = known.reduce(0, +) / Double(known.count)
        let others = (known.reduce(0, +) - best) / Double(known.count - 1)
        return best >= 2 * second && mean > 0 && others <= mean / 2
    }
}
