package import DemandFeatures
package import ForecastCore
package import LinearAlgebra

/// The model kind `tft`: a Temporal Fusion Transformer over the sequences of a feature set.
///
/// **Source** Lim, Arik, Loeff & Pfister 2021.
package struct TemporalFusionTransformer: GlobalModel {
    let parameters: NetworkParameters
    let seed: UInt64
    let library: OpenBLAS
    /// The features of what is known at a cutoff, with the numbers that words had when the network was trained.
    let table: @Sendable (KnownPanel, CategoryCodes) throws -> FeatureTable

    package init(
        _ parameters: NetworkParameters, seed: UInt64, library: OpenBLAS,
        table: @escaping @Sendable (KnownPanel, CategoryCodes) throws -> FeatureTable
    ) {
        self.parameters = parameters
        self.seed = seed
        self.library = library
        self.table = table
    }

    /// - Throws: `TrainingFailure`, and what `table` throws.
    package func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        try fit(known, in: FitScope(jobs: jobs, shouldStop: shouldStop))
    }

    /// - Throws: `TrainingFailure`, and what `table` throws.
    package func fit(_ known: KnownPanel, in scope: FitScope) throws -> any FittedGlobalModel {
        try trained(on: known, in: scope)
    }

    /// What `FittedTransformer.bytes` made, ready to forecast.
    /// - Throws: `SafeTensorsError` where the bytes are damaged or cut short, or hold no weights of such a network.
    package func restored(from bytes: [UInt8]) throws(SafeTensorsError) -> FittedTransformer {
        FittedTransformer(model: self, network: try TrainedNetwork(bytes: bytes))
    }

    package func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        do throws(SafeTensorsError) {
            return try restored(from: artefact.bytes)
        } catch {
            throw UnreadableArtefact(error.description)
        }
    }

    package func trained(
        on known: KnownPanel, in scope: FitScope
    ) throws -> FittedTransformer {
        let prepared = try prepared(on: known)
        var network = prepared.network
        guard let training = prepared.training else {
            return FittedTransformer(model: self, network: network)
        }
        let windows = prepared.windows
        var run = TrainingRun(training, validation: windows.validation)
        network.weights = try run.run(in: scope)
        let learned = training.forecasts(of: windows.spread, by: network.weights, jobs: scope.jobs)
        let heldOut = training.forecasts(of: windows.validation, by: network.weights, jobs: scope.jobs)
        network.meanFactor = Self.meanFactor(learned, heldOut, training.inputs.scales)
        network.spread = QuantileSpread(
            leastLoss: heldOut, levels: known.levels.map(\.value), patterns: known.classes.pattern)
        network.work = training.work
        network.curve = run.curve
        return FittedTransformer(model: self, network: network)
    }

    /// All that a training begins with: a network without weights, its examples, and its first state, which is nil where
    /// there is no example.
    func prepared(
        on known: KnownPanel, longestGradient: Double = NetworkParameters.longestGradient
    ) throws -> (network: TrainedNetwork, windows: TrainingWindows, training: NetworkTraining?) {
        let table = try table(known, CategoryCodes())
        let inputs = SequenceInputs(table)
        let network = TrainedNetwork(
            shape: parameters.shape(for: inputs, ahead: known.reach, levels: known.levels.count),
            variables: VariableNames(inputs), encoding: inputs.encoding, codes: table.features.codes)
        let windows = TrainingWindows(
            inputs, encoder: parameters.encoder, ahead: known.reach, tail: parameters.tail)
        guard !windows.training.isEmpty else { return (network, windows, nil) }
        var plan = parameters.plan(windows: windows.training.count)
        plan.longestGradient = longestGradient
        let training = NetworkTraining(
            shape: network.shape, inputs: inputs, windows: windows.training,
            weights: parameters.weights(of: inputs), loss: ForecastLoss(levels: known.levels.map(\.value)),
            plan: plan, random: random(at: known), library: library)
        return (network, windows, training)
    }

    /// The squared error of the mean counts linearly beyond a bend, so that one spike does not decide a step; where spikes
    /// are many the mean stays below them. What it lacks is made good by one factor, between a half and two: over the
    /// examples, and as much of what it lacks over the periods that were kept from learning.
    private static func meanFactor(
        _ learned: ExampleForecasts, _ heldOut: ExampleForecasts, _ scales: [Double]
    ) -> Double {
        let factor = learned.meanRatio(scales) ?? 1
        let later = heldOut.meanRatio(scales) ?? factor
        return min(2, max(0.5, (factor * later).squareRoot()))
    }

    /// Of the seed and the cutoff: neither the model's name nor its neighbours shift a number.
    private func random(at known: KnownPanel) -> RandomPath {
        RandomPath(seed: seed, ["tft", known.target, known.panel.grid.label(of: known.window.cutoff)])
    }
}
