internal import ExperimentSpec
package import ForecastCore
internal import StatisticalModels

/// The one place that knows which kinds of models a spec can name and how each is made.
package enum ModelCatalogue {
    package static let kinds: [ModelKind] = StatisticalModels.kinds + globalModels.map(\.kind)

    /// The global kinds: one line each.
    private static let globalModels = [BoostedTreesForecaster.entry, TemporalFusionEntry.entry]

    package static func kind(named name: String) -> ModelKind? { kinds.first { $0.name == name } }

    /// The local model that `declaration` describes; nil when it describes a global one. The spec reader has
    /// checked kind and parameters against `kinds`, so an unknown kind is a programmer's mistake.
    static func localModel(_ declaration: ModelDeclaration) -> (any LocalModel)? {
        guard let kind = kind(named: declaration.kind) else {
            preconditionFailure("model kind \(declaration.kind) is not in the catalogue")
        }
        guard let model = kind.localModel(declaration.parameters) else { return nil }
        return switch declaration.transform {
        case .none: model
        case .log: TransformedModel(model, transform: .log)
        case .boxcox: TransformedModel(model, transform: .boxCox)
        }
    }

    /// The global model that `declaration` describes.
    /// - Throws: what the kind's entry throws, such as `BoostedTreesError` when its library is not there.
    static func globalModel(_ declaration: ModelDeclaration, in context: GlobalModelContext) throws
        -> any GlobalModel
    {
        try entry(of: declaration).make(declaration, context)
    }

    /// What stops global models of `experiment` from being made here, such as a library that is not there, in the
    /// order of the models: a run ends at them unless its cache holds their forecasts.
    static func obstacles(of experiment: ExperimentSpec, in project: Project) -> [String] {
        let context = GlobalModelContext(experiment: experiment, project: project, shelf: FeatureShelf())
        return experiment.models.compactMap { declaration in
            guard case .global? = kind(named: declaration.kind)?.make else { return nil }
            do {
                _ = try globalModel(declaration, in: context)
                return nil
            } catch {
                return
                    "model '\(declaration.name)' cannot be trained here; what the cache holds of it counts. \(error)"
            }
        }
    }

    /// Adds what a global model reads besides its own parameters.
    static func addGlobalInputs(
        of declaration: ModelDeclaration, in experiment: ExperimentSpec, to key: inout CanonicalEncoder
    ) {
        entry(of: declaration).addInputs(declaration, experiment, &key)
    }

    private static func entry(of declaration: ModelDeclaration) -> GlobalModelEntry {
        guard let entry = globalModels.first(where: { $0.kind.name == declaration.kind }) else {
            preconditionFailure("\(declaration.kind) is not a global kind of the catalogue")
        }
        return entry
    }

    /// The arithmetic that the model's kind computes by.
    static func numericProfile(of declaration: ModelDeclaration) -> String {
        CodeVersion.numericProfile(of: kinds.filter { $0.name == declaration.kind })
    }

    /// Adds everything that decides the model's bits to a cache key. The name does not: renaming a model
    /// refits nothing.
    static func add(_ declaration: ModelDeclaration, to key: inout CanonicalEncoder) {
        key.add("kind", declaration.kind)
        key.add("kind version", kind(named: declaration.kind)?.version ?? 0)
        key.add("transform", declaration.transform.rawValue)
        for (name, value) in declaration.parameters.sorted {
            switch value {
            case .integer(let integer): key.add(name, integer)
            case .number(let number): key.add(name, number)
            case .word(let word): key.add(name, word)
            case .boolean(let boolean): key.add(name, boolean)
            }
        }
    }
}

/// What a global model may be made from, besides its own parameters.
struct GlobalModelContext: Sendable {
    let experiment: ExperimentSpec
    let project: Project
    /// The feature tables that the models of a run share.
    let shelf: FeatureShelf
}

/// How the catalogue makes the global models of one kind.
struct GlobalModelEntry: Sendable {
    typealias Make = @Sendable (ModelDeclaration, GlobalModelContext) throws -> any GlobalModel
    typealias AddInputs = @Sendable (ModelDeclaration, ExperimentSpec, inout CanonicalEncoder) -> Void

    let kind: ModelKind
    let make: Make
    /// Adds to the cache key what the model reads besides its parameters and the panel as known at the cutoff.
    let addInputs: AddInputs

    init(_ kind: ModelKind, make: @escaping Make, addInputs: @escaping AddInputs = { _, _, _ in }) {
        self.kind = kind
        self.make = make
        self.addInputs = addInputs
    }
}
