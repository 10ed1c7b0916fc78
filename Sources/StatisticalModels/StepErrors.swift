internal import ForecastCore
internal import NumericKernels

/// The quantiles of a simple method from its own errors h steps ahead within the history.
///
/// The method is applied at every origin t of the history; e(t, h) = y(t + h) - f(t, h) are its errors h steps
/// ahead, and their empirical quantiles around the point forecast are the forecast's. The errors h steps ahead are
/// at hand, so none need be built from one-step errors under a random-walk or any other assumption: on stationary
/// demand sigma sqrt(h) is far too wide (measured: `docs/models.md`).
///
/// **Source** FPP3, sections 5.5 and 5.10 (errors by horizon, from a rolling origin). Quantiles of type 6, by which a
/// new error of the same kind falls below the p-quantile with probability p.
struct StepErrors {
    /// Fewer errors than this say little of a tail: then those of a nearer step are used, scaled.
    static let fewest = 10

    /// Appends the errors of the method at a horizon step (from 1) to an empty buffer.
    let errors: (_ step: Int, _ into: inout [Double]) -> Void
    /// False for a method whose errors are the same at every step.
    var growsWithHorizon = true

    init(errors: @escaping (_ step: Int, _ into: inout [Double]) -> Void) { self.errors = errors }

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(horizon * history).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest) {
        guard !request.levels.isEmpty else { return }
        let probabilities = request.levels.map(\.value)
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var sample: [Double] = []
        // The last step with enough errors, which stands for those without.
        var basisStep = 0
        for step in 1...request.horizon {
            if basisStep == 0 || (growsWithHorizon && basisStep == step - 1) {
                sample.removeAll(keepingCapacity: true)
                errors(step, &sample)
                if sample.count >= (basisStep == 0 ? 1 : Self.fewest) {
                    basisStep = step
                    sample.withUnsafeMutableBufferPointer {
                        OrderStatistics.quantiles(
                            of: $0, probabilities: probabilities, definition: .type6, into: &quantiles)
                    }
                }
            }
            let spread = growsWithHorizon ? (Double(step) / Double(max(1, basisStep))).squareRoot() : 1
            let scale = basisStep == 0 ? 0 : spread
            let row = (step - 1) * request.width
            for level in quantiles.indices {
                values[row + 1 + level] = values[row] + scale * quantiles[level]
            }
        }
    }
}
