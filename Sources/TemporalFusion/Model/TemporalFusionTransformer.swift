package import DemandFeatures
package import ForecastCore
package import LinearAlgebra

/// The model kind `tft`: a Temporal Fusion Transformer over the sequences of a feature set.
///
/// **Source** Lim, Arik, Loeff & Pfister 2021.
package struct TemporalFusionTransformer: ContinuingGlobalModel {
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

    /// - Throws: `TrainingFailure`, and what `table` throws.
    package func fit(_ known: KnownPanel, after earlier: any FittedGlobalModel, in scope: FitScope) throws
        -> any FittedGlobalModel
    {
        try trained(on: known, after: earlier as? FittedTransformer, in: scope)
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

    /// - Parameter earlier: whose weights the training begins with; nil for those of the seed.
    package func trained(
        on known: KnownPanel, after earlier: FittedTransformer? = nil, in scope: FitScope
    ) throws -> FittedTransformer {
        let prepared = try prepared(on: known, after: earlier?.network)
        var network = prepared.network
        guard let first = prepared.training(0) else {
            return FittedTransformer(model: self, network: network)
        }
        let windows = prepared.windows
        var run = TrainingRun(first, seeds: parameters.seeds, validation: windows.validation) { seed in
            guard let training = prepared.training(seed) else {
                preconditionFailure("a seed without examples")
            }
            return training
        }
        let finished = try run.run(in: scope)
        network.weights = finished.map(\.weights)
        func forecasts(of windows: [SequenceWindow], by weights: [[Float]]) -> ExampleForecasts {
            ExampleForecasts.mean(
                weights.map { run.current.forecasts(of: windows, by: $0, jobs: scope.jobs) })
        }
        let heldOut = forecasts(of: windows.validation, by: finished.map(\.blind))
        network.meanFactor = Self.meanFactor(
            forecasts(of: windows.spread, by: network.weights), heldOut, run.current.inputs.scales)
        network.spread = QuantileSpread(
            leastLoss: heldOut, levels: known.levels.map(\.value), patterns: known.classes.pattern)
        network.work = finished.reduce(0) { $0 + run.current.work(steps: $1.steps) }
        network.curve = finished[0].curve
        return FittedTransformer(model: self, network: network)
    }

    /// All that trainings begin with.
    struct Prepared {
        /// Without weights.
        let network: TrainedNetwork
        let windows: TrainingWindows
        /// The training of a seed in its first state; nil where there is no example.
        let training: (_ seed: Int) -> NetworkTraining?
    }

    func prepared(
        on known: KnownPanel, after earlier: TrainedNetwork? = nil,
        longestGradient: Double = NetworkParameters.longestGradient
    ) throws -> Prepared {
        let table = try table(known, CategoryCodes())
        // Weights that go on mean what they meant only where numbers are encoded as they were.
        let earlier = earlier.flatMap { $0.isTrained ? $0 : nil }
        let inputs = SequenceInputs(table, encodedBy: earlier?.encoding)
        let network = TrainedNetwork(
            shape: parameters.shape(for: inputs, ahead: known.reach, levels: known.levels.count),
            variables: VariableNames(inputs), encoding: inputs.encoding, codes: table.features.codes,
            link: parameters.link)
        let windows = TrainingWindows(
            inputs, encoder: parameters.encoder, ahead: known.reach,
            tail: parameters.tail(periods: inputs.trainingPeriods, ahead: known.reach))
        guard !windows.training.isEmpty else {
            return Prepared(network: network, windows: windows) { _ in nil }
        }
        var plan = parameters.plan(windows: windows.training.count)
        plan.longestGradient = longestGradient
        return Prepared(network: network, windows: windows) { [parameters, library, plan] seed in
            NetworkTraining(
                shape: network.shape, inputs: inputs, windows: windows,
                weights: parameters.weights(of: inputs),
                loss: ForecastLoss(levels: known.levels.map(\.value), link: parameters.link), plan: plan,
                random: random(at: known, seed: seed), library: library,
                start: earlier.map { earlier in { network.continuation(of: earlier, seed: seed, $0) } })
        }
    }

    /// The error of the mean counts linearly beyond a bend, so that one spike does not decide a step; where spikes are many
    /// the mean stays below them. What it lacks is made good by one factor, between a half and two: over the
    /// examples, and as much of what it lacks over the periods that were kept from learning.
    private static func meanFactor(
        _ learned: ExampleForecasts, _ heldOut: ExampleForecasts, _ scales: [Double]
    ) -> Double {
        let factor = learned.meanRatio(scales) ?? 1
        let later = heldOut.meanRatio(scales) ?? factor
        return min(2, max(0.5, (factor * later).squareRoot()))
    }

    /// Of the seed and the cutoff: neither the model's name nor its neighbours shift a number, and the first of several
    /// networks is the one alone.
    private func random(at known: KnownPanel, seed number: Int) -> RandomPath {
        let path = RandomPath(
            seed: seed, ["tft", known.target, known.panel.grid.label(of: known.window.cutoff)])
        return number == 0 ? path : path.appending("seed \(number + 1)")
    }
}
