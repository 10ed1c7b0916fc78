internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import LinearAlgebra
internal import TemporalFusion

/// The line of `tft` in the catalogue of models: what a spec declares, joined to the room that trains it.
enum TemporalFusionEntry {
    static let entry = GlobalModelEntry(
        TemporalFusionTransformer.kind,
        make: { try model($0, in: $1) },
        addInputs: { declaration, experiment, key in
            key.add("feature version", FeatureSet.version)
            features(of: declaration, in: experiment).addToKey(&key)
        })

    private static func model(_ declaration: ModelDeclaration, in context: GlobalModelContext) throws
        -> any GlobalModel
    {
        let declared = features(of: declaration, in: context.experiment)
        let (request, shelf) = (FeatureRequest(declared), context.shelf)
        return Interruptible(
            model: TemporalFusionTransformer(
                NetworkParameters(declaration.parameters), seed: context.experiment.seed,
                library: try OpenBLAS.load()
            ) { known in
                shelf.table(
                    of: known,
                    try FeatureSet(
                        name: declared.name, request, panel: known.panel, target: known.target))
            })
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

    /// Bytes while a network is trained.
    static func memory(
        _ declaration: ModelDeclaration, columns: Double, in spec: ExperimentSpec, series: Double,
        periods: Double
    ) -> Double {
        NetworkCost(
            NetworkParameters(declaration.parameters), columns: Int(columns), series: series,
            periods: periods,
            ahead: spec.backtest.horizon, levels: spec.quantiles.count
        ).memory
    }

    /// Tells a training that the user stopped as the runner does.
    private struct Interruptible: GlobalModel {
        let model: TemporalFusionTransformer

        func fit(_ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool) throws
            -> any FittedGlobalModel
        {
            do {
                return try model.fit(known, jobs: jobs, shouldStop: shouldStop)
            } catch TrainingFailure.stopped {
                throw Interrupted()
            }
        }
    }
}
