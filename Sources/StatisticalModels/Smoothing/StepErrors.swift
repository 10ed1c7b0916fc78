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
    /// Fewer errors than this say little of a tail: then those of a shorter lag are used, scaled.
    static let fewest = 10

    /// Over how many periods (or seasons) a forecast of a horizon step (from 1) looks back, never less than over the step before. Steps of one lag have
    /// the same errors; those of a longer one spread as the root of it.
    let lag: (_ step: Int) -> Int
    /// Appends the errors of the method at a lag to an empty buffer.
    let errors: (_ lag: Int, _ into: inout [Double]) -> Void

    init(
        lag: @escaping (_ step: Int) -> Int = { $0 },
        errors: @escaping (_ lag: Int, _ into: inout [Double]) -> Void
    ) {
        self.lag = lag
        self.errors = errors
    }

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(horizon * history).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest) {
        guard !request.levels.isEmpty else { return }
        let probabilities = request.levels.map(\.value)
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var sample: [Double] = []
        // The last lag with enough errors, which stands for those without; 0 before there is any.
        var basis = 0
        var tried = 0
        for step in 1...request.horizon {
            let lag = lag(step)
            // Once errors are too few, longer lags are not asked: as a rule they have fewer still.
            if lag != tried, basis == tried || basis == 0 {
                tried = lag
                sample.removeAll(keepingCapacity: true)
                errors(lag, &sample)
                if sample.count >= (basis == 0 ? 1 : Self.fewest) {
                    basis = lag
                    sample.withUnsafeMutableBufferPointer {
                        OrderStatistics.quantiles(
                            of: $0, probabilities: probabilities, definition: .type6, into: &quantiles)
                    }
                }
            }
            let scale = basis == 0 ? 0 : (Double(lag) / Double(basis)).squareRoot()
            let row = (step - 1) * request.width
            for level in quantiles.indices {
                values[row + 1 + level] = values[row] + scale * quantiles[level]
            }
        }
    }
}
