internal import ForecastCore
internal import NumericKernels

/// `theta`: the level of exponential smoothing and half the trend of a line, or a better share of it.
///
/// **Source** Assimakopoulos & Nikolopoulos 2000; Fiorucci et al. 2016. Alpha in 0.1 to 0.99, averaged by likelihood
/// (`ThetaAverage`) or by the least squared one-step errors; initial level and theta by regression for every alpha (`ThetaSmoothing`).
struct ThetaModel: LocalModel {
    enum Variant: String, Sendable, CaseIterable {
        /// The standard, the dynamic and the recent model, averaged by how well they fit.
        case averaged
        /// Theta 2 and one line for the whole history (STM).
        case standard
        /// Theta by least squares (OTM).
        case optimised
        /// Theta by least squares, and a line that is found again at every step (DOTM).
        case dynamic
        /// The same with a line that forgets: a value weighs 0.88 of what it weighed a season before.
        case recent
    }

    let variant: Variant
    let alpha: SmoothingSetting
    let theta: SmoothingSetting
    /// In steps; 1 for none.
    let season: Int
    let quantiles: QuantileSource
    let paths: Int

    static let alphaBounds = 0.1...0.99
    /// Beyond this theta's line is bent out of shape by less than a rounding.
    static let largestTheta = 1e10
    /// What is left of a value's weight in the line of `recent` after a season (`docs/models.md`).
    static let seasonalDiscount = 0.88

    var parameterNames: [String] { ["alpha", "theta"] }

    /// The three estimates and one more error than they are.
    static let minimumObservations = 7

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let summary = try HistorySummary.varying(history, atLeast: Self.minimumObservations)
        guard let average = average(history, summary) else { throw Fallback(.notConverged) }
        guard average.alpha.isFinite, average.omega.isFinite else { throw Fallback(.notFinite) }
        return FittedParameters([average.alpha, min(Self.largestTheta, 1 / (1 - average.omega))])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        // Weights are found again from this history, as are initial levels and lines; a single alpha and theta stay.
        let given = isAveraged ? nil : (alpha: parameters.values[0], omega: 1 - 1 / parameters.values[1])
        guard let average = average(history, summary, given: given) else { throw Fallback(.notConverged) }
        let unobserved = history.values.count - 1 - summary.lastObserved
        let means = average.means(skipping: unobserved, horizon: request.horizon)
        var values = forecastRows(request) { means[$0] }
        guard !request.levels.isEmpty else { return values }
        let errors = average.errors
        let scale = predictionErrorFactor(observed: errors.count, estimated: 3)
        let paths = InnovationPaths(
            dynamics: InnovationDynamics(alpha: average.alpha), residuals: errors.map { scale * $0 },
            most: paths)
        history.values.withUnsafeBufferPointer { y in
            let observed = UnsafeBufferPointer(rebasing: y[summary.firstObserved...])
            quantiles.fill(&values, from: paths, observed, request)
        }
        return values
    }

    // MARK: - What is averaged

    private var isAveraged: Bool { alpha == .averaged || variant == .averaged }

    /// Of a single form and alpha, where the spec asks for these.
    private func average(
        _ history: SeriesHistory, _ summary: HistorySummary, given: (alpha: Double, omega: Double)? = nil
    ) -> ThetaAverage? {
        let values = history.values[summary.firstObserved...summary.lastObserved]
        var forms: [ThetaAverage.Form] = []
        for line in lines {
            let smoothing = ThetaSmoothing(values, discount: line.discount)
            let omega = given?.omega ?? line.omega
            guard let alphas = given.map({ [$0.alpha] }) ?? alphas(smoothing, omega) else { return nil }
            forms.append(ThetaAverage.Form(smoothing: smoothing, alphas: alphas, omega: omega))
        }
        return ThetaAverage(
            forms, starts: alpha == .averaged ? [.leastSquares, .firstValue] : [.leastSquares])
    }

    /// The line's discount, nil for one of the whole history, and omega where it is fixed.
    private var lines: [(discount: Double?, omega: Double?)] {
        let omega = theta.fixedValue.map { 1 - 1 / $0 }
        let recent = PortableMath.exp(PortableMath.log(Self.seasonalDiscount) / Double(season))
        return switch variant {
        case .averaged: [(nil, 0.5), (1, omega), (recent, omega)]
        case .standard: [(nil, 0.5)]
        case .optimised: [(nil, omega)]
        case .dynamic: [(1, omega)]
        case .recent: [(recent, omega)]
        }
    }

    private func alphas(_ smoothing: ThetaSmoothing, _ omega: Double?) -> [Double]? {
        switch alpha {
        case .fixed(let value): [value]
        case .averaged: ThetaAverage.alphas
        case .optimised, .held: bestAlpha(smoothing, omega).map { [$0] }
        }
    }

    private func bestAlpha(_ smoothing: ThetaSmoothing, _ omega: Double?) -> Double? {
        // Eight at a time; the best one's neighbours hold the minimum.
        let grid = (0..<24).map { Self.alphaBounds.lowerBound + 0.89 * Double($0) / 23 }
        var fits: [ThetaSmoothing.Fit] = []
        for first in stride(from: 0, to: grid.count, by: 8) {
            fits += smoothing.fits(SIMD8(grid[first..<first + 8]), omega: omega)
        }
        var best = 0
        for index in fits.indices where fits[index].sumOfSquares < fits[best].sumOfSquares { best = index }
        guard fits[best].sumOfSquares.isFinite else { return nil }
        let interval = grid[max(0, best - 1)]...grid[min(grid.count - 1, best + 1)]
        let minimum = BrentMinimiser(tolerance: 1e-5).minimise(in: interval) {
            smoothing.fit(alpha: $0, omega: omega).sumOfSquares
        }
        return minimum.value < fits[best].sumOfSquares ? minimum.point : grid[best]
    }
}
