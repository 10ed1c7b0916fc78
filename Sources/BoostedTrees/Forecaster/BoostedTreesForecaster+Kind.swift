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

    package static func forecastsSeriesApart(_ definition: ModelDefinition) -> Bool {
        definition.features.map { !$0.seesOtherSeries } ?? false
    }

    package static func columns(of definition: ModelDefinition) -> Set<String> {
        SampleWeights(definition.parameters).column.map { [$0] } ?? []
    }

    /// The table of features (4 bytes per cell), and of each row that is learned from its place in the table and its numbers on
    /// their way into bins, the bins, and what LightGBM keeps: about 16 bytes per number together. The cache that models share
    /// is bounded by itself. Held against one training of 100,000 series, not yet against others: docs/lightgbm.md.
    package static func memory(of definition: ModelDefinition, for size: TrainingSize) -> Double {
        let library = 16.0 * 1_048_576
        let columns = Double(definition.features?.columnEstimate ?? 0)
        let cells = size.series * size.periods
        let rows = min(rows(of: definition, for: size), Double(definition.parameters.integer(mostRows)))
        return library + cells * columns * 4 + rows * columns * 16
    }

    /// Those that an ensemble of trees could learn from, at most.
    private static func rows(of definition: ModelDefinition, for size: TrainingSize) -> Double {
        let isStepped = definition.parameters.word("strategy") == Strategy.step.rawValue
        return size.series * size.periods
            * (isStepped ? Double(min(definition.parameters.integer("origins_per_period"), size.horizon)) : 1)
    }

    package static func lessons(of definition: ModelDefinition, for size: TrainingSize) -> [String] {
        let all = rows(of: definition, for: size)
        let most = definition.parameters.integer(mostRows)
        guard all > Double(most) else { return [] }
        return [
            "learns from a sample of about \(NumberText.count(most)) of at most \(NumberText.count(Int(all))) rows "
                + "(\(mostRows)), drawn by series and origin"
        ]
    }
}
