internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import ModelRegistry
internal import Reports

/// Puts trained versions in office: for each kind and target the first one, and from then on whichever beats the version in
/// office surely and by enough, on the windows of the backtest.
///
/// A backtest tells definitions apart, not weights: the model in office, trained again on later data, has no better
/// backtest than before. Where the spec says `renew: true` it takes its own place.
struct ModelOffices {
    let experiment: PreparedExperiment
    let registry: ModelRegistry
    let report: ExperimentReport
    let request: ProductionRequest
    let options: RunOptions
    /// The places of the periods that are known, by target and label.
    let steps: [String: [String: Int]]

    private var rule: ProductionDeclaration.Registry { experiment.spec.production.registry }

    /// Decides on every office that `versions` stand for, and writes champions.yaml.
    func decide(on versions: [ModelVersion]) throws -> [OfficeDecision] {
        let offices = versions.map(\.family).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        return try offices.map { office in try decide(office, among: versions.filter { $0.family == office })
        }
    }

    private func decide(_ office: String, among versions: [ModelVersion]) throws -> OfficeDecision {
        let name = experiment.spec.name
        let champions = try ChampionRegistry.read(of: experiment.project)
        let target = versions[0].training.target
        guard let incumbent = champions.trainedChampion(of: name, office: office) else {
            let (best, metric) = best(of: versions, on: target)
            return try install(
                best, after: nil, by: metric, .first, because: "the first of the kind and target")
        }
        guard try isThere(incumbent) else {
            let (best, metric) = best(of: versions, on: target)
            return try install(
                best, after: incumbent, by: metric, .replaced,
                because: "the registry has lost the version that was in office")
        }
        let challengers = versions.filter { !isSameModel($0, as: incumbent) }
        let again = versions.last { isSameModel($0, as: incumbent) && isLater($0, than: incumbent) }
        if let promoted = try promoted(among: challengers, over: incumbent, on: target) {
            switch promoted {
            case .success(let found):
                return try install(
                    found.version, after: incumbent, by: found.metric, .promoted, because: found.reason)
            case .failure(let words):
                guard rule.renew, again != nil else { return stays(incumbent, words.outcome, words.reason) }
            }
        }
        guard let again else { return stays(incumbent, .kept, "nothing newer of its kind was trained") }
        guard rule.renew else {
            return stays(
                incumbent, .kept,
                "the same model on later data is no surer; renew: true, or forecast models promote VERSION"
            )
        }
        return try install(
            again, after: incumbent, by: best(of: [again], on: target).metric, .renewed,
            because: "the same model, trained to \(again.training.cutoff)")
    }

    /// Whether the registry has the version in office, its file aside.
    private func isThere(_ champion: Champion) throws -> Bool {
        try registry.versions().contains {
            $0.path == champion.trained?.path && $0.digest.hex == champion.trained?.digest
        }
    }

    /// Whether it learned from later data than the version in office did.
    private func isLater(_ version: ModelVersion, than champion: Champion) -> Bool {
        let known = steps[version.training.target] ?? [:]
        guard let own = known[version.training.cutoff],
            let other = champion.trained.flatMap({ known[$0.cutoff] })
        else { return false }
        return own > other
    }

    private func stays(
        _ incumbent: Champion, _ outcome: OfficeDecision.Outcome, _ reason: String
    ) -> OfficeDecision {
        OfficeDecision(
            office: incumbent.trained?.office ?? "", outcome: outcome, version: incumbent.trained?.name ?? "",
            reason: reason)
    }

    private func model(of version: ModelVersion) -> ModelDeclaration? {
        experiment.spec.models.first { $0.name == version.training.model }
    }

    private func isSameModel(_ version: ModelVersion, as champion: Champion) -> Bool {
        guard let model = model(of: version) else { return false }
        return champion.isDefined(by: model) && !experiment.hasChangedFeatures(of: champion)
    }

    // MARK: - Held against the version in office

    private struct Refusal: Error {
        let outcome: OfficeDecision.Outcome
        let reason: String
    }

    private typealias Promoted = (version: ModelVersion, metric: Metric, reason: String)

