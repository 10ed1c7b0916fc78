internal import ForecastCore
internal import NumericKernels

/// `count`: whole demand with a distribution of its own, so that its quantiles are counts and hold what they say.
///
/// Values weigh (1 - alpha)^age: the mean is that of discounted sales, and the distribution has the largest likelihood
/// discounted alike. It is the same at every step, but for the bootstrap, which knows whether something was sold last.
///
/// | distribution | demand of a step |
/// |---|---|
/// | `negative_binomial` | Poisson's with a mean that varies (Snyder, Ord & Beaumont 2012) |
/// | `hurdle` | with probability p some, whose size beyond 1 is negative binomial (Mullahy 1986) |
/// | `bootstrap` | a chain of steps with and without demand, sizes drawn from the observed ones and jittered (Willemain, Smart & Schwarz 2004) |
///
/// Nothing is drawn for the bootstrap either: of one step its distribution is a finite sum.
///
/// **Missing values** An unobserved step tells nothing, and time does not pass. Negative values are steps without demand.
/// **Not counts** Where a value is no whole number, or beyond ten thousand, quantiles are those of the weighted history.
/// **Complexity** O(T + largest demand).
struct CountModel: LocalModel {
    enum Distribution: String, Sendable, CaseIterable {
        case negativeBinomial = "negative_binomial"
        case hurdle, bootstrap
    }

    let distribution: Distribution
    let alpha: SmoothingSetting

    static let largestCount = 1e4
    private static let alphaGrid = [0.01, 0.03, 0.05, 0.1, 0.2, 0.35, 0.5]

    var parameterNames: [String] { ["alpha"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try IntermittentHistory.check(history)
        if let alpha = alpha.fixedValue { return FittedParameters([alpha]) }
        let demand = IntermittentHistory.demand(history)
        let best = GridSearch.minimum(on: Self.alphaGrid, tolerance: 1e-4) { Self.squaredErrors(demand, $0) }
        guard let best else { throw Fallback(.notConverged) }
        return FittedParameters([best])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        try IntermittentHistory.check(history)
        let demand = IntermittentHistory.demand(history)
        let discounted = DiscountedCounts(demand, decay: 1 - parameters.values[0])
        guard discounted.mean > 0, discounted.mean.isFinite else { throw Fallback(.notFinite) }
        guard demand.allSatisfy({ $0 == $0.rounded(.down) && $0 <= Self.largestCount }) else {
            var values = forecastRows(request) { _ in discounted.mean }
            history.values.withUnsafeBufferPointer {
                WeightedHistory($0).blend(into: &values, keeping: 0, request: request)
            }
            return values
        }
        return rows(demand, discounted, decay: 1 - parameters.values[0], request)
    }

    /// Bootstrap: by step, since the chain forgets how it began; else one row for all.
    private func rows(
        _ demand: [Double], _ discounted: DiscountedCounts, decay: Double, _ request: ForecastRequest
    ) -> [Double] {
        let sizes = DiscountedCounts.Sizes(discounted)
        switch distribution {
        case .negativeBinomial:
            let counts = NegativeBinomial(discounted)
            return repeated([discounted.mean] + request.levels.map { counts.quantile($0.value) }, request)
        case .hurdle:
            let beyondOne = NegativeBinomial(sizes.beyondOne)
            let row = request.levels.map { level in
                sizes.quantile(level.value) { 1 + beyondOne.quantile($0) }
            }
            return repeated([discounted.mean] + row, request)
        case .bootstrap:
            let chain = DemandChain(demand, decay: decay)
            let jittered = JitteredSizes(discounted)
            var values: [Double] = []
            for step in 1...request.horizon {
                let probability = chain.probability(afterSteps: step)
                values.append(probability * discounted.meanSize)
                values += request.levels.map { level in
                    DiscountedCounts.Sizes(probability: probability, sizes.beyondOne)
                        .quantile(level.value, jittered.quantile)
                }
            }
            return values
        }
    }

    private func repeated(_ row: [Double], _ request: ForecastRequest) -> [Double] {
        (0..<request.horizon).flatMap { _ in row }
    }

    /// Of the discounted mean, one step ahead.
    private static func squaredErrors(_ demand: [Double], _ alpha: Double) -> Double {
        var (sum, weight, squares) = (0.0, 0.0, 0.0)
        for value in demand {
            if weight > 0 {
                let e = value - sum / weight
                squares += e * e
            }
            sum = (1 - alpha) * sum + value
            weight = (1 - alpha) * weight + 1
        }
        return squares
    }
}
