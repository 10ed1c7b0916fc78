internal import ForecastCore

/// The verdict in words, the same words in every report.
struct VerdictText {
    /// `KEEP ses`
    let headline: String
    /// The sentence that follows, without a full stop.
    let sentence: String
    /// Who leads by the deciding metric, whether or not it was up for promotion; nil where the headline
    /// says so itself.
    let leader: String?

    /// - Parameter name: makes a user's name fit for the place, such as a Markdown escaper.
    init(_ report: ExperimentReport, name: (String) -> String) {
        if let verdict = report.verdict {
            headline = Self.headline(verdict, name)
            sentence = Self.sentence(verdict, name)
            leader = Self.leader(report, verdict, name)
        } else {
            (headline, sentence) = Self.ranking(report, name)
            leader = nil
        }
    }

    /// The verdict's reasons that no other line of a report tells: without the decisive one, which is the
    /// sentence, those of guardrails, and those of the other challengers.
    static func furtherReasons(_ verdict: ExperimentReport.Verdict) -> [String] {
        let guardrails = Set(verdict.guardrails.map(\.explanation))
        return verdict.reasons.dropFirst().filter { reason in
            !guardrails.contains(reason)
                && !verdict.comparisons.contains { reason.hasPrefix("\($0.challenger): ") }
        }
    }

    /// What became of a challenger, and on what grounds: `kept out: it breaks bias_pp`.
    static func outcome(of comparison: ExperimentReport.Comparison, in verdict: ExperimentReport.Verdict)
        -> String
    {
        guard let improvement = comparison.improvementPP.value else { return "cannot be compared" }
        if comparison.decision == .promote { return "could be promoted, too" }
        var grounds: [String] = []
        if improvement < verdict.minImprovementPP {
            let needed = NumberText.plain(verdict.minImprovementPP)
            grounds.append("less than the \(needed) \(verdict.improvementUnit.rawValue) that promotion needs")
        }
        if let interval = comparison.intervalPP, interval.lower <= 0, interval.upper >= 0 {
            grounds.append("its interval holds 0")
        }
        if !comparison.brokenGuardrails.isEmpty {
            grounds.append("it breaks \(comparison.brokenGuardrails.joined(separator: ", "))")
        }
        let word = comparison.decision == .keep ? "kept out" : "undecided"
        return grounds.isEmpty ? word : "\(word): \(grounds.joined(separator: "; "))"
    }

    /// `Best by wape on volume: naive 72.99 % (champion ses 75.19 %); a baseline, not up for promotion`
    private static func leader(
        _ report: ExperimentReport, _ verdict: ExperimentReport.Verdict, _ name: (String) -> String
    ) -> String? {
        let target = report.mainTarget
        guard let metric = report.mainMetric, let best = report.ranked(target: target).first,
            let value = best.scores.value(target: target, metric: metric.id)
        else { return nil }
        let decimals = report.decimals(target: target, metric: metric)
        func score(_ value: Double) -> String {
            NumberText.fixed(value, decimals: decimals) + metric.unitSuffix
        }
        let place = report.targets.count > 1 ? " on \(name(target))" : ""
        let lead = "Best by \(name(metric.id))\(place): \(name(best.name)) \(score(value))"
        switch report.role(of: best) {
        case "champion": return lead + ", the champion"
        case "challenger":
            let broken = verdict.comparisons.first { $0.challenger == best.name }?.brokenGuardrails ?? []
            return lead + ", a challenger"
                + (broken.isEmpty ? "" : " that breaks " + name(broken.joined(separator: ", ")))
        default:
            let champion = report.model(verdict.champion)?.scores.value(target: target, metric: metric.id)
            let beside = champion.map { " (champion \(name(verdict.champion)) \(score($0)))" } ?? ""
            return lead + beside + (best.isBaseline ? "; a baseline" : "; no challenger")
                + ", not up for promotion"
        }
    }

    private static func headline(_ verdict: ExperimentReport.Verdict, _ name: (String) -> String) -> String {
        switch verdict.decision {
        case .promote: "PROMOTE \(name(verdict.challenger))"
        case .keep: "KEEP \(name(verdict.champion))"
        case .inconclusive: "INCONCLUSIVE, \(name(verdict.champion)) stays"
        }
    }

    private static func sentence(_ verdict: ExperimentReport.Verdict, _ name: (String) -> String) -> String {
        guard let improvement = verdict.improvementPP.value else {
            let reason = verdict.reasons.first.map { ": " + name($0) } ?? ""
            return "\(name(verdict.challenger)) cannot be compared with \(name(verdict.champion)) on "
                + "\(name(verdict.metric))\(reason)"
        }
        let size =
            NumberText.fixed(improvement.magnitude, decimals: 2) + " " + verdict.improvementUnit.rawValue
        let direction = improvement < 0 ? "worse" : "better"
        let than = verdict.decision == .promote ? " than \(name(verdict.champion))" : ""
        return "\(name(verdict.challenger)) is \(size) \(direction)\(than) on \(name(verdict.metric))"
            + interval(verdict, improvement) + consequence(verdict, improvement, name)
    }

    private static func interval(_ verdict: ExperimentReport.Verdict, _ improvement: Double) -> String {
        guard let interval = verdict.intervalPP else { return "" }
        let level = NumberText.plain(verdict.confidence * 100)
        let ofWhat = improvement < 0 ? " of the improvement" : ""
        let lower = NumberText.fixed(interval.lower, decimals: 2)
        let upper = NumberText.fixed(interval.upper, decimals: 2)
        return " (\(level) % interval\(ofWhat) \(lower) to \(upper))"
    }

    private static func consequence(
        _ verdict: ExperimentReport.Verdict, _ improvement: Double, _ name: (String) -> String
    ) -> String {
        let threshold = NumberText.plain(verdict.minImprovementPP) + " " + verdict.improvementUnit.rawValue
        let broken = verdict.guardrails.filter { !$0.passed }
        switch verdict.decision {
        case .promote: return ", at least the \(threshold) that promotion needs"
        case .inconclusive:
            return ", too uncertain to say whether it reaches the \(threshold) that promotion needs"
        case .keep where improvement < 0: return ""
        case .keep where improvement < verdict.minImprovementPP:
            return ", less than the \(threshold) that promotion needs"
        case .keep:
            if let first = broken.first { return ", but breaks a guardrail: \(name(first.explanation))" }
            return verdict.reasons.first.map { ", but \(name($0))" } ?? ""
        }
    }

    /// What to say first when nothing is to be promoted.
    private static func ranking(
        _ report: ExperimentReport, _ name: (String) -> String
    ) -> (headline: String, sentence: String) {
        let target = report.mainTarget
        guard let metric = report.mainMetric, let best = report.ranked(target: target).first,
            let value = best.scores.value(target: target, metric: metric.id)
        else { return ("NO RESULT", "no model has a defined score") }
        let decimals = report.decimals(target: target, metric: metric)
        let unit = metric.unitSuffix
        let lead =
            "\(name(metric.id)) of \(name(target)) is \(NumberText.fixed(value, decimals: decimals))\(unit)"
        guard report.models.count > 1 else {
            return (name(best.name), lead + "; there is no other model to compare it with")
        }
        let second = report.ranked(target: target)[1]
        let other = NumberText.fixed(
            second.scores.value(target: target, metric: metric.id), decimals: decimals)
        let otherUnit = other == NumberText.undefined ? "" : unit
        return (
            "\(name(best.name)) leads",
            "\(lead), ahead of \(name(second.name)) with \(other)\(otherUnit); the spec declares no promotion"
        )
    }
}
