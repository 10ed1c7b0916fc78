internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import LocatedYAML
internal import Reports

/// Turns a finished run's verdict into an entry of the champion registry.
package struct Promotion: Sendable {
    private let project: Project
    private let report: ExperimentReport
    private let experiment: PreparedExperiment
    /// The champion in office when the decision was taken: `register` refuses when it is another by then.
    private let reigning: Champion?

    /// - Throws: E225 when `resultFolder` holds no finished run, `ReportError` when it is damaged.
    package init(resultFolder: String, project: Project) throws {
        let folder = try ResultFolder.finished(at: resultFolder)
        self.project = project
        report = try folder.report()
        experiment = try PreparedExperiment(
            specPath: folder.file(ResultFolder.resolvedSpec), overrides: [], project: project,
            checksSources: false)
        reigning = try ChampionRegistry.read(of: project).champion(of: report.experiment)
    }

    /// The champion that the spec names; nil where it names none, or leaves it to the registry.
    package var declaredChampion: String? {
        guard !experiment.championIsRegistered, case .model(let name)? = experiment.spec.promotion?.champion
        else {
            return nil
        }
        return name
    }

    package var experimentName: String { report.experiment }
    package var verdictPromotes: Bool { report.verdict?.decision == .promote }

    package var verdictText: String {
        guard let verdict = report.verdict else { return "the spec declares no promotion" }
        return "the verdict is \(verdict.decision.rawValue): \(verdict.reasons.first ?? "no reason given")"
    }

    /// The verdict's winner, as a champion.
    package func champion(why: String?, who: String, when: String) throws -> Champion {
        guard let verdict = report.verdict, verdictPromotes else {
            throw DecisionUnavailable.promotion(verdictText)
        }
        try checkOpponent(verdict.champion)
        return try champion(
            named: verdict.challenger, why: why ?? verdict.reasons.first ?? "verdict", who: who, when: when)
    }

    /// A verdict counts against the champion in office only.
    private func checkOpponent(_ opponent: String) throws {
        guard let reigning,
            let model = experiment.spec.models.first(where: { $0.name == opponent })
        else { return }
        if model.hasSameDefinition(as: reigning.model) {
            guard reigning.hasChangedFeatures(in: experiment.spec) else { return }
            throw DecisionUnavailable(changedFeaturesOf: reigning, outcome: DecisionUnavailable.notPromoted)
        }
        throw DecisionUnavailable.promotion(
            "the verdict is against '\(opponent)', but champion \(reigning.version) of '\(report.experiment)' is another: "
                + "'\(reigning.name)' of kind \(reigning.model.kind)",
            fix: "run the spec with --set promotion.champion=registered and promote that run")
    }

    /// The model `name` of this run, as a champion.
    package func champion(named name: String, why: String, who: String, when: String) throws -> Champion {
        guard let model = experiment.spec.models.first(where: { $0.name == name }) else {
            let names = experiment.spec.models.map(\.name)
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E226",
                        "the run has no model '\(name)'\(Suggestion.clause(for: name, in: names))",
                        fix: "name one of its models: \(Suggestion.list(names))")
                ])
        }
        guard let target = experiment.spec.promotion?.target ?? experiment.spec.data.targets.first,
            let metric = experiment.spec.promotion?.metric ?? experiment.spec.evaluation.metrics.first,
            let value = report.models.first(where: { $0.name == name })?.scores.value(
                target: target, metric: metric.id)
        else {
            throw DecisionUnavailable.promotion("the run gives '\(name)' no value for its promotion metric")
        }
        return Champion(
            experiment: report.experiment,
            version: (reigning?.version ?? 0) + 1,
            model: model, target: target, metric: metric.id, value: value, run: report.run,
            resultDigest: report.resultDigest, snapshotDigest: report.reproduction.snapshotDigest,
            backtestDigest: experiment.backtestDigest.hex,
            featuresDigest: model.featuresDigest(in: experiment.spec)?.hex, who: who, when: when, why: why)
    }

    /// Appends `champion` to the registry, unless someone else changed the experiment's champion since this
    /// promotion was prepared.
    package func register(_ champion: Champion) throws {
        do {
            try ChampionRegistry.append(champion, replacing: reigning, in: project) {
                guard let reigning, reigning.run == champion.run, reigning.model == champion.model else {
                    return
                }
                throw DecisionUnavailable.promotion(
                    "'\(champion.name)' of run \(champion.run) is champion \(reigning.version) of '\(champion.experiment)' already",
                    fix: "nothing is left to do; `forecast gate` holds a spec against it")
            }
        } catch let error as ChampionOvertaken {
            throw DecisionUnavailable.promotion(
                "the champion of '\(error.experiment)' changed while this promotion was under way: \(error.now)",
                fix: "look at it, then run the command again")
        }
    }
}
