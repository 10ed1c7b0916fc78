internal import ArtefactStore
package import Champions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports

/// Turns a finished run's verdict into an entry of the champion registry.
package struct Promotion: Sendable {
    private let project: Project
    private let folder: ResultFolder
    private let report: ExperimentReport
    private let experiment: PreparedExperiment
    /// The champion in office when the decision was taken: `register` refuses when it is another by then.
    private let reigning: Champion?
    /// All of the experiment, oldest first.
    private let history: [Champion]
    /// In what the run asked for less than the committed spec, in words.
    private let weaker: [String]

    /// - Throws: E225 when `resultFolder` holds no finished run, E231 when it is not whole.
    package init(resultFolder: String, project: Project) throws {
        folder = try ResultFolder.finished(at: resultFolder)
        self.project = project
        do throws(BrokenRun) {
            report = try folder.sound()
        } catch {
            throw DiagnosticsError(.spec, [ResultFolder.broken(resultFolder, error)])
        }
        history = try ChampionRegistry.read(of: project).history(of: report.experiment)
        reigning = history.last
        experiment = try PreparedExperiment(
            specPath: folder.file(ResultFolder.resolvedSpec), overrides: [], project: project,
            checksSources: false)
        guard experiment.name == report.experiment else {
            let mismatch = BrokenRun(reason: "its spec is of experiment '\(experiment.name)'")
            throw DiagnosticsError(.spec, [ResultFolder.broken(resultFolder, mismatch)])
        }
        weaker = CommittedRules(of: experiment.name, in: project).weaknesses(of: experiment.spec)
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
        report.verdictWords.map { "the verdict is \($0)" } ?? "the spec declares no promotion"
    }

    // MARK: - What the files are worth

    /// Whether the files are, byte for byte, what this machine's cache remembers a run to have left.
    package var isRemembered: Bool {
        guard Project.isFolder(project.store),
            let store = try? ArtefactStore.open(folder: project.store)
        else { return false }
        // A run of an earlier version has fewer files.
        let names = folder.presentFiles
        return store.runs(ofExperiment: report.experiment).contains { record in
            record.run == report.run && folder.holds(record, names: names)
        }
    }

    /// Computes the run again: a report that came from elsewhere says what its author wanted it to say.
    /// - Throws: `DecisionUnavailable` where another report comes out; as `ResultVerifier`.
    package func recompute(_ options: RunOptions) throws {
        let verifier = try ResultVerifier(resultFolder: folder.path, project: project)
        if let change = verifier.changes.first {
            throw DecisionUnavailable.promotion(
                "this machine has no record of the run, and it cannot be computed again: \(change.text)",
                fix: "run its spec again, and promote that")
        }
        let verification = try verifier.verify(options: options)
        guard let first = verification.first else { return }
        throw DecisionUnavailable.promotion(
            "the run's files are not what its spec and data give; \(verification.differing.joined(separator: ", ")) "
                + "\(verification.differing.count == 1 ? "differs" : "differ"): \(first.text)",
            fix: "run its spec again, and promote that")
    }

    // MARK: - The entry

    /// The verdict's winner, as a champion.
    package func champion(why: String?, who: String, when: String) throws -> Champion {
        guard let verdict = report.verdict, verdictPromotes else {
            throw DecisionUnavailable.promotion(verdictText)
        }
        try checkOpponent(verdict.champion)
        let champion = try champion(
            named: verdict.challenger, why: why ?? verdict.reasons.first ?? "verdict", who: who, when: when)
        let remarks = remarks(on: champion)
        guard remarks.isEmpty || why != nil else {
            throw DecisionUnavailable.promotion(
                remarks.joined(separator: "; "),
                fix: (weaker.isEmpty ? "" : "run the spec as it stands and promote that, or ")
                    + "say why with --reason, which is recorded")
        }
        return champion
    }

    /// What speaks against promoting it on a verdict alone, whatever the verdict says.
    package func remarks(on champion: Champion) -> [String] {
        let less =
            weaker.isEmpty
            ? [] : ["the run asked for less than the committed spec: \(weaker.joined(separator: "; "))"]
        guard let promotion = experiment.spec.promotion else { return less }
        let drift = BiasDrift(
            of: champion, metric: promotion.metric, after: history, limit: promotion.guardrails.biasPP)
        return less + [drift?.words].compactMap { $0 }
    }

    /// A verdict counts against the champion in office only.
    private func checkOpponent(_ opponent: String) throws {
        guard let reigning,
            let model = experiment.spec.models.first(where: { $0.name == opponent })
        else { return }
        if reigning.isDefined(by: model) {
            guard experiment.hasChangedFeatures(of: reigning) else { return }
            throw DecisionUnavailable(
                changed: experiment.parts(of: reigning.model), of: reigning,
                outcome: DecisionUnavailable.notPromoted)
        }
        // Nobody can be held against a champion that cannot be trained.
        try reigning.requireTrainable(outcome: DecisionUnavailable.notPromoted)
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
            let scores = report.models.first(where: { $0.name == name })?.scores,
            let value = scores.value(target: target, metric: metric.id)
        else {
            throw DecisionUnavailable.promotion("the run gives '\(name)' no value for its promotion metric")
        }
        return Champion(
            experiment: report.experiment,
            version: (reigning?.version ?? 0) + 1,
            model: model, recorded: RecordedDefinition(model), target: target, metric: metric.id,
            value: value,
            bias: scores.value(target: target, metric: Metric(.bias).id), run: report.run,
            resultDigest: report.resultDigest, snapshotDigest: report.reproduction.snapshotDigest,
            backtestDigest: experiment.valueDigest(of: metric, for: model).hex,
            featuresDigest: experiment.featuresDigest(of: model)?.hex, verdict: verdict(on: name),
            who: who, when: when, why: why)
    }

    /// What the run's verdict says of a model; nil for one that was not held against the champion.
    private func verdict(on name: String) -> RecordedVerdict? {
        guard let verdict = report.verdict,
            let comparison = verdict.comparisons.first(where: { $0.challenger == name })
        else { return nil }
        let limits = experiment.spec.promotion?.guardrails ?? .standard
        return RecordedVerdict(
            decision: comparison.decision.rawValue, against: verdict.champion,
            improvementPP: comparison.improvementPP.value, lower: comparison.intervalPP?.lower,
            upper: comparison.intervalPP?.upper, confidence: verdict.confidence,
            minImprovementPP: verdict.minImprovementPP, windows: report.windows.count,
            challengers: verdict.challengersTried ?? verdict.comparisons.count,
            guardrails: limits.limits.compactMap { name, value in
                value.map { .init(name: name, value: $0) }
            },
            weaker: weaker)
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
