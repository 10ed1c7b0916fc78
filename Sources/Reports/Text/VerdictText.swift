internal import ForecastCore
internal import ForecastEvaluation

/// The verdict in words, the same words in every report.
struct VerdictText {
    /// `KEEP ses`
    let headline: String
    /// The sentence that follows, without a full stop.
    let sentence: String
    /// Who leads by the deciding metric, whether or not it was up for promotion; nil where the headline
    /// says so itself.
    let leader: String?
    /// What the decision does not look at and its reader should know, without a full stop.
    let caution: String?
    /// What the interval rests on: the windows one by one, and what could have been told from chance; without a
    /// full stop.
    let evidence: String?

    /// - Parameters:
    ///   - statesInterval: false where a number beside the sentence is the interval.
    ///   - name: makes a user's name fit for the place, such as a Markdown escaper.
    init(_ report: ExperimentReport, statesInterval: Bool = true, name: (String) -> String) {
        if let verdict = report.verdict {
            headline = Self.headline(verdict, name)
            sentence = Self.sentence(verdict, statesInterval: statesInterval, name)
            leader = Self.leader(report, verdict, name)
            caution = Self.caution(report, verdict, name)
            evidence = Self.evidence(verdict)
        } else {
            (headline, sentence) = Self.ranking(report, name)
            (leader, caution, evidence) = (nil, nil, nil)
        }
    }

