internal import BoostedTrees
internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore

extension BoostedTreesForecaster {
    /// The line of `lightgbm` in the catalogue of models.
    static let entry = GlobalModelEntry(
        kind,
        make: { try BoostedTreesForecaster($0, in: $1) },
        addInputs: { declaration, experiment, key in
            key.add("library", LightGBMLibrary.pinnedDigest)
            key.add("feature version", FeatureSet.version)
            features(of: declaration, in: experiment).addToKey(&key)
        })

    init(_ declaration: ModelDeclaration, in context: GlobalModelContext) throws {
        self.init(
            declaration.parameters,
            features: FeatureRequest(Self.features(of: declaration, in: context.experiment)),
            seed: context.experiment.seed,
            library: try LightGBMLibrary.load(
                path: "\(context.project.libraries)/\(LightGBMLibrary.relativePath)"),
            shelf: context.shelf)
    }

    private static func features(of declaration: ModelDeclaration, in experiment: ExperimentSpec)
        -> FeatureSetDeclaration
    {
        let name = declaration.parameters.word("features")
        guard let set = experiment.features.first(where: { $0.name == name }) else {
            preconditionFailure("the reader let model \(declaration.name) name an absent feature set")
        }
        return set
    }
}
