/// What a network takes, known before anything is trained.
package struct NetworkCost: Equatable, Sendable {
    /// Weights of the network.
    package let weights: Int
    /// Steps of a training, at most; nil where the number of series and periods decides.
    package let steps: Int?
    /// Bytes while it is trained: its inputs, one arena per slice of a batch, and the optimiser.
    package let memory: Double

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
        let slices = (parameters.batch + NetworkTraining.sliceSamples - 1) / NetworkTraining.sliceSamples
        weights = network.table.count
        switch parameters.length {
        case .automatic: steps = TrainingLength.mostSteps
        case .steps(let count): steps = count
        case .epochs: steps = nil
        }
        let arena =
            8 * network.tape.activationCount + network.tape.maskCount
            + 4 * (network.tape.realCount + network.tape.codeCount + weights)
        // The table of features and its copies: encoded, and on the way there in double precision.
        let inputs = series * periods * (Double(columns + 3) * 8 + 24)
        memory = Double(slices * arena) + 24 * Double(weights) + inputs
    }
}