    /// Nil where nobody challenges.
    private func promoted(
        among challengers: [ModelVersion], over incumbent: Champion, on target: String
    ) throws -> Result<Promoted, Refusal>? {
        guard !challengers.isEmpty else { return nil }
        let included: PreparedExperiment
        let name: String
        do {
            (included, name) = try experiment.including(champion: incumbent)
        } catch let error as DecisionUnavailable {
            return .failure(Refusal(outcome: .undecided, reason: error.reason))
        }
        let models = challengers.map(\.training.model)
        // Nothing below the naive models takes an office.
        let baselines = included.spec.models.filter(\.isBaseline).map(\.name)
        let tables = try Pipeline(included, options: options).scores(
            of: [name] + models + baselines.filter { $0 != name && !models.contains($0) }, on: target)
        let metric = metric(definedFor: tables)
        let promotion = experiment.spec.promotion
        let limits = promotion?.guardrails ?? .standard
        let policy = PromotionPolicy(
            metric: metric, minimumImprovementPP: rule.minImprovementPP,
            confidence: promotion?.confidence ?? PromotionDeclaration.standardConfidence,
            guardrails: GuardrailLimits(
                biasPP: limits.biasPP, absoluteBiasPP: limits.absoluteBiasPP, worstSegmentPP: nil,
                fallbackShare: limits.fallbackShare))
        do throws(ComparisonImpossible) {
            guard let reigning = tables.first(where: { $0.model == name }) else {
                throw ComparisonImpossible("the version in office was not scored")
            }
            let verdict = try policy.decide(
                champion: reigning, challengers: tables.filter { models.contains($0.model) },
                baselines: tables.filter { baselines.contains($0.model) },
                segmentations: [])
            guard verdict.decision == .promote,
                let winner = challengers.last(where: { $0.training.model == verdict.challenger })
            else {
                return .failure(
                    Refusal(
                        outcome: verdict.decision == .keep ? .kept : .undecided,
                        reason: verdict.reasons.isEmpty
                            ? "no challenger is surely better" : verdict.reasons.joined(separator: " ")))
            }
            return .success((winner, metric, verdict.reasons.joined(separator: " ")))
        } catch {
            return .failure(Refusal(outcome: .undecided, reason: error.reason))
        }
    }

    /// The metric of the rule in its first variant; another one where that is undefined, such as MAPE where all is zero.
    private func metric(definedFor tables: [ScoreTable]) -> Metric {
        let losses = candidates
        return losses.first { metric in
            tables.allSatisfy { table in
                table.value(of: metric).value != nil
            }
        } ?? losses[0]
    }

    /// In the order of preference.
    private var candidates: [Metric] {
        let losses = experiment.spec.evaluation.metrics.filter(\.name.isLoss)
        let own = losses.filter { $0.name == rule.metric }
        let all = own + [experiment.spec.promotion?.metric].compactMap(\.self) + losses
        return all.isEmpty ? [Metric(.wape)] : all
    }

    // MARK: - Taking office

    private func value(_ metric: Metric, of version: ModelVersion, on target: String) -> Double? {
        report.models.first { $0.name == version.training.model }?.scores.value(
            target: target, metric: metric.id)
    }

    private func best(of versions: [ModelVersion], on target: String) -> (
        version: ModelVersion, metric: Metric
    ) {
        let metric =
            candidates.first { metric in versions.allSatisfy { value(metric, of: $0, on: target) != nil } }
            ?? candidates[0]
        let best = versions.min { first, second in
            (value(metric, of: first, on: target) ?? .infinity)
                < (value(metric, of: second, on: target) ?? .infinity)
        }
        return (best ?? versions[0], metric)
    }

    private func install(
        _ version: ModelVersion, after incumbent: Champion?, by metric: Metric,
        _ outcome: OfficeDecision.Outcome, because reason: String
    ) throws -> OfficeDecision {
        let target = version.training.target
        guard let model = model(of: version), let value = value(metric, of: version, on: target) else {
            return OfficeDecision(
                office: version.family, outcome: .undecided, version: incumbent?.trained?.name ?? "nobody",
                reason: "the backtest gives \(version.name) no \(metric.id)")
        }
        let scores = report.models.first { $0.name == model.name }?.scores
        let champion = Champion(
            experiment: experiment.spec.name, version: (incumbent?.version ?? 0) + 1, model: model,
            recorded: RecordedDefinition(model), target: target, metric: metric.id, value: value,
            bias: scores?.value(target: target, metric: Metric(.bias).id), run: report.run,
            resultDigest: report.resultDigest, snapshotDigest: report.reproduction.snapshotDigest,
            backtestDigest: experiment.valueDigest(of: metric, for: model).hex,
            featuresDigest: experiment.featuresDigest(of: model)?.hex, verdict: nil, who: request.user,
            when: request.now, why: reason, trained: TrainedVersion(version))
        do {
            // Nothing is collected meanwhile.
            try registry.locked {
                try ChampionRegistry.append(champion, replacing: incumbent, in: experiment.project) {}
            }
        } catch let error as ChampionOvertaken {
            throw DecisionUnavailable.promotion(
                "'\(version.family)' was given to another version meanwhile: \(error.now)",
                fix: "look at it, then run the command again")
        }
        return OfficeDecision(
            office: version.family, outcome: outcome, version: version.name, reason: reason)
    }
}

extension TrainedVersion {
    init(_ version: ModelVersion) {
        self.init(
            office: version.family, number: version.number, path: version.path, digest: version.digest.hex,
            cutoff: version.training.cutoff)
    }
}
