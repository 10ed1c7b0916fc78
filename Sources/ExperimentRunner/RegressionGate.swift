internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// A decision that cannot be taken: a comparison that cannot be made, never to be read as a pass; or a promotion that
/// the verdict did not forbid.
package struct DecisionUnavailable: Error {
    /// What did not happen, as a message begins.
    package let outcome: String
    package let reason: String
    package let fix: String?

    static let notCompared = "the comparison cannot be made"
    static let notPromoted = "nothing was promoted"

    init(_ reason: String, fix: String? = nil, outcome: String = Self.notCompared) {
        self.outcome = outcome
        self.reason = reason
        self.fix = fix
    }

    /// A promotion that was asked for.
    static func promotion(_ reason: String, fix: String? = nil) -> DecisionUnavailable {
        DecisionUnavailable(reason, fix: fix, outcome: notPromoted)
    }

    /// For a champion that cannot be trained again as it was promoted.
    init(changedFeaturesOf champion: Champion, outcome: String = Self.notCompared) {
        self.init(
            "the feature set '\(champion.model.featureSets.joined(separator: ", "))' has changed since champion "
                + "\(champion.version) of '\(champion.experiment)' was promoted: under its name another model would be trained",
            fix: "restore the set and give the changed one another name, or promote anew: "
                + "forecast promote RESULT --model NAME --reason ...", outcome: outcome)
    }
}

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
    package init(_ experiment: PreparedExperiment, candidate: String?, tolerancePP: Double) throws {
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
        let name = try candidate ?? Self.putForward(by: experiment, promotion)
        let names = experiment.spec.models.map(\.name)
        guard names.contains(name) else {
            throw DecisionUnavailable(
                "the spec has no model '\(name)'\(Suggestion.clause(for: name, in: names))",
                fix: "name the candidate with --candidate: \(Suggestion.list(names))")
        }
        (self.experiment, championModel) = try experiment.including(champion: champion)
        self.champion = champion
        self.candidate = name
        metric = promotion.metric
        target = promotion.target
        self.tolerancePP = tolerancePP
        try requireTest()
    }

    /// The champion held against itself shows something only where its recorded value must come out again.
    private func requireTest() throws {
        guard let model = experiment.spec.models.first(where: { $0.name == candidate }),
            model.hasSameDefinition(as: champion.model), !isAsRecorded
        else { return }
        let experiment = experiment.spec.name
        throw DecisionUnavailable(
            "the candidate '\(candidate)' is the registered champion, version \(champion.version), itself, and its value was "
                + "recorded on other data, windows or metric: nothing would be tested",
            fix:
                "name another candidate with --candidate, or record the champion anew on what the spec says now: "
                + "forecast run SPEC, then forecast promote results/\(experiment)/latest --model \(candidate) --reason \"new data\""
        )
    }

    /// Whether the run is on data, windows and metric of the registration.
    private var isAsRecorded: Bool {
        champion.metric == metric.id && champion.target == target
            && champion.snapshotDigest == experiment.snapshotDigest.hex
            && champion.backtestDigest == experiment.backtestDigest.hex
    }

    /// The model that the spec puts forward: its champion, or the only challenger of the registered one.
    /// - Throws: `DecisionUnavailable` where that is the registered champion itself, or one of several.
    private static func putForward(
        by experiment: PreparedExperiment, _ promotion: PromotionDeclaration
    ) throws -> String {
        if case .model(let name) = promotion.champion, !experiment.championIsRegistered { return name }
        if promotion.challengers.count == 1 { return promotion.challengers[0] }
        throw DecisionUnavailable(
            "the spec's champion is the registered one, which held against itself is no test",
            fix: promotion.challengers.isEmpty
                ? "name the candidate with --candidate"
                : "name the candidate with --candidate: \(promotion.challengers.joined(separator: ", "))")
    }

    /// - Parameter spec: as it was named on the command line.
    /// - Throws: `DecisionUnavailable` when the metric is undefined for either model.
    package func decide(_ outcome: RunOutcome, spec: String) throws -> Decision {
        let candidateValue = try value(of: candidate, in: outcome.report)
        let championValue = try value(of: championModel, in: outcome.report)
        var contest = GateReport.Contest(
            target: target, metric: metric.id, valueUnit: metric.name.isPercentage ? "%" : "", unit: unit,
            tolerance: tolerancePP, candidate: candidate, candidateValue: candidateValue,
            champion: champion.model.name, championVersion: champion.version, championValue: championValue,
            decline: try decline(from: championValue, to: candidateValue))
        contest.interval = interval(in: outcome.report)
        contest.confidence = Figure(contest.interval == nil ? nil : outcome.report.yardsticks?.confidence)
        let recorded = try recordedValue(contest)
        let report = GateReport(
            experiment: experiment.spec.name, spec: spec, run: outcome.report.run,
            resultDigest: outcome.report.resultDigest, contest: contest,
            checks: [comparison(contest), regression(contest), recorded]
                + guardrails(outcome.report))
        return Decision(report: report, outcome: outcome)
    }

    /// Of the candidate's decline, from the standings of the run, whose reference is one of the two; nil where it is
    /// neither, or where percentages of the one are none of the other.
    private func interval(in report: ExperimentReport) -> ExperimentReport.Interval? {
        guard report.yardsticks?.target == target, report.yardsticks?.metric == metric.id else { return nil }
        func interval(of model: String) -> ExperimentReport.Interval? {
            report.models.first { $0.name == model }?.standing?.interval
        }
        switch report.referenceName {
        case championModel:
            return interval(of: candidate).flatMap { .init(lower: -$0.upper, upper: -$0.lower) }
        case candidate: return metric.name.isPercentage ? interval(of: championModel) : nil
        default: return nil
        }
    }

    // MARK: - Checks

    private func comparison(_ contest: GateReport.Contest) -> GateReport.Check {
        GateReport.Check(
            "comparison", .passed,
            "\(contest.candidate) and the registered champion \(contest.champion), version \(contest.championVersion), "
                + "were run on the same data and windows")
    }

    /// The headline: is the candidate worse?
    private func regression(_ contest: GateReport.Contest) -> GateReport.Check {
        let figures = GateReport.figures(contest.decline, tolerance: tolerancePP, decimals: 3)
        let size = "\(figures.size) \(unit)"
        let relation =
            contest.decline == 0
            ? "as good as" : contest.decline > 0 ? "\(size) worse than" : "\(size) better than"
        return GateReport.Check(
            "regression", contest.decline > tolerancePP ? .failed : .passed,
            "the candidate \(contest.candidate) (\(metric.id) \(shown(contest.candidateValue))) is \(relation) the registered champion "
                + "\(contest.champion), version \(contest.championVersion) (\(shown(contest.championValue))); "
                + "tolerance \(figures.tolerance) \(unit)",
            value: Figure(contest.decline), limit: Figure(tolerancePP))
    }

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

    /// Those of the spec's guardrails that concern a candidate by itself.
    private func guardrails(_ report: ExperimentReport) -> [GateReport.Check] {
        guard let limit = experiment.spec.promotion?.guardrails.fallbackShare,
            let model = report.models.first(where: { $0.name == candidate })
        else { return [] }
        let fallbacks = model.fallbacks
        let share = fallbacks.forecasts > 0 ? Double(fallbacks.count) / Double(fallbacks.forecasts) : 0
        return [
            GateReport.Check(
                "guardrail fallback_share", share > limit ? .failed : .passed,
                "\(NumberText.fixed(100 * share, decimals: 1)) % of the candidate's forecasts are fallbacks "
                    + "(limit \(NumberText.fixed(100 * limit, decimals: 1)) %)",
                value: Figure(share), limit: Figure(limit))
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
