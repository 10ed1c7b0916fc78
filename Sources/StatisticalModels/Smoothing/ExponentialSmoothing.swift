internal import ForecastCore
internal import NumericKernels

/// `ses`, `holt` and `damped`: exponential smoothing with a level and perhaps a trend.
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, chapter 2; FPP3, chapter 8. Optimised parameters minimise
/// the sum of squared one-step errors within the bounds of FPP3 (0.0001 to 0.9999; phi 0.8 to 0.98).
struct ExponentialSmoothing: LocalModel {
    enum Trend: Sendable { case none, additive, damped }
    enum Initialisation: String, Sendable, CaseIterable {
        /// Least squares; both, where alpha is averaged.
        case auto
        /// The initial state with the least squared errors, given the smoothing parameters.
        case leastSquares = "least_squares"
        /// l(0) = y(1); b(0) = y(2) - y(1), and then l(0) = y(1) - phi b(0).
        case firstValues = "first_values"
    }

    let trend: Trend
    let alpha: SmoothingSetting
    /// beta*, the weight of the newest slope: beta = alpha beta*.
    let beta: SmoothingSetting
    let phi: SmoothingSetting
    let initialisation: Initialisation
    let quantiles: QuantileSource
    let paths: Int
    private let recent = RecentAverages()

    init(
        trend: Trend, alpha: SmoothingSetting, beta: SmoothingSetting, phi: SmoothingSetting,
        initialisation: Initialisation, quantiles: QuantileSource, paths: Int
    ) {
        (self.trend, self.alpha, self.beta, self.phi) = (trend, alpha, beta, phi)
        (self.initialisation, self.quantiles, self.paths) = (initialisation, quantiles, paths)
    }

    static let weightBounds = 1e-4...0.9999
    static let dampingBounds = 0.8...0.98

    var parameterNames: [String] {
        switch trend {
        case .none: ["alpha"]
        case .additive: ["alpha", "beta"]
        case .damped: ["alpha", "beta", "phi"]
        }
    }

    /// One more observation than there are parameters and initial states.
    var minimumObservations: Int {
        switch trend {
        case .none: 3
        case .additive: 5
        case .damped: 6
        }
    }

