internal import Champions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// CI's question: does what the spec now puts forward forecast worse than the registered champion?
///
/// The champion's *definition* is run again beside the candidate, on the same data and windows, so that
/// new data moves both alike. Where data and windows are those of the registration, the champion must
/// also still reach its recorded value: otherwise the code has changed what it computes.
package struct RegressionGate: Sendable {
    package let experiment: PreparedExperiment
    private let champion: Champion
    private let championModel: String
    private let candidate: String
    private let metric: Metric
    private let target: String
    private let tolerancePP: Double

    /// What the gate found, and the run that it rests on.
    package struct Decision: Sendable {
        let report: GateReport
        package let outcome: RunOutcome

        package var passed: Bool { report.decision == .passed }
    }

    /// - Throws: `DecisionUnavailable` when there is nothing to compare with.
    /// - Parameters:
    ///   - candidate: nil for the model that the spec puts forward: its champion. Where that is the registered one, the
    ///     spec changes nothing in production; its challengers are only being tried.
    ///   - tolerancePP: nil for a quarter of the improvement that a promotion takes.
    package init(_ experiment: PreparedExperiment, candidate: String?, tolerancePP: Double?) throws {
        guard let promotion = experiment.spec.promotion else {
            throw DecisionUnavailable(
                "the spec has no promotion section, so no metric decides", fix: "add one")
        }
        guard let champion = experiment.registry.champion(of: experiment.spec.name) else {
            throw DecisionUnavailable(
                "no champion is registered for experiment '\(experiment.spec.name)'",
                fix:
                    "register one: forecast promote results/\(experiment.spec.name)/latest --model NAME --reason \"first champion\""
            )
        }
        let (including, championModel) = try experiment.including(champion: champion)
        let name = candidate ?? Self.putForward(by: experiment, promotion) ?? championModel
        let names = experiment.spec.models.map(\.name)
        guard names.contains(name) || name == championModel else {
            throw DecisionUnavailable(
                "the spec has no model '\(name)'\(Suggestion.clause(for: name, in: names))",
                fix: "name the candidate with --candidate: \(Suggestion.list(names))")
        }
        self.experiment = including
        self.championModel = championModel
        self.champion = champion
        self.candidate = name
        metric = promotion.metric
        target = promotion.target
        self.tolerancePP = tolerancePP ?? promotion.minImprovementPP / 4
    }

    /// Whether the candidate is the registered champion itself, whatever it is called by now.
    private var isUnchanged: Bool {
        experiment.spec.models.contains { $0.name == candidate && champion.isDefined(by: $0) }
    }

    /// Whether the run is on data, windows and metric of the registration.
    private var isAsRecorded: Bool {
        champion.metric == metric.id && champion.target == target
            && champion.snapshotDigest == experiment.snapshotDigest.hex
            && [experiment.valueDigest(of: metric, for: champion.model), experiment.earlierBacktestDigest]
                .contains { $0.hex == champion.backtestDigest }
    }

    /// The model that the spec puts forward as champion; nil where it leaves that to the registry.
    private static func putForward(
        by experiment: PreparedExperiment, _ promotion: PromotionDeclaration
    ) -> String? {
        guard case .model(let name) = promotion.champion, !experiment.championIsRegistered else { return nil }
        return name
    }

    /// How sure the difference is; nil where there is none to be sure of.
    package func evidence(_ options: RunOptions, after outcome: RunOutcome) throws -> GateEvidence? {
        guard !isUnchanged else { return nil }
        // Before anything is scored: whether the two have values at all.
        _ = try (value(of: candidate, in: outcome.report), value(of: championModel, in: outcome.report))
        let scores = try Pipeline(experiment, options: options).scores(
            of: [candidate, championModel], on: target)
        guard scores.count == 2 else { return nil }
        return GateEvidence(
            candidate: scores[0], champion: scores[1], on: metric, confidence: confidence,
            fallbackLimit: experiment.spec.promotion?.guardrails.fallbackShare)
    }

    private var confidence: Double {
        experiment.spec.promotion?.confidence ?? PromotionDeclaration.standardConfidence
    }

    /// - Parameter spec: as it was named on the command line.
    /// - Throws: `DecisionUnavailable` when the metric is undefined for either model.
    package func decide(_ outcome: RunOutcome, evidence: GateEvidence?, spec: String) throws -> Decision {
        let candidateValue = try value(of: candidate, in: outcome.report)
        let championValue = try value(of: championModel, in: outcome.report)
        var contest = GateReport.Contest(
            target: target, metric: metric.id, valueUnit: metric.name.isPercentage ? "%" : "", unit: unit,
            tolerance: tolerancePP, candidate: candidate, candidateValue: candidateValue,
            champion: champion.model.name, championVersion: champion.version, championValue: championValue,
            decline: try decline(from: championValue, to: candidateValue))
        if let interval = evidence?.precision?.interval {
            contest.interval = .init(lower: 0 - interval.upper, upper: 0 - interval.lower)
            contest.confidence = Figure(confidence)
        }
        let recorded = try recordedValue(contest)
        let report = GateReport(
            experiment: experiment.spec.name, spec: spec, run: outcome.report.run,
            resultDigest: outcome.report.resultDigest, contest: contest,
            checks: [comparison(contest), try regression(contest, evidence), recorded]
                + guardrails(evidence))
        return Decision(report: report, outcome: outcome)
    }

    // MARK: - Checks

    private func comparison(_ contest: GateReport.Contest) -> GateReport.Check {
        GateReport.Check(
            "comparison", .passed,
            "\(contest.candidate) and the registered champion \(contest.champion), version \(contest.championVersion), "
                + "were run on the same data and windows")
    }

    /// The headline: is the candidate worse, beyond the tolerance and beyond chance?
    /// - Throws: `DecisionUnavailable` for a decline of which nobody can say whether chance made it.
    private func regression(
        _ contest: GateReport.Contest, _ evidence: GateEvidence?
    ) throws -> GateReport.Check {
        guard !isUnchanged else { return unchanged(contest) }
        let figures = GateReport.figures(contest.decline, tolerance: tolerancePP, decimals: 3)
        let size = "\(figures.size) \(unit)"
        let relation =
            contest.decline == 0
            ? "as good as" : contest.decline > 0 ? "\(size) worse than" : "\(size) better than"
        let words =
            "the candidate \(contest.candidate) (\(metric.id) \(shown(contest.candidateValue))) is \(relation) the registered champion "
            + "\(contest.champion), version \(contest.championVersion) (\(shown(contest.championValue))); "
            + "tolerance \(figures.tolerance) \(unit)"
        guard contest.decline > tolerancePP else { return check(.passed, words, contest) }
        guard let (interval, detectable) = evidence?.precision else {
            throw DecisionUnavailable(
                "\(words), and nobody can say whether by chance: \(evidence?.obstacle ?? "there is no interval")",
                fix: "use more windows (backtest.windows), or a larger --tolerance-pp")
        }
        let range =
            "the \(NumberText.plain(100 * confidence)) % interval of its gain is "
            + "\(rounded(interval.lower)) to \(rounded(interval.upper)) \(unit)"
        guard interval.upper >= 0 else {
            return check(.failed, "\(words); surely worse: \(range)", contest)
        }
        return check(
            .passed,
            "\(words); cannot tell: \(range), smallest detectable decline: "
                + "\(rounded(max(detectable, tolerancePP))) \(unit)", contest)
    }

    private func check(
        _ outcome: GateReport.Check.Outcome, _ words: String, _ contest: GateReport.Contest
    ) -> GateReport.Check {
        GateReport.Check(
            "regression", outcome, words, value: Figure(contest.decline), limit: Figure(tolerancePP))
    }

    private func unchanged(_ contest: GateReport.Contest) -> GateReport.Check {
        GateReport.Check(
            "regression", .skipped,
            "nothing to test: \(contest.candidate) is the registered champion itself, version \(contest.championVersion), "
                + "so nothing was changed in production")
    }

    private func rounded(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }

    /// On the registration's own data and windows the recorded value must come out again.
    private func recordedValue(_ contest: GateReport.Contest) throws -> GateReport.Check {
        let recorded = NumberText.fixed(champion.value, decimals: 3)
        guard isAsRecorded else {
            return GateReport.Check(
                "recorded_value", .skipped,
                "recorded \(champion.metric) \(recorded) on other data, windows or metric: not compared")
        }
        let worse = try decline(from: champion.value, to: contest.championValue)
        let values = "recorded \(recorded) in run \(champion.run), now \(shown(contest.championValue))"
        guard worse > tolerancePP else {
            return GateReport.Check(
                "recorded_value", .passed, "the registered champion reaches its recorded value: \(values)",
                value: Figure(worse), limit: Figure(tolerancePP))
        }
        let figures = GateReport.figures(worse, tolerance: tolerancePP, decimals: 3)
        return GateReport.Check(
            "recorded_value", .failed,
            "the registered champion itself is \(figures.size) \(unit) worse than recorded (tolerance \(figures.tolerance) \(unit)): "
                + "the code has changed (\(values))",
            value: Figure(worse), limit: Figure(tolerancePP))
    }

    /// That of the spec's guardrails that concerns a candidate by itself, as a verdict checks it. What is over its limit
    /// perhaps by chance passes; where nobody can say, it does not.
    private func guardrails(_ evidence: GateEvidence?) -> [GateReport.Check] {
        guard let evidence, let result = evidence.fallbacks else { return [] }
        let passes = result.outcome == .holds || result.outcome == .unsure && evidence.obstacle == nil
        return [
            GateReport.Check(
                "guardrail fallback_share", passes ? .passed : .failed, PlainText.clause(result.detail),
                value: Figure(result.measured), limit: Figure(result.limit))
        ]
    }

    // MARK: - Values

    private func value(of model: String, in report: ExperimentReport) throws -> Double {
        if experiment.spec.candidates.contains(model), !report.models.contains(where: { $0.name == model }) {
            let kept = report.models.map(\.name).filter(experiment.spec.candidates.contains)
            throw DecisionUnavailable(
                "'\(model)' lost its search, so it was not backtested",
                fix: "gate what the search keeps: --candidate \(kept.first ?? "NAME")")
        }
        guard
            let value = report.models.first(where: { $0.name == model })?.scores.value(
                target: target, metric: metric.id)
        else {
            throw DecisionUnavailable("\(metric.id) of \(model) on \(target) is undefined on this data")
        }
        try requireForecasts(of: model, in: report)
        return value
    }

    /// A champion that never forecast measures nobody, and a candidate that never did is not what is measured.
    private func requireForecasts(of model: String, in report: ExperimentReport) throws {
        guard report.models.first(where: { $0.name == model })?.neverForecasts(target) == true else { return }
        throw DecisionUnavailable(
            "\(model) never forecast \(target): all that is scored under its name are fallbacks",
            fix: "give it the history that it needs, or name another model")
    }

    /// How much worse `after` is: points for metrics in percent, percent of `before` otherwise.
    /// - Throws: `DecisionUnavailable` where that would be a percentage of 0.
    private func decline(from before: Double, to after: Double) throws -> Double {
        guard let improvement = metric.improvement(champion: before, challenger: after) else {
            throw DecisionUnavailable(
                "\(metric.id) of the champion is 0, so nothing can be a percentage of it",
                fix: "let promotion.metric be one in percent, such as wape")
        }
        // 0 - x has no negative zero.
        return 0 - improvement
    }

    private var unit: String { metric.name.isPercentage ? "pp" : "%" }

    private func shown(_ value: Double) -> String {
        NumberText.fixed(value, decimals: 3) + (metric.name.isPercentage ? " %" : "")
    }
}
