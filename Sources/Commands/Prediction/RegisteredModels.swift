internal import Champions
internal import ExperimentRunner
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

    /// - Throws: `RegistryError`.
    init(_ experiment: PreparedExperiment) throws {
        self.experiment = experiment
        registry = try ModelRegistry(folder: experiment.modelFolder, readOnly: true)
        versions = try registry.versions().filter { $0.training.experiment == experiment.spec.name }
    }

    /// The versions that the experiment's models forecast `target` with, by the model's name.
    /// - Throws: E232 where champions.yaml names a version that the registry does not have so.
    func versions(on target: String, through cutoff: String) throws -> [String: ModelVersion] {
        var chosen: [String: ModelVersion] = [:]
        for model in experiment.spec.models {
            chosen[model.name] = try version(of: model, on: target, through: cutoff)
        }
        return chosen
    }

    private func version(
        of model: ModelDeclaration, on target: String, through cutoff: String
    ) throws -> ModelVersion? {
        guard experiment.catalogue.file(of: model) != nil else { return nil }
        let definition = experiment.catalogue.definition(of: model, in: experiment.spec).digest
        // One that learned from later data than there are now, in a replay, would know what is to be forecast.
        let own = versions.filter {
            $0.training.definition == definition && $0.training.target == target
                && $0.training.cutoff <= cutoff
        }
        for version in own {
            guard
                let office = experiment.registry.trainedChampion(
                    of: experiment.spec.name, office: version.family)?.trained,
                office.number == version.number
            else { continue }
            try check(office, is: version)
            return version
        }
        return own.last(where: \.isKept)
    }

    private func check(_ office: TrainedVersion, is version: ModelVersion) throws {
        guard office.path != version.path || office.digest != version.digest.hex else { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E232",
                    "champions.yaml and the registry disagree about \(office.name): the one says \(office.path) with digest \(office.digest.prefix(12)), the other \(version.path) with \(version.digest.hex.prefix(12))",
                    fix:
                        "restore champions.yaml or \(experiment.project.relative(registry.folder)) from version control or a copy, or put another version in office: forecast models promote VERSION --reason ..."
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
    var modelFolder: String { "\(project.root)/\(spec.production.registry.folder)" }
}
