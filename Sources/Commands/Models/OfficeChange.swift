internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry
internal import Reports

/// What `forecast models promote` and `models rollback` did: a trained version takes the office of its kind and target
/// by somebody's word.
package struct OfficeChange: CommandAnswer {
    private let office, version: String
    @OrNull private var before: String?
    private let message: String

    /// Puts a version in office.
    /// - Throws: E234 for a version that is not there, E235 for one whose model the spec has no more, D306 for a file
    ///   that is not sound, `DecisionUnavailable` where it is in office.
    package init(
        promoting name: String, _ commands: ModelCommands, reason: String, user: String, now: String
    ) throws {
        let registry = try commands.registry()
        let version = try commands.version(name, among: registry.versions())
        try self.init(version, registry, commands, why: "by hand: \(reason)", user: user, now: now)
    }

    /// Brings back the version that was in office before.
    /// - Throws: as above, and E236 for an office that nobody holds.
    package init(
        rollingBack office: String, of experiment: String?, _ commands: ModelCommands, reason: String,
        user: String, now: String
    ) throws {
        let champions = try commands.champions()
        let registry = try commands.registry()
        let holders = champions.trainedEntries.filter {
            $0.trained?.office == office && (experiment == nil || $0.experiment == experiment)
        }
        guard let reigning = holders.last else {
            let offices = champions.trainedEntries.compactMap(\.trained?.office)
            throw Self.unknown(
                "nobody is in office as '\(office)'\(Suggestion.clause(for: office, in: offices))",
                fix: "offices are named as lgbm_volume: forecast models list")
        }
        let experiments = Set(holders.map(\.experiment)).sorted()
        guard experiments.count == 1 else {
            throw Self.unknown(
                "'\(office)' is an office of several experiments: \(experiments.joined(separator: ", "))",
                fix: "say of which: --experiment \(experiments[0])")
        }
        // After a rollback, another one goes further back.
        let before = champions.predecessor(of: reigning.experiment, office: office)
        guard let before, let earlier = before.trained else {
            throw DecisionUnavailable.promotion(
                "\(reigning.trained?.name ?? office) is the first that held this office",
                fix: "put another version in office: forecast models promote VERSION --reason ...")
        }
        let version = try commands.version(earlier.name, among: registry.versions())
        try self.init(
            version, registry, commands, why: "rollback: \(reason)",
            restores: before.restores ?? before.version, user: user, now: now)
    }

    private static func unknown(_ message: String, fix: String) -> DiagnosticsError {
        DiagnosticsError(.spec, [Diagnostic(code: "E236", message, fix: fix)])
    }

    private init(
        _ version: ModelVersion, _ registry: ModelRegistry, _ commands: ModelCommands, why: String,
        restores: Int? = nil, user: String, now: String
    ) throws {
        let champions = try commands.champions()
        let experiment = version.training.experiment
        let reigning = champions.trainedChampion(of: experiment, office: version.family)
        guard reigning?.trained?.path != version.path || reigning?.trained?.digest != version.digest.hex
        else {
            throw DecisionUnavailable.promotion("\(version.name) is in office already")
        }
        do {
            _ = try registry.trainedModel(of: version)
        } catch let error as RegistryError {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "D306", error.message,
                        fix: "name another version: forecast models list")
                ])
        }
        var champion =
            try champions.trainedHistory(of: experiment).last { $0.trained?.path == version.path }
            ?? Self.champion(of: version, in: commands)
        champion.version = (reigning?.version ?? 0) + 1
        champion.who = user
        champion.when = now
        champion.why = why
        champion.restores = restores
        champion.trained = TrainedVersion(version)
        do {
            // Nothing is collected meanwhile.
            try registry.locked {
                try ChampionRegistry.append(champion, replacing: reigning, in: commands.project) {}
            }
        } catch let error as ChampionOvertaken {
            throw DecisionUnavailable.promotion(
                "'\(version.family)' was given to another version meanwhile: \(error.now)",
                fix: "look at it, then run the command again")
        }
        office = version.family
        self.version = version.name
        before = reigning?.trained?.name
        message =
            "\(version.name) is in office as \(version.family) of \(experiment)"
            + (reigning?.trained.map { ", where \($0.name) was" } ?? "")
    }

    /// The entry of a version that was never in office, with the model as its spec declares it.
    private static func champion(of version: ModelVersion, in commands: ModelCommands) throws -> Champion {
        let training = version.training
        guard let path = DeclaredExperiments(in: commands.project).path(of: training.experiment) else {
            throw gone(version, "no spec in experiments/ declares the experiment '\(training.experiment)'")
        }
        let experiment = try PreparedExperiment(
            specPath: path, overrides: [], project: commands.project, checksSources: false)
        guard let model = experiment.spec.models.first(where: { $0.name == training.model }),
            experiment.catalogue.definition(of: model, in: experiment.spec).digest == training.definition
        else {
            throw gone(
                version, "\(commands.project.relative(path)) declares '\(training.model)' otherwise by now")
        }
        let scores = version.scores.sorted { $0.key < $1.key }
        let metric = scores.first { $0.key == "mape" } ?? scores.first { $0.key == "wape" } ?? scores.first
        return Champion(
            experiment: training.experiment, version: 1, model: model, recorded: RecordedDefinition(model),
            target: training.target, metric: metric?.key ?? "mape", value: metric?.value ?? 0,
            bias: version.scores["bias"], run: "none", resultDigest: "none",
            snapshotDigest: training.snapshot.hex, backtestDigest: "none",
            featuresDigest: experiment.featuresDigest(of: model)?.hex, verdict: nil, who: "", when: "",
            why: "")
    }

    private static func gone(_ version: ModelVersion, _ why: String) -> DiagnosticsError {
        DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E235", "\(version.name) cannot take office: \(why)",
                    fix: "train it anew: forecast pipeline SPEC --train")
            ])
    }

    package func text(width: Int?) -> String { message }
}
