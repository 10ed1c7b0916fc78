internal import ForecastCore
internal import NetworkKernels
internal import NetworkTape

/// How much the attention of some steps takes of every period, on average over heads and forecasts.
///
/// **Source** Lim et al. 2021, section 6.2: the weights of equation 14, heads averaged.
struct AttentionSums: Sendable {
    private let shape: NetworkShape
    private let steps: [Int]
    /// `[shown step][position]`.
    private var sums: [[Double]]
    private var samples = 0.0

    /// - Parameter steps: from 1.
    init(_ shape: NetworkShape, of steps: [Int]) {
        self.shape = shape
        self.steps = steps
        sums = steps.map { Array(repeating: 0, count: shape.encoderSteps + $0) }
    }

    /// The nearest, the middle and the last step that is asked for: enough to see how the look changes.
    static func shown(gap: Int, reach: Int) -> [Int] {
        let steps = [gap + 1, (gap + 1 + reach) / 2, reach]
        return steps.indices.filter { $0 == 0 || steps[$0] > steps[$0 - 1] }.map { steps[$0] }
    }

    /// - Parameter probabilities: `[samples * heads * queries, steps]`, zero where a step may not look.
    mutating func add(_ slice: Slice<Float>, _ probabilities: Tensor, sample: Int) {
        samples += 1
        for (index, step) in steps.enumerated() {
            for head in 0..<shape.heads {
                let row = (sample * shape.heads + head) * shape.decoderSteps + step - 1
                let weights = slice.value(probabilities) + row * probabilities.columns
                for position in sums[index].indices { sums[index][position] += Double(weights[position]) }
            }
        }
    }

    /// Nil where nothing was added.
    var shares: AttentionShares? {
        guard samples > 0 else { return nil }
        let count = samples * Double(shape.heads)
        return AttentionShares(
            zip(steps, sums).map { AttentionShares.Row(step: $0, weights: $1.map { $0 / count }) })
    }
}
