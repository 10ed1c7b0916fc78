internal import DemandFeatures
package import ForecastCore

extension BoostedTreesForecaster: GlobalModelKind {
    package static var engine: [ModelDefinition.Engine] {
        [
            .init("library", LightGBMLibrary.pinnedDigest),
            .init("feature version", String(FeatureSet.version)),
        ]
    }

    package static func model(_ definition: ModelDefinition, in context: GlobalModelContext) throws
        -> any GlobalModel
    {
        try BoostedTreesForecaster(definition, in: context)
    }

    package init(_ definition: ModelDefinition, in context: GlobalModelContext) throws {
        guard let features = definition.features else {
            preconditionFailure("boosted trees are defined with the features that they read")
        }
        self.init(
            definition.parameters, features: features, seed: context.seed,
            library: try LightGBMLibrary.load(
                path: "\(context.libraries)/\(LightGBMLibrary.relativePath)"),
            shared: context.shared)
    }

    package static func columns(of definition: ModelDefinition) -> Set<String> {
        SampleWeights(definition.parameters).column.map { [$0] } ?? []
    }

    /// The table of features (4 bytes per cell), matrices on their way into bins, bins, what LightGBM keeps per row, and
    /// explanations: about 60 bytes per cell together. The cache that models share is bounded by itself. Measured, see
    /// docs/threat-model.md.
    package static func memory(of definition: ModelDefinition, for size: TrainingSize) -> Double {
        let library = 16.0 * 1_048_576
        let columns = Double(definition.features?.columnEstimate ?? 0)
        let cells = size.series * size.periods
        let rows = cells * Double(definition.parameters.integer("origins_per_period"))
        return library + cells * columns * 4 + rows * columns * 60
    }
}
