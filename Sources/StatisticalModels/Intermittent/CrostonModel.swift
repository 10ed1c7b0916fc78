internal import ForecastCore
internal import NumericKernels

/// `croston`, `sba` and `sbj`.
///
/// **Source** Croston 1972; Syntetos & Boylan 2005, equation 6: z / p overestimates the mean demand, and the
/// factor 1 - alpha / 2 takes the bias away; Shale, Boylan & Johnston 2006: 1 - alpha / (2 - alpha), which is exact for
/// orders that come as a Poisson process.
struct CrostonModel: LocalModel {
    enum Bias: Sendable { case croston, syntetosBoylan, shale }

    let alpha: SmoothingSetting
    let bias: Bias
    var parameterNames: [String] { ["alpha"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        if let alpha = alpha.fixedValue { return FittedParameters([alpha]) }
        let best: Double? = history.values.withUnsafeBufferPointer { y in
            GridSearch.minimum(on: IntermittentHistory.alphaGrid, tolerance: 1e-4) { alpha in
                var sum = 0.0
                let factor = factor(alpha)
                _ = IntermittentDemand.Croston(y, alpha: alpha) { value, rate in
                    let e = value - factor * rate
                    sum += e * e
                }
                return sum
            }
        }
        guard let best else { throw Fallback(.notConverged) }
        return FittedParameters([best])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let alpha = parameters.values[0]
        let state = history.values.withUnsafeBufferPointer { IntermittentDemand.Croston($0, alpha: alpha) }
        guard state.interval > 0 else { throw try IntermittentHistory.withoutDemand(history) }
        let mean = factor(alpha) * state.rate
        return IntermittentDistribution(
            probability: min(1, factor(alpha) / state.interval), meanSize: state.size
        )
        .rows(mean: mean, history.values, request)
    }

    private func factor(_ alpha: Double) -> Double {
        switch bias {
        case .croston: 1
        case .syntetosBoylan: 1 - alpha / 2
        case .shale: 1 - alpha / (2 - alpha)
        }
    }
}
