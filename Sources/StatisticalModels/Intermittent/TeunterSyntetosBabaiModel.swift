internal import ForecastCore
internal import NumericKernels

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
