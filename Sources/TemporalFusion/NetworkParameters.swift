internal import ForecastCore

/// What a spec says of a network.
package struct NetworkParameters: Hashable, Sendable {
    package var hidden: Int
    package var heads: Int
    package var encoder: Int
    package var dropout: Double
    package var batch: Int
    /// Passes over all windows; nil for as many as the steps of `automaticSteps` make.
    package var epochs: Double?
    package var rate: Double
    package var weightDecay: Double
    /// Whether an error counts by the volume it stands for, as in WAPE.
    package var weighsByScale: Bool

    package init(
        hidden: Int = 32, heads: Int = 4, encoder: Int = 52, dropout: Double = 0.1, batch: Int = 64,
        epochs: Double? = nil, rate: Double = 0.003, weightDecay: Double = 0.01, weighsByScale: Bool = true
    ) {
        self.hidden = hidden
        self.heads = heads
        self.encoder = encoder
        self.dropout = dropout
        self.batch = batch
        self.epochs = epochs
        self.rate = rate
        self.weightDecay = weightDecay
        self.weighsByScale = weighsByScale
    }

    static let automaticSteps = 2000
    static let longestGradient = 1.0

    func plan(windows: Int) -> TrainingPlan {
        let perEpoch = Double(max(1, (windows + batch - 1) / batch))
        let steps = epochs.map { max(1, Int(($0 * perEpoch).rounded())) } ?? Self.automaticSteps
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
}

/// Which windows a network learns from.
struct TrainingWindows: Sendable {
    /// The fewest periods of a series' own that an example shows.
    static let leastHistory = 8

    let training: [SequenceWindow]

    /// Every origin of every series with enough history before and something observed after it.
    ///
    /// **Shape** ordered by series, then origin.
    init(_ inputs: SequenceInputs, parameters: NetworkParameters, ahead: Int) {
        var windows: [SequenceWindow] = []
        for series in 0..<inputs.seriesCount where inputs.scales[series].isFinite {
            let row = series * inputs.periods
            let least = min(Self.leastHistory, parameters.encoder)
            let first = inputs.firstObserved[series] + least - 1
            // Where the training data are too short for whole horizons, what there is of one.
            let last = inputs.trainingPeriods - 1 - ahead
            guard first <= last else { continue }
            for origin in first...last
            where (origin + 1...origin + ahead).contains(where: { !inputs.targets[row + $0].isNaN }) {
                windows.append(SequenceWindow(series: Int32(series), origin: Int32(origin)))
            }
        }
        training = windows
    }
}
