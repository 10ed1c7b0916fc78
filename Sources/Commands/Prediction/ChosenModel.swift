internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks

/// The model that forecasts, and the experiment without all that it does not need.
struct ChosenModel {
    let experiment: PreparedExperiment
    let model: ModelDeclaration
    /// `3` for the third champion of the experiment; nil for a model that was named.
    let championVersion: Int?

    /// The name that asks for the routed model, whatever that is called.
    static let automatic = "auto"

    /// - Parameter name: of a model of the spec; nil for the champion.
    /// - Throws: E217 without a champion, `DecisionUnavailable` for one that cannot be trained.
    init(of experiment: PreparedExperiment, named name: String?) throws {
        let chosen = try Self.choice(experiment, name)
        let kept = Set([chosen.model] + chosen.experiment.parts(ofModelNamed: chosen.model))
        self.experiment = chosen.experiment.dropping(
            Set(chosen.experiment.spec.models.map(\.name)).subtracting(kept))
        guard let model = self.experiment.spec.models.first(where: { $0.name == chosen.model }) else {
            preconditionFailure("the model was chosen among those of the spec")
        }
        self.model = model
        championVersion = chosen.version
    }

    /// The one model of the spec that sends each series to a model of its own.
    private static func routed(_ experiment: PreparedExperiment) throws -> String {
        let routed = experiment.spec.models.filter { experiment.catalogue.kind(of: $0).isRouting }.map(\.name)
        guard routed.count == 1 else {
            throw OptionProblem("--model", automatic).error(
                routed.isEmpty
                    ? "the spec has no model of kind 'routed', which '\(automatic)' stands for; declare one, as "
                        + "\(automatic): {kind: routed, matrix: default}"
                    : "the spec has \(routed.count) models of kind 'routed' (\(routed.joined(separator: ", "))): name one"
            )
        }
        return routed[0]
    }

    private static func choice(
        _ experiment: PreparedExperiment, _ name: String?
    ) throws -> (experiment: PreparedExperiment, model: String, version: Int?) {
        let names = experiment.spec.models.map(\.name)
        if let name {
            if name == Self.automatic, !names.contains(name) {
                return (experiment, try routed(experiment), nil)
            }
            guard names.contains(name) else {
                throw OptionProblem("--model", name).unknown("model", among: names)
            }
            return (experiment, name, nil)
        }
        if let champion = experiment.registry.champion(of: experiment.spec.name) {
            let (included, name) = try experiment.including(champion: champion)
            return (included, name, champion.version)
        }
        guard case .model(let name)? = experiment.spec.promotion?.champion else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E217",
                        "'\(experiment.spec.name)' has no champion, neither registered nor in its spec",
                        fix:
                            "name a model with --model (\(names.joined(separator: ", "))), or put one in office: forecast promote"
                    )
                ])
        }
        return (experiment, name, nil)
    }
}