    /// Parameters and initial states.
    private var estimatedCount: Int { trend == .none ? 2 : parameterNames.count + 2 }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let summary = try HistorySummary.varying(history, atLeast: minimumObservations)
        let settings = Array([alpha, beta, phi].prefix(parameterNames.count))
        let fixed = settings.compactMap(\.fixedValue)
        if fixed.count == settings.count { return FittedParameters(fixed) }
        let found: [Double]? = history.values.withUnsafeBufferPointer { values in
            let y = UnsafeBufferPointer(rebasing: values[summary.firstObserved...])
            if alpha == .averaged { return averagedParameters(y) }
            return trend == .none ? searchLevel(y) : searchTrend(y, settings)
        }
        guard let found else { throw Fallback(.notConverged) }
        return FittedParameters(found)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let smoothing = smoothing(parameters.values)
        var residuals: [Double] = []
        residuals.reserveCapacity(summary.observedCount)
        let values: [Double]? = history.values.withUnsafeBufferPointer { values in
            let y = UnsafeBufferPointer(rebasing: values[summary.firstObserved...])
            let state = smoothing.run(y, from: start(smoothing, y).state, residuals: &residuals)
            // The weights of an average are found again from this history, as initial states are.
            guard
                let means = alpha == .averaged
                    ? averagedMeans(y, request.horizon)
                    : smoothing.means(from: state, horizon: request.horizon)
            else { return nil }
            var rows = forecastRows(request) { means[$0] }
            fillQuantiles(of: &rows, y, smoothing, &residuals, request)
            return rows
        }
        guard let values else { throw Fallback(.notConverged) }
        return values
    }

    private func fillQuantiles(
        of values: inout [Double], _ y: UnsafeBufferPointer<Double>, _ smoothing: TrendSmoothing,
        _ residuals: inout [Double], _ request: ForecastRequest
    ) {
        guard !request.levels.isEmpty else { return }
        let scale = predictionErrorFactor(observed: residuals.count, estimated: estimatedCount)
        for index in residuals.indices { residuals[index] *= scale }
        let dynamics = InnovationDynamics(
            alpha: smoothing.alpha, beta: smoothing.beta, phi: smoothing.hasTrend ? smoothing.phi : 0)
        quantiles.fill(
            &values, from: InnovationPaths(dynamics: dynamics, residuals: residuals, most: paths), y, request)
    }

    // MARK: - The average

    private func averagedParameters(_ y: UnsafeBufferPointer<Double>) -> [Double]? {
        guard trend != .none else { return LevelAverage(y, start: averageStart).map { [$0.alpha] } }
        return trendAverage(y).map {
            Array([$0.alpha, $0.beta, $0.phi].prefix(parameterNames.count))
        }
    }

    private func averagedMeans(_ y: UnsafeBufferPointer<Double>, _ horizon: Int) -> [Double]? {
        guard trend != .none else {
            return LevelAverage(y, start: averageStart).map {
                [Double](repeating: $0.level, count: horizon)
            }
        }
        return trendAverage(y)?.means(horizon: horizon)
    }

    private func trendAverage(_ y: UnsafeBufferPointer<Double>) -> TrendAverage? {
        recent.average(of: Array(y)) {
            TrendAverage(
                y, beta: beta.fixedValue, phi: phi.fixedValue,
                isFromFirstValues: initialisation == .firstValues)
        }
    }

    private var averageStart: LevelAverage.Start {
        switch initialisation {
        case .auto: .both
        case .leastSquares: .leastSquares
        case .firstValues: .firstValue
        }
    }

    // MARK: - The search

    private func smoothing(_ parameters: [Double]) -> TrendSmoothing {
        switch trend {
        case .none: TrendSmoothing(alpha: parameters[0], beta: 0, phi: 1, hasTrend: false)
        case .additive:
            TrendSmoothing(alpha: parameters[0], beta: parameters[0] * parameters[1], phi: 1, hasTrend: true)
        case .damped:
            TrendSmoothing(
                alpha: parameters[0], beta: parameters[0] * parameters[1], phi: parameters[2], hasTrend: true)
        }
    }

    private func start(
        _ smoothing: TrendSmoothing, _ y: UnsafeBufferPointer<Double>
    ) -> (state: TrendSmoothing.State, sumOfSquares: Double) {
        // y[0] is observed: leading gaps are cut off.
        if initialisation != .firstValues {
            let (state, sum) = smoothing.leastSquaresStart(y, reference: y[0])
            return (state, sum)
        }
        var state = TrendSmoothing.State(level: y[0], trend: 0)
        if smoothing.hasTrend, let next = y.indices.dropFirst().first(where: { !y[$0].isNaN }) {
            state.trend = (y[next] - y[0]) / Double(next)
            state.level = y[0] - smoothing.phi * state.trend
        }
        return (state, smoothing.sumOfSquares(y, from: state))
    }

    private func searchLevel(_ y: UnsafeBufferPointer<Double>) -> [Double]? {
        let bounds = Self.weightBounds
        let grid =
            alpha == .held
            ? SmoothingSetting.heldGrid
            : [bounds.lowerBound, 0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, bounds.upperBound]
        return GridSearch.minimum(on: grid, tolerance: 1e-5) { alpha in
            start(smoothing([alpha]), y).sumOfSquares
        }.map { [$0] }
    }

    /// The best free parameters among alpha, beta* and phi by Nelder-Mead, from the best of a small grid.
    private func searchTrend(_ y: UnsafeBufferPointer<Double>, _ settings: [SmoothingSetting]) -> [Double]? {
        let free = settings.indices.filter { settings[$0].fixedValue == nil }
        var point = settings.map { $0.fixedValue ?? 0.5 }
        func objective(_ parameters: [Double]) -> Double {
            for (place, index) in free.enumerated() { point[index] = parameters[place] }
            return start(smoothing(point), y).sumOfSquares
        }
        let bounds = free.map { $0 == 2 ? Self.dampingBounds : Self.weightBounds }
        let search = NelderMead(
            lower: bounds.map(\.lowerBound), upper: bounds.map(\.upperBound), tolerance: 1e-7,
            evaluationLimit: 1000)
        let grid: [[Double]] = [[0.1, 0.3, 0.6, 0.9], [0.01, 0.1, 0.4], [0.9]]
        guard let first = GridSearch.best(free.map { grid[$0] }, objective) else { return nil }
        let minimum = search.minimise(from: first, step: free.map { $0 == 2 ? 0.05 : 0.15 }, objective)
        guard minimum.converged, minimum.value.isFinite else { return nil }
        for (place, index) in free.enumerated() { point[index] = minimum.point[place] }
        return point
    }
}
