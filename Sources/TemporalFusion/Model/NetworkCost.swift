package import ForecastCore
internal import NetworkKernels
internal import NetworkTape

/// What a network takes, known before anything is trained.
package struct NetworkCost: Equatable, Sendable {
    /// Weights of the networks.
    package let weights: Int
    /// Steps of all seeds' trainings, at most: every series is taken for one that is as long as the panel.
    package let steps: Int
    /// See `Network.trainingWork`, of one step.
    package let workPerStep: Double
    /// Slices of a batch, each of which one thread works on.
    package let slices: Int
    /// Bytes while it is trained: its inputs, one arena per slice of a batch, and the optimiser.
    package let memory: Double

    /// At which work is done on one thread, everything but the products included. docs/tft.md says how it was measured; it
    /// decides nothing but what a plan says.
    /// **Units** FLOP per second.
    static let rate = 37e9

    /// - Parameters:
    ///   - columns: of the feature set; one that varies over time is taken for a number known ahead, the dearest kind.
    ///   - ahead: steps of a forecast.
    package init(
        _ parameters: NetworkParameters, columns: Int, series: Double, periods: Double, ahead: Int,
        levels: Int
    ) {
        let shape = NetworkShape(
            hidden: parameters.hidden, heads: parameters.heads,
            encoderSteps: min(parameters.encoder, max(1, Int(periods))), decoderSteps: max(1, ahead),
            fixed: [.number], past: [.number, .number],
            known: Array(repeating: .number, count: 1 + max(0, columns)), outputs: 1 + levels,
            dropout: parameters.dropout)
        let network = NetworkBuilder.build(shape, samples: NetworkTraining.sliceSamples)
        slices = (parameters.batch + NetworkTraining.sliceSamples - 1) / NetworkTraining.sliceSamples
        let each = network.table.count
        weights = parameters.seeds * each
        let least = Double(min(TrainingWindows.leastHistory, parameters.encoder))
        let origins = max(0, periods - least - Double(ahead) + 1)
        let plan = parameters.plan(windows: Int(min(series * origins, 1e12)))
        let again = parameters.length == .automatic ? TrainingLength.stepsAgain(after: plan.steps) : 0
        steps = parameters.seeds * (plan.steps + again)
        workPerStep = network.trainingWork(batch: parameters.batch)
        let arena =
            8 * network.tape.activationCount + network.tape.maskCount
            + 4 * (network.tape.realCount + network.tape.codeCount + each)
        // The table of features and its copies: encoded, and on the way there in double precision.
        let inputs = series * periods * (Double(columns + 3) * 8 + 24)
        // Of several seeds one is laid out before the last one goes.
        let arenas = parameters.seeds > 1 ? 2 * slices : slices
        memory = Double(arenas * arena) + 24 * Double(each) + 4 * Double(weights) + inputs
    }

    package var training: TrainingCost {
        let work = Double(steps) * workPerStep
        return TrainingCost(
            parameters: weights, steps: steps, work: work, secondsOnOneThread: work / Self.rate,
            mostThreads: slices, memory: memory)
    }
}
