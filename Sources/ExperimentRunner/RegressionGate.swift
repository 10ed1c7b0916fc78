internal import ExperimentSpec
internal import ForecastCore
internal import Reports

/// A comparison that cannot be made; never to be read as a pass.
package struct ComparisonUnavailable: Error {
    package let reason: String
    package let fix: String?

    init(_ reason: String, fix: String? = nil) {
        self.reason = reason
        self.fix = fix
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

    package struct Decision: Sendable {
        package let passed: Bool
        package let text: String
    }

    /// - Throws: `ComparisonUnavailable` when there is nothing to compare with.
    package init(_ experiment: PreparedExperiment, candidate: String?, tolerancePP: Double) throws {
        guard let promotion = experiment.spec.promotion else {
            throw ComparisonUnavailable(
                "the spec has no promotion section, so no metric decides", fix: "add one")
        }
        guard let champion = experiment.registry.champion(of: experiment.spec.name) else {
            throw ComparisonUnavailable(
                "no champion is registered for experiment '\(experiment.spec.name)'",
                fix:
                    "register one: forecast promote results/\(experiment.spec.name)/latest --model NAME --reason \"first champion\""
            )
        }
        let name = try candidate ?? Self.putForward(by: experiment, promotion)
        guard experiment.spec.models.contains(where: { $0.name == name }) else {
            throw ComparisonUnavailable(
                "the spec has no model '\(name)'\(Suggestion.clause(for: name, in: experiment.spec.models.map(\.name)))",
                fix: "name the candidate with --candidate")
        }
        (self.experiment, championModel) = try experiment.including(champion: champion)
        self.champion = champion
        self.candidate = name
        metric = promotion.metric
        target = promotion.target
        self.tolerancePP = tolerancePP
    }

    /// The model that the spec puts forward: its champion, or the only challenger of the registered one.
    /// - Throws: `ComparisonUnavailable` where that is the registered champion itself, or one of several.
    private static func putForward(
        by experiment: PreparedExperiment, _ promotion: PromotionDeclaration
    ) throws -> String {
        if case .model(let name) = promotion.champion, !experiment.championIsRegistered { return name }
        if promotion.challengers.count == 1 { return promotion.challengers[0] }
        throw ComparisonUnavailable(
            "the spec's champion is the registered one, which held against itself is no test",
            fix: promotion.challengers.isEmpty
                ? "name the candidate with --candidate"
                : "name the candidate with --candidate: \(promotion.challengers.joined(separator: ", "))")
    }

    /// - Throws: `ComparisonUnavailable` when the metric is undefined for either model.
    package func decide(_ outcome: RunOutcome) throws -> Decision {
        let candidateValue = try value(of: candidate, in: outcome.report)
        let championValue = try value(of: championModel, in: outcome.report)
        var lines = [
            "gate on \(metric.id) of \(target):",
            line("candidate", candidate, candidateValue),
            line("registered", "\(champion.model.name) (version \(champion.version))", championValue),
        ]
        var failures: [String] = []
        let worse = decline(from: championValue, to: candidateValue)
        if worse > tolerancePP {
            failures.append(
                "the candidate is \(NumberText.fixed(worse, decimals: 3)) \(unit) worse than the registered champion (tolerance \(NumberText.fixed(tolerancePP, decimals: 3)))"
            )
        }
        failures += codeRegression(championValue, outcome.report, &lines)
        failures += fallbackRegression(outcome.report)
        lines += failures.map { "  FAIL  \($0)" }
        lines.append(failures.isEmpty ? "gate passed" : "gate failed")
        return Decision(passed: failures.isEmpty, text: lines.joined(separator: "\n"))
    }

    /// On the registration's own data and windows the recorded value must come out again.
    private func codeRegression(_ value: Double, _ report: ExperimentReport, _ lines: inout [String])
        -> [String]
    {
        guard champion.metric == metric.id, champion.target == target,
            champion.snapshotDigest == report.reproduction.snapshotDigest,
            champion.backtestDigest == experiment.backtestDigest.hex
        else {
            lines.append(
                "  recorded   \(champion.metric) \(NumberText.fixed(champion.value, decimals: 3)) on other data, windows or metric: not compared"
            )
            return []
        }
        lines.append(line("recorded", "run \(champion.run)", champion.value))
        let worse = decline(from: champion.value, to: value)
        guard worse > tolerancePP else { return [] }
        return [
            "the registered champion itself is \(NumberText.fixed(worse, decimals: 3)) \(unit) worse than recorded: the code has changed"
        ]
    }

    private func fallbackRegression(_ report: ExperimentReport) -> [String] {
        guard let limit = experiment.spec.promotion?.guardrails.fallbackShare,
            let model = report.models.first(where: { $0.name == candidate }), model.fallbacks.forecasts > 0
        else { return [] }
        let share = Double(model.fallbacks.count) / Double(model.fallbacks.forecasts)
        guard share > limit else { return [] }
        return [
            "\(NumberText.fixed(100 * share, decimals: 1)) % of the candidate's forecasts are fallbacks (limit \(NumberText.fixed(100 * limit, decimals: 1)) %)"
        ]
    }

    private func value(of model: String, in report: ExperimentReport) throws -> Double {
        if experiment.spec.candidates.contains(model), !report.models.contains(where: { $0.name == model }) {
            let kept = report.models.map(\.name).filter(experiment.spec.candidates.contains)
            throw ComparisonUnavailable(
                "'\(model)' lost its search, so it was not backtested",
                fix: "gate what the search keeps: --candidate \(kept.first ?? "NAME")")
        }
        guard
            let value = report.models.first(where: { $0.name == model })?.scores.value(
                target: target, metric: metric.id)
        else {
            throw ComparisonUnavailable("\(metric.id) of \(model) on \(target) is undefined on this data")
        }
        return value
    }

    /// How much worse `after` is: points for metrics in percent, percent of `before` otherwise.
    private func decline(from before: Double, to after: Double) -> Double {
        metric.name.isPercentage || before == 0 ? after - before : 100 * (after - before) / before
    }

    private var unit: String { metric.name.isPercentage ? "pp" : "%" }

    private func line(_ role: String, _ name: String, _ value: Double) -> String {
        let padded = role + String(repeating: " ", count: max(0, 11 - role.count))
        return "  \(padded)\(NumberText.fixed(value, decimals: 3))  \(name)"
    }
}
