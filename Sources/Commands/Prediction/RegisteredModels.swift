internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry

/// The trained versions that an experiment's models forecast with.
///
/// For each model it is the version in office of its kind and target where that is of the very definition that the spec
/// has, else the newest version of that definition whose file is kept; a model without any is fitted on the spot.
struct RegisteredModels {
    private let experiment: PreparedExperiment
    private let registry: ModelRegistry
    private let versions: [ModelVersion]
    private let champions: ChampionRegistry

    /// - Throws: `RegistryError`.
    init(_ experiment: PreparedExperiment) throws {
        self.experiment = experiment
        registry = try ModelRegistry(folder: experiment.modelFolder(), readOnly: true)
        versions = try registry.versions().filter { $0.training.experiment == experiment.spec.name }
        champions = try ChampionRegistry.read(of: experiment.project)
    }

    /// The versions that the experiment's models forecast the target of `future` with, by the model's name.
    /// - Throws: E232 where champions.yaml names a version that the registry does not have so.
    func versions(for future: TargetFuture) throws -> [String: ModelVersion] {
        try experiment.spec.models.reduce(into: [:]) { chosen, model in
            chosen[model.name] = try version(of: model, for: future)
        }
    }

    private func version(of model: ModelDeclaration, for future: TargetFuture) throws -> ModelVersion? {
        guard let file = experiment.catalogue.file(of: model) else { return nil }
        let definition = experiment.catalogue.definition(of: model, in: experiment.spec).digest
        let (code, context) = (experiment.trainingCode(of: model), experiment.trainingContext)
        // One that learned from later data than there are now, in a replay, would know what is to be forecast.
        let own = versions.filter {
            $0.training.definition == definition && $0.training.target == future.target
                && $0.training.code == code && $0.training.context == context
                && future.steps[$0.training.cutoff] != nil
        }
        let offices = champions.trainedHistory(of: experiment.spec.name).filter {
            $0.target == future.target && $0.isDefined(by: model)
        }
        for office in Set(offices.compactMap(\.trained?.office)).sorted() {
            guard
                let champion = champions.trainedChampion(of: experiment.spec.name, office: office),
                let trained = champion.trained, champion.isDefined(by: model),
                !experiment.hasChangedFeatures(of: champion)
            else { continue }
            try check(trained, of: file)
            if let version = own.first(where: { $0.path == trained.path }) { return version }
        }
        return own.filter(\.isKept).max { first, second in
            (future.steps[first.training.cutoff] ?? 0, first.number)
                < (future.steps[second.training.cutoff] ?? 0, second.number)
        }
    }

    /// The version in office, as champions.yaml has it, must be one of the registry.
    private func check(_ office: TrainedVersion, of file: ModelFile) throws {
        let found = versions.first { $0.path == office.path }
        guard found?.digest.hex != office.digest else { return }
        let says = found.map { "with digest \($0.digest.hex.prefix(12))" } ?? "not at all"
        let folder = experiment.project.relative(registry.folder)
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E232",
                    "champions.yaml and the registry disagree about \(office.name): the one has \(office.path) with digest \(office.digest.prefix(12)), the other has it \(says)",
                    notes: ["the registry is \(folder)"],
                    fix:
                        "restore what is wrong from version control or a copy; put a version that is there in office: forecast models promote VERSION --reason ...; or train anew: forecast pipeline SPEC --train"
                )
            ])
    }

    /// What these versions learned, every file verified.
    /// - Throws: D306 for a file that is missing or damaged, with the version before it.
    func trained(_ chosen: [String: ModelVersion]) throws -> TrainedModels {
        var trained = TrainedModels()
        for (name, version) in chosen.sorted(by: { $0.key < $1.key }) {
            do {
                trained.add(try registry.trainedModel(of: version), as: name)
            } catch let error as RegistryError {
                throw refusal(of: version, error)
            }
        }
        return trained
    }

    private func refusal(of version: ModelVersion, _ error: RegistryError) -> DiagnosticsError {
        let before = versions.last {
            $0.family == version.family && $0.number < version.number && $0.isKept
        }
        let back = before.map {
            "go back to \($0.name): forecast models promote \($0.name) --reason ..., or train"
        }
        return DiagnosticsError(
            .data,
            [
                Diagnostic(
                    code: "D306", error.message,
                    fix:
                        "\(back ?? "train") again: forecast pipeline SPEC --train"
                )
            ])
    }
}

extension PreparedExperiment {
    /// Where its trained models are kept.
    /// - Throws: E216 for a link out of the project.
    package func modelFolder() throws -> String {
        try place(of: spec.production.registry.folder, key: "production.registry.folder")
    }

    /// A path of the block `production`, which stays in the project also where links lead.
    func place(of path: String, key: String) throws -> String {
        let whole = "\(project.root)/\(path)"
        if Project.absolute(whole).hasPrefix(Project.absolute(project.root) + "/") { return whole }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E216",
                    "\(key) is '\(path)', a link to \(Project.absolute(whole)), which is outside the project",
                    fix: "remove the link, or name another place in the project")
            ])
    }

    /// See `ModelVersion.Training.code`.
    func trainingCode(of model: ModelDeclaration) -> String {
        CodeVersion.worker(of: [catalogue.kind(of: model)])
    }

    /// See `ModelVersion.Training.context`.
    var trainingContext: Digest {
        var key = CanonicalEncoder(stage: "training context", version: 1)
        var data = spec.data
        data.targets = []
        data.addToKey(&key)
        switch spec.backtest.train {
        case .expanding: key.add("train", "expanding")
        case .sliding(let periods): key.add("train", periods)
        }
        key.add("min history", spec.backtest.minHistory)
        key.add("short series", spec.backtest.shortSeries.rawValue)
        spec.classes.addToKey(&key)
        key.add("seed", spec.seed)
        return key.digest
    }
}
