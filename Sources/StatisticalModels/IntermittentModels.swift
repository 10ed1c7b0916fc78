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

/// `tsb`. **Source** Teunter, Syntetos & Babai 2011.
struct TeunterSyntetosBabaiModel: LocalModel {
    let alphaDemand: SmoothingSetting
    let alphaProbability: SmoothingSetting
    var parameterNames: [String] { ["alpha_d", "alpha_p"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        if let d = alphaDemand.fixedValue, let p = alphaProbability.fixedValue {
            return FittedParameters([d, p])
        }
        let found: [Double]? = history.values.withUnsafeBufferPointer { search($0) }
        guard let found else { throw Fallback(.notConverged) }
        return FittedParameters(found)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let state = history.values.withUnsafeBufferPointer {
            IntermittentDemand.TeunterSyntetosBabai(
                $0, alphaDemand: parameters.values[0], alphaProbability: parameters.values[1])
        }
        guard state.size > 0 else { throw try IntermittentHistory.withoutDemand(history) }
        return IntermittentDistribution(probability: state.probability, meanSize: state.size)
            .rows(mean: state.rate, history.values, request)
    }

    /// The weights with the least squared error of the rate, one step ahead.
    private func search(_ y: UnsafeBufferPointer<Double>) -> [Double]? {
        let settings = [alphaDemand, alphaProbability]
        let free = settings.indices.filter { settings[$0] == .optimised }
        var point = settings.map { $0.fixedValue ?? 0.1 }
        func objective(_ parameters: [Double]) -> Double {
            for (place, index) in free.enumerated() { point[index] = parameters[place] }
            var sum = 0.0
            _ = IntermittentDemand.TeunterSyntetosBabai(y, alphaDemand: point[0], alphaProbability: point[1])
            {
                value, rate in
                let e = value - rate
                sum += e * e
            }
            return sum
        }
        let bounds = IntermittentHistory.alphaBounds
        guard let first = GridSearch.best(free.map { _ in [0.02, 0.1, 0.25] }, objective) else { return nil }
        let search = NelderMead(
            lower: free.map { _ in bounds.lowerBound }, upper: free.map { _ in bounds.upperBound },
            tolerance: 1e-6)
        let minimum = search.minimise(from: first, step: free.map { _ in 0.1 }, objective)
        guard minimum.converged else { return nil }
        for (place, index) in free.enumerated() { point[index] = minimum.point[place] }
        return point
    }
}

/// What the intermittent models share in their fits.
enum IntermittentHistory {
    /// Beyond 0.5 a smoothing of demands a month apart is noise.
    static let alphaBounds = 0.001...0.5
    static let alphaGrid = [0.001, 0.03, 0.1, 0.2, 0.35, 0.5]

    static func check(_ history: SeriesHistory) throws(Fallback) {
        if !history.values.contains(where: { $0 > 0 }) { throw try withoutDemand(history) }
    }

    /// Why there is no demand: nothing observed, or no positive value.
    static func withoutDemand(_ history: SeriesHistory) throws(Fallback) -> Fallback {
        let summary = try HistorySummary.of(history)
        return Fallback(summary.isAllZero ? .allZero : .notPositive)
    }
}
