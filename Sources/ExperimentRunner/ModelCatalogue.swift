internal import BoostedTrees
internal import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
internal import StatisticalModels

/// The one place that knows which kinds of models a spec can name and how each is made.
package enum ModelCatalogue {
    package static let kinds: [ModelKind] = StatisticalModels.kinds + [BoostedTreesForecaster.kind]

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
    /// - Throws: `BoostedTreesError` when its library is not there.
    static func globalModel(
        _ declaration: ModelDeclaration, in experiment: ExperimentSpec, project: Project
    ) throws -> any GlobalModel {
        BoostedTreesForecaster(
            declaration.parameters, features: features(of: declaration, in: experiment),
            seed: experiment.seed,
            library: try LightGBMLibrary.load(path: "\(project.libraries)/\(LightGBMLibrary.relativePath)"))
    }

    /// Adds what a global model reads besides its own parameters.
    static func addGlobalInputs(
        of declaration: ModelDeclaration, in experiment: ExperimentSpec, to key: inout CanonicalEncoder
    ) {
        key.add("library", LightGBMLibrary.pinnedDigest)
        key.add("feature version", FeatureSet.version)
        let name = declaration.parameters.word("features")
        experiment.features.first { $0.name == name }?.addToKey(&key)
    }

    private static func features(of declaration: ModelDeclaration, in experiment: ExperimentSpec)
        -> FeatureRequest
    {
        let name = declaration.parameters.word("features")
        guard let set = experiment.features.first(where: { $0.name == name }) else {
            preconditionFailure("the reader let model \(declaration.name) name an absent feature set")
        }
        return FeatureRequest(set)
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
