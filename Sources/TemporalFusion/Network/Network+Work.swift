internal import NetworkKernels
internal import NetworkTape

extension Network {
    /// Multiplications and additions of the products in one training step: forward once, backward twice.
    ///
    /// Gates, layer norms and the softmax are left out: they take time, which is part of the rate that work is done at.
    /// **Units** FLOP.
    func trainingWork(batch: Int) -> Double {
        let slices = (batch + tape.samples - 1) / tape.samples
        let forward = tape.operations.reduce(0.0) { $0 + $1.products(samples: tape.samples) }
        return 3 * Double(slices) * forward
    }
}

extension Operation {
    /// Multiplications and additions of its products, forward.
    fileprivate func products(samples: Int) -> Double {
        switch self {
        case .linear(let x, let weight, _, _, _): 2 * Double(x.rows) * Double(weight.count)
        case .lstm(let step): 2 * Double(step.steps * samples) * Double(step.encoderWeight.count)
        case .attention(let step):
            // Scores and values, over the steps up to each query's own.
            4 * Double(samples * step.heads * step.width * step.queries)
                * (Double(step.steps) - Double(step.queries - 1) / 2)
        default: 0
        }
    }
}
