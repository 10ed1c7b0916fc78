internal import ForecastCore
internal import NumericKernels

/// `croston`, `sba` and `sbj`.
///
/// **Source** Croston 1972; Syntetos & Boylan 2005, equation 6: z / p overestimates the mean demand, and the
/// factor 1 - beta / 2 takes the bias away; Shale, Boylan & Johnston 2006: 1 - beta / (2 - beta), which is exact for
/// orders that come as a Poisson process. Beta is the weight of intervals, whose inverse has the bias.
struct CrostonModel: LocalModel {
    enum Bias: Sendable { case croston, syntetosBoylan, shale }

    /// Of sizes.
    let alpha: SmoothingSetting
    /// Of intervals; nil for the same as alpha.
    let beta: SmoothingSetting?
    let bias: Bias
    let loss: IntermittentLoss
    let start: IntermittentStart

    var parameterNames: [String] { ["alpha", "beta"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        let demand = IntermittentHistory.scaledDemand(history)
        let targets = loss.targets(demand)
        let found = demand.withUnsafeBufferPointer { y in
            IntermittentSearch.weights(
                [alpha] + (beta.map { [$0] } ?? []), of: loss, pass: { pass(y, targets, $0) }
            ) { weights in
                var sum = IntermittentLoss.Sum(loss)
                let beta = weights[weights.count - 1]
                let factor = factor(beta)
                _ = IntermittentDemand.Croston(y, alpha: weights[0], beta: beta, start: start) { step, rate in
                    sum.add(targets[step], factor * rate)
                }
                return sum.value
            }
        }
        guard let found else { throw Fallback(.notConverged) }
        return FittedParameters([found[0], found[found.count - 1]])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let (alpha, beta) = (parameters.values[0], parameters.values[1])
        let state = IntermittentHistory.demand(history).withUnsafeBufferPointer {
            IntermittentDemand.Croston($0, alpha: alpha, beta: beta, start: start)
        }
        guard state.interval > 0 else { throw try IntermittentHistory.withoutDemand(history) }
        let mean = factor(beta) * state.rate
        return IntermittentDistribution(
            probability: min(1, factor(beta) / state.interval), meanSize: state.size
        )
        .rows(mean: mean, history.values, request)
    }

    private func pass(
        _ y: UnsafeBufferPointer<Double>, _ targets: [Double], _ weights: SIMD2<Double>
    ) -> RateDescent.Pass {
        let isOne = beta == nil
        let beta = weights[isOne ? 0 : 1]
        return RateDescent.Pass(targets) { record in
            IntermittentDemand.Croston.curves(
                y, alpha: weights[0], beta: beta, start: start, factor: factorCurve(beta)
            ) { step, curve in record(step, isOne ? curve.byOneWeight : curve) }
        }
    }

    /// The factor and its first and second derivative.
    private func factorCurve(_ beta: Double) -> (value: Double, slope: Double, bend: Double) {
        let rest = 2 - beta
        return switch bias {
        case .croston: (1, 0, 0)
        case .syntetosBoylan: (factor(beta), -0.5, 0)
        case .shale: (factor(beta), -2 / (rest * rest), -4 / (rest * rest * rest))
        }
    }

    private func factor(_ beta: Double) -> Double {
        switch bias {
        case .croston: 1
        case .syntetosBoylan: 1 - beta / 2
        case .shale: 1 - beta / (2 - beta)
        }
    }
}