    /// The verdict's reasons that no other line of a report tells: without the decisive one, which is the
    /// sentence, those of guardrails, and those of the other challengers.
    static func furtherReasons(_ verdict: ExperimentReport.Verdict) -> [String] {
        let guardrails = Set(verdict.guardrails.map(\.explanation))
        return verdict.reasons.dropFirst().filter { reason in
            !guardrails.contains(reason) && !reason.hasPrefix("Windows: ")
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
        grounds += brokenGuardrails(of: comparison).map { "it breaks \($0)" }
        if let unsure = comparison.unsureGuardrails, !unsure.isEmpty {
            grounds.append("it may break \(unsure.joined(separator: ", "))")
        }
        let word = comparison.decision == .keep ? "kept out" : "undecided"
        return grounds.isEmpty ? word : "\(word): \(grounds.joined(separator: "; "))"
    }

    /// `worst_segment_pp: abc_class A is 6.1 pp worse, 5 pp are allowed`: which, where, by how much; the names alone in
    /// reports of earlier versions.
    static func brokenGuardrails(of comparison: ExperimentReport.Comparison) -> [String] {
        guard let guardrails = comparison.guardrails else { return comparison.brokenGuardrails }
        return guardrails.filter(\.isBroken).map { guardrail in
            let over = guardrail.value.value.flatMap { value in guardrail.limit.value.map { value - $0 } }
            let size =
                over.map { ", \(NumberText.fixed($0, decimals: $0 < 0.1 ? 4 : 2)) over its limit" } ?? ""
            let explanation = PlainText.clause(guardrail.explanation)
            return "\(guardrail.name): \(explanation)\(over.map { $0 > 0 } == true ? size : "")"
        }
    }

    /// `Best by wape on volume: naive 72.99 % (champion ses 75.19 %); a baseline is a yardstick and no candidate`
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
            return lead + beside + "; "
                + (best.isBaseline
                    ? yardstick(verdict, name)
                    : verdict.comparisons.isEmpty
                        ? "nothing could be compared" : "no challenger, not up for promotion")
        }
    }

    /// Why the best model is not promoted, and whether that is why nothing is.
    private static func yardstick(
        _ verdict: ExperimentReport.Verdict, _ name: (String) -> String
    ) -> String {
        let rule = "a baseline is a yardstick and no candidate"
        let isBroken = verdict.guardrails.contains { $0.name == "naive_baseline" && $0.isBroken }
        guard isBroken, verdict.decision == .keep else { return rule }
        return "\(rule), and \(name(verdict.challenger)), the best candidate, fails that very yardstick: "
            + "\(name(verdict.champion)) stays"
    }

    /// `Quantiles of lgbm are too narrow: its 80 % interval (p10 to p90) holds 62.9 % of actuals, that of the
    /// champion seasonal 77.1 %`: a lead in the mean says nothing about stock that is planned by quantiles.
    private static func caution(
        _ report: ExperimentReport, _ verdict: ExperimentReport.Verdict, _ name: (String) -> String
    ) -> String? {
        guard let model = report.model(verdict.challenger),
            let interval = report.widestInterval(of: model, target: verdict.target), interval.isFarOff
        else { return nil }
        let share = { (value: Double) in NumberText.fixed(100 * value, decimals: 1) + " %" }
        let champion = report.model(verdict.champion).flatMap {
            report.widestInterval(of: $0, target: verdict.target)
        }
        return "Quantiles of \(name(model.name)) are too \(interval.isNarrow ? "narrow" : "wide"): its "
            + "\(NumberText.plain(100 * interval.nominal)) % interval (\(interval.label)) holds "
            + "\(share(interval.actual)) of actuals"
            + (champion.map { ", that of the champion \(name(verdict.champion)) \(share($0.actual))" } ?? "")
            + "; the decision does not look at them"
    }

    private static func headline(_ verdict: ExperimentReport.Verdict, _ name: (String) -> String) -> String {
        switch verdict.decision {
        case .promote: "PROMOTE \(name(verdict.challenger))"
        case .keep: "KEEP \(name(verdict.champion))"
        case .inconclusive: "INCONCLUSIVE, \(name(verdict.champion)) stays"
        }
    }

    private static func sentence(
        _ verdict: ExperimentReport.Verdict, statesInterval: Bool, _ name: (String) -> String
    ) -> String {
        guard let improvement = verdict.improvementPP.value else {
            let reason = verdict.reasons.first.map { ": " + name($0) } ?? ""
            return "\(name(verdict.challenger)) cannot be compared with \(name(verdict.champion)) on "
                + "\(name(verdict.metric))\(reason)"
        }
        let size =
            NumberText.fixed(improvement.magnitude, decimals: 2) + " " + verdict.improvementUnit.rawValue
        let direction = improvement < 0 ? "worse" : "better"
        let than = verdict.decision == .promote ? " than \(name(verdict.champion))" : ""
        let difference =
            improvement == 0 ? "no different from \(name(verdict.champion))" : "\(size) \(direction)\(than)"
        return "\(name(verdict.challenger)) is \(difference) on \(name(verdict.metric))"
            + (statesInterval ? interval(verdict, improvement) : "")
            + consequence(verdict, improvement, name) + reservations(verdict, name)
    }

    /// What belongs beside the decision, however short it is told.
    private static func reservations(
        _ verdict: ExperimentReport.Verdict, _ name: (String) -> String
    ) -> String {
        let fewSeries =
            verdict.evidence.flatMap { evidence -> String? in
                guard let effective = evidence.effectiveSeries.value, effective < 2 else { return nil }
                return evidence.series == 1
                    ? "; this is about a single series"
                    : "; one of \(NumberText.count(evidence.series)) series decides"
            } ?? ""
        return fewSeries + (verdict.championBelowBaseline.map { "; \(name($0))" } ?? "")
    }

    /// `Windows: +8.4 +0.1 +0.2 +0.7 pp, one carries the lead; from 5.20 pp on, a lead could have been told from chance; 913
    /// series tell as much as 540; best of 4 challengers, so its lead is overstated`
    private static func evidence(_ verdict: ExperimentReport.Verdict) -> String? {
        guard let evidence = verdict.evidence else { return nil }
        let unit = verdict.improvementUnit.rawValue
        var parts: [String] = []
        if evidence.windowsPP.count > 1 {
            let shown = evidence.windowsPP.prefix(16).map { NumberText.signed($0.value, decimals: 1) }
            let rest = evidence.windowsPP.count > 16 ? " ..." : ""
            parts.append(
                "Windows: \(shown.joined(separator: " "))\(rest) \(unit)"
                    + (evidence.oneWindowCarries ? ", one carries the lead" : ""))
        }
        if let detectable = evidence.detectablePP.value, detectable > 0 {
            parts.append(
                "from \(NumberText.fixed(detectable, decimals: 2)) \(unit) on, a lead could have been told from chance"
            )
        }
        // Below two, the sentence says it.
        if let effective = evidence.effectiveSeries.value, effective >= 2,
            effective < 0.5 * Double(evidence.series)
        {
            let count = NumberText.count(max(1, Int(effective.rounded())))
            parts.append("\(NumberText.count(evidence.series)) series tell as much as \(count) of one size")
        }
        if let tried = verdict.challengersTried, tried > 1, verdict.decision != .keep {
            parts.append("best of \(NumberText.count(tried)) challengers, so its lead is overstated")
        }
        guard let first = parts.first else { return nil }
        return ([first.prefix(1).uppercased() + first.dropFirst()] + parts.dropFirst()).joined(
            separator: "; ")
    }

    private static func interval(_ verdict: ExperimentReport.Verdict, _ improvement: Double) -> String {
        guard let interval = verdict.intervalPP else { return "" }
        let level = NumberText.plain(verdict.confidence * 100)
        let ofWhat = improvement < 0 ? " of the improvement" : ""
        let lower = NumberText.fixed(interval.lower, decimals: 2)
        let upper = NumberText.fixed(interval.upper, decimals: 2)
        let corrected =
            verdict.challengersTried.flatMap {
                $0 > 1 ? ", corrected for \(NumberText.count($0)) challengers" : nil
            }
        return " (\(level) % interval\(ofWhat) \(lower) to \(upper)\(corrected ?? ""))"
    }

    private static func consequence(
        _ verdict: ExperimentReport.Verdict, _ improvement: Double, _ name: (String) -> String
    ) -> String {
        let threshold = NumberText.plain(verdict.minImprovementPP) + " " + verdict.improvementUnit.rawValue
        let broken = verdict.guardrails.filter(\.isBroken)
        let unsure = verdict.guardrails.filter { !$0.passed && !$0.isBroken }
        switch verdict.decision {
        case .promote: return ", at least the \(threshold) that promotion needs"
        case .inconclusive where verdict.evidence.map { $0.disjointWindows < 3 } == true:
            let count = verdict.evidence?.disjointWindows ?? 0
            return
                ", but \(NumberText.count(count, "window decides", "windows decide")) nothing: at least 3 that "
                + "share no period are needed"
        case .inconclusive where isSureLead(verdict):
            return unsure.first.map { ", but may break a guardrail: \(name($0.explanation))" } ?? ""
        case .inconclusive:
            return ", too uncertain to say whether it reaches the \(threshold) that promotion needs"
        case .keep where improvement <= 0: return ""
        case .keep where improvement < verdict.minImprovementPP:
            return ", less than the \(threshold) that promotion needs"
        case .keep:
            if let first = broken.first { return ", but breaks a guardrail: \(name(first.explanation))" }
            return verdict.reasons.first.map { ", but \(name($0))" } ?? ""
        }
    }

    private static func isSureLead(_ verdict: ExperimentReport.Verdict) -> Bool {
        guard let improvement = verdict.improvementPP.value, let interval = verdict.intervalPP else {
            return false
        }
        return improvement >= verdict.minImprovementPP && interval.lower > 0
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

extension ExperimentReport {
    /// `KEEP ses: sba is 0.40 pp better than ses on wape (95 % interval ...), ...`, as the reports say it; nil where
    /// the spec declares no promotion.
    package var verdictWords: String? {
        guard verdict != nil else { return nil }
        let words = VerdictText(self) { $0 }
        return "\(words.headline): \(words.sentence)"
    }
}
