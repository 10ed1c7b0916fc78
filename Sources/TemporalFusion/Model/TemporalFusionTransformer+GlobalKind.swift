internal import DemandFeatures
package import ForecastCore
internal import LinearAlgebra
internal import Workers

extension TemporalFusionTransformer: GlobalModelKind {
    package static var engine: [ModelDefinition.Engine] {
        [.init("feature version", String(FeatureSet.version))]
    }

    package static func model(_ definition: ModelDefinition, in context: GlobalModelContext) throws
        -> any GlobalModel
    {
        guard let features = definition.features else {
            preconditionFailure("a network is defined with the features that it reads")
        }
        let name = definition.parameters.word("features")
        let shared = context.shared
        return Interruptible(
            model: TemporalFusionTransformer(
                NetworkParameters(definition.parameters), seed: context.seed, library: try OpenBLAS.load()
            ) { known, codes in
                FeatureTable.shared(
                    of: known,
                    try FeatureSet(
                        name: name, features, panel: known.panel, target: known.target, codes: codes),
                    in: shared)
            })
    }

    package static func memory(of definition: ModelDefinition, for size: TrainingSize) -> Double {
        networkCost(of: definition, for: size).memory
    }

    package static func cost(of definition: ModelDefinition, for size: TrainingSize) -> TrainingCost? {
        networkCost(of: definition, for: size).training
    }

    private static func networkCost(of definition: ModelDefinition, for size: TrainingSize) -> NetworkCost {
        NetworkCost(
            NetworkParameters(definition.parameters), columns: definition.features?.columnEstimate ?? 0,
            series: size.series, periods: size.periods, ahead: size.horizon, levels: size.levels)
    }

    /// Tells of a training that the user stopped as every other work does.
    private struct Interruptible: ContinuingGlobalModel {
        let model: TemporalFusionTransformer

        func fit(_ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool) throws
            -> any FittedGlobalModel
        {
            try fit(known, in: FitScope(jobs: jobs, shouldStop: shouldStop))
        }

        func fit(_ known: KnownPanel, in scope: FitScope) throws -> any FittedGlobalModel {
            try interruptible { try model.fit(known, in: scope) }
        }

        func fit(_ known: KnownPanel, after earlier: any FittedGlobalModel, in scope: FitScope) throws
            -> any FittedGlobalModel
        {
            try interruptible { try model.fit(known, after: earlier, in: scope) }
        }

        private func interruptible(_ fit: () throws -> any FittedGlobalModel) throws -> any FittedGlobalModel
        {
            do {
                return try fit()
            } catch TrainingFailure.stopped {
                throw Interrupted()
            }
        }

        func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
            try model.restore(artefact, levels: levels)
        }
    }
}
