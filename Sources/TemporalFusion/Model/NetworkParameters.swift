internal import ForecastCore

/// What a spec says of a network.
package struct NetworkParameters: Hashable, Sendable {
    package var hidden: Int
    package var heads: Int
    package var encoder: Int
    package var dropout: Double
    package var batch: Int
    package var length: TrainingLength
    /// With an automatic length, the last so many training periods that say when to stop; a forecast's length at least. Nil for
    /// what suits the length of the history.
    package var validation: Int?
    package var rate: Double
    package var weightDecay: Double
    /// Whether an error counts by the volume it stands for, as in WAPE.
    package var weighsByScale: Bool
    package var link: OutputLink
    /// How many networks are trained, whose forecasts are averaged.
    package var seeds: Int
    /// Whether quantiles of a series that is counted are rounded to whole numbers; nil where `WholeNumbers.areFew` decides.
    package var wholeNumbers: Bool?

    package init(
        hidden: Int = 32, heads: Int = 4, encoder: Int = 52, dropout: Double = 0.1, batch: Int = 64,
        length: TrainingLength = .automatic, validation: Int? = nil, rate: Double = 0.003,
        weightDecay: Double = 0.01, weighsByScale: Bool = false, link: OutputLink = .identity, seeds: Int = 1,
        wholeNumbers: Bool? = nil
    ) {
        self.hidden = hidden
        self.heads = heads
        self.encoder = encoder
        self.dropout = dropout
        self.batch = batch
        self.length = length
        self.validation = validation
        self.rate = rate
        self.weightDecay = weightDecay
        self.weighsByScale = weighsByScale
        self.link = link
        self.seeds = seeds
        self.wholeNumbers = wholeNumbers
    }

    static let longestGradient = 1.0

    /// The training periods that are kept from learning; a forecast's length at least.
    package func tail(periods: Int, ahead: Int) -> Int {
        guard length == .automatic else { return 0 }
        return max(ahead, validation ?? min(Self.mostValidation, periods / Self.validationShare))
    }

    private static let mostValidation = 13
    /// One over the share of a short history that may be kept from learning.
    private static let validationShare = 8

    func plan(windows: Int) -> TrainingPlan {
        let steps = length.steps(perEpoch: max(1, (windows + batch - 1) / batch))
        return TrainingPlan(
            batch: batch, steps: steps, rate: rate, weightDecay: weightDecay,
            longestGradient: Self.longestGradient, warmUp: min(100, steps / 10))
    }

    /// `[series]`, their mean over the series with a scale is 1.
    func weights(of inputs: SequenceInputs) -> [Float] {
        let scales = inputs.scales.map { $0.isFinite ? $0 : 0 }
        let total = scales.reduce(0, +)
        guard weighsByScale, total > 0 else { return scales.map { _ in 1 } }
        let mean = total / Double(scales.count)
        return scales.map { Float($0 / mean) }
    }

    /// The network for these inputs.
    func shape(for inputs: SequenceInputs, ahead: Int, levels: Int) -> NetworkShape {
        NetworkShape(
            hidden: hidden, heads: heads, encoderSteps: min(encoder, max(1, inputs.trainingPeriods)),
            decoderSteps: ahead, fixed: inputs.fixed.map(\.column.input),
            past: inputs.past.map(\.column.input),
            known: inputs.known.map(\.column.input), outputs: 1 + levels, dropout: dropout)
    }
}
