internal import ForecastCore
internal import NumericKernels

/// `theta`: the level of exponential smoothing and half the trend of a line, or a better share of it.
///
/// **Source** Assimakopoulos & Nikolopoulos 2000; Fiorucci et al. 2016. Alpha by the least squared one-step errors in
/// 0.1 to 0.99, initial level and theta by regression for every alpha (`ThetaSmoothing`).
struct ThetaModel: LocalModel {
    enum Variant: String, Sendable, CaseIterable {
        /// Theta 2 and one line for the whole history (STM).
        case standard
        /// Theta by least squares (OTM).
        case optimised
        /// Theta by least squares, and a line that is found again at every step (DOTM).
        case dynamic
    }

    let variant: Variant
    let alpha: SmoothingSetting
    let theta: SmoothingSetting
    let quantiles: QuantileSource
    let paths: Int

    static let alphaBounds = 0.1...0.99
    /// Beyond this theta's line is bent out of shape by less than a rounding.
    static let largestTheta = 1e10

    var parameterNames: [String] { ["alpha", "theta"] }

    /// The three estimates and one more error than they are.
    static let minimumObservations = 7

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let summary = try HistorySummary.varying(history, atLeast: Self.minimumObservations)
        let smoothing = smoothing(history, summary)
        let omega = fixedOmega
        if alpha == .averaged {
            guard let average = ThetaAverage(smoothing, omega: omega) else { throw Fallback(.notConverged) }
            return Self.parameters(average.alpha, average.omega)
        }
        guard let best = bestAlpha(smoothing, omega) else { throw Fallback(.notConverged) }
        let fit = smoothing.fit(alpha: best, omega: omega)
        guard fit.initialLevel.isFinite else { throw Fallback(.notFinite) }
        return Self.parameters(fit.alpha, fit.omega)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let smoothing = smoothing(history, summary)
        // The initial level is a state: it is found again from this history, as are the lines.
        let fit = smoothing.fit(alpha: parameters.values[0], omega: 1 - 1 / parameters.values[1])
        var errors: [Double] = []
        let state = smoothing.run(fit, errors: &errors)
        let unobserved = history.values.count - 1 - summary.lastObserved
        let means: [Double]
        if alpha == .averaged {
            // The weights are found again from this history, as initial levels are.
            guard let average = ThetaAverage(smoothing, omega: fixedOmega) else {
                throw Fallback(.notConverged)
            }
            means = average.means(smoothing, skipping: unobserved, horizon: request.horizon)
        } else {
            means = smoothing.means(from: state, fit, skipping: unobserved, horizon: request.horizon)
        }
        var values = forecastRows(request) { means[$0] }
        guard !request.levels.isEmpty else { return values }
        history.values.withUnsafeBufferPointer { y in
            let observed = UnsafeBufferPointer(rebasing: y[summary.firstObserved...])
            let share = errors.isEmpty ? 0 : quantiles.shareOfPaths(alpha: fit.alpha, observed)
            if share > 0 {
                let scale = predictionErrorFactor(observed: errors.count, estimated: 3)
                InnovationPaths(
                    dynamics: InnovationDynamics(alpha: fit.alpha), residuals: errors.map { scale * $0 },
                    count: paths
                ).fillQuantiles(of: &values, request: request, random: random)
            }
            if share < 1 {
                WeightedHistory(observed).blend(into: &values, keeping: share, request: request)
            }
        }
        return values
    }

    private static func parameters(_ alpha: Double, _ omega: Double) -> FittedParameters {
        FittedParameters([alpha, min(largestTheta, 1 / (1 - omega))])
    }

    private var fixedOmega: Double? {
        variant == .standard ? 0.5 : theta.fixedValue.map { 1 - 1 / $0 }
    }

    private func smoothing(_ history: SeriesHistory, _ summary: HistorySummary) -> ThetaSmoothing {
        ThetaSmoothing(
            history.values[summary.firstObserved...summary.lastObserved], isDynamic: variant == .dynamic)
    }

    private func bestAlpha(_ smoothing: ThetaSmoothing, _ omega: Double?) -> Double? {
        if let alpha = alpha.fixedValue { return alpha }
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
