package import DemandFeatures
package import ForecastCore
package import LinearAlgebra

/// The model kind `tft`: a Temporal Fusion Transformer over the sequences of a feature set.
///
/// No spec can name it yet: it stands here with its tests, and waits for models whose artefacts are bytes.
/// **Source** Lim, Arik, Loeff & Pfister 2021.
package struct TemporalFusionTransformer: GlobalModel {
    let parameters: NetworkParameters
    let seed: UInt64
    let library: OpenBLAS
    /// The features of what is known at a cutoff.
    let table: @Sendable (KnownPanel) throws -> FeatureTable

    package init(
        _ parameters: NetworkParameters, seed: UInt64, library: OpenBLAS,
        table: @escaping @Sendable (KnownPanel) throws -> FeatureTable
    ) {
        self.parameters = parameters
        self.seed = seed
        self.library = library
        self.table = table
    }

    package func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        let inputs = SequenceInputs(try table(known))
        let shape = shape(for: inputs, known)
        let windows = TrainingWindows(inputs, parameters: parameters, ahead: known.reach)
        guard !windows.training.isEmpty else {
            return FittedTransformer(model: self, shape: shape, weights: [], work: 0)
        }
        let training = NetworkTraining(
            shape: shape, inputs: inputs, windows: windows.training,
            weights: parameters.weights(of: inputs), loss: ForecastLoss(levels: known.levels.map(\.value)),
            plan: parameters.plan(windows: windows.training.count),
            random: RandomPath(seed: seed, ["tft", known.panel.grid.label(of: known.window.cutoff)]),
            library: library)
        for _ in 0..<training.plan.steps {
            if shouldStop() { throw TrainingStopped() }
            try training.advance(jobs: jobs)
        }
        return FittedTransformer(
            model: self, shape: shape, weights: training.average,
            work: training.work)
    }

    /// The network for these inputs: the same for every cutoff with the same categories.
    func shape(for inputs: SequenceInputs, _ known: KnownPanel) -> NetworkShape {
        NetworkShape(
            hidden: parameters.hidden, heads: parameters.heads,
            encoderSteps: min(parameters.encoder, max(1, inputs.trainingPeriods)),
            decoderSteps: known.reach, fixed: inputs.fixed.map(\.column.input),
            past: inputs.past.map(\.column.input), known: inputs.known.map(\.column.input),
            outputs: 1 + known.levels.count, dropout: parameters.dropout)
    }
}

/// The user stopped a training.
package struct TrainingStopped: Error {
    package init() {}
}

/// A trained network.
struct FittedTransformer: FittedGlobalModel {
    let model: TemporalFusionTransformer
    let shape: NetworkShape
    /// Empty where there was nothing to learn from: then no forecast is a number.
    let weights: [Float]
    let work: Double

    /// The bits of every weight, in the order of the table of parameters.
    var artefact: String {
        weights.map { String($0.bitPattern, radix: 16) }.joined(separator: "\n")
    }

    func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        let inputs = SequenceInputs(try model.table(known))
        guard !weights.isEmpty else {
            return Array(
                repeating: .nan, count: inputs.seriesCount * known.reach * (1 + known.levels.count))
        }
        return NetworkForecast(shape: shape, weights: weights, inputs: inputs, library: model.library)
            .values(jobs: jobs)
    }

    /// Nothing yet: reports have no measure for the weights of choices.
    func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
        Explanation(features: [], measures: [], rows: 0)
    }
}
