internal import ForecastCore
internal import NumericKernels

/// `holt_winters`: level, trend and season.
///
/// **Source** Holt 1957, Winters 1960; FPP3, section 8.3. Optimised parameters minimise the sum of squared
/// one-step errors with 0 < alpha, beta* < 1, 0 < gamma < 1 - alpha, phi from 0.8 to 0.98.
struct HoltWinters: SeasonalModel {
    enum Seasonal: String, Sendable, CaseIterable { case additive, multiplicative }

    let seasonal: Seasonal
    let season: Int
    let isDamped: Bool
    let alpha: SmoothingSetting
    /// beta*: beta = alpha beta*.
    let beta: SmoothingSetting
    let gamma: SmoothingSetting
    let phi: SmoothingSetting
    let quantiles: QuantileSource
    let paths: Int

    var parameterNames: [String] { ["alpha", "beta", "gamma"] + (isDamped ? ["phi"] : []) }

    /// The shortest history that can be whole enough: see `summary`.
    static func leastHistory(season: Int) -> Int { max(2 * season, leastObserved(season: season)) }

    private static func leastObserved(season: Int) -> Int { season + 5 }

    /// Two full seasons from the first to the last observation, and one season's worth of observations and
    /// five more.
    private func summary(of history: SeriesHistory) throws(Fallback) -> HistorySummary {
        let summary = try HistorySummary.varying(history, atLeast: Self.leastObserved(season: season))
        guard summary.span >= 2 * season else { throw Fallback(.tooShort) }
        if seasonal == .multiplicative, summary.minimum <= 0 { throw Fallback(.notPositive) }
        return summary
    }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let summary = try summary(of: history)
        let settings = Array([alpha, beta, gamma, phi].prefix(parameterNames.count))
        let fixed = settings.compactMap(\.fixedValue)
        if fixed.count == settings.count { return FittedParameters(fixed) }
        let found: [Double]? = history.values.withUnsafeBufferPointer { values in
            search(UnsafeBufferPointer(rebasing: values[summary.firstObserved...]), settings)
        }
        guard let found else { throw Fallback(.notConverged) }
        return FittedParameters(found)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try summary(of: history)
        let smoothing = smoothing(parameters.values)
        var errors: [Double] = []
        errors.reserveCapacity(summary.observedCount)
        let y = Array(history.values[summary.firstObserved...])
        let state = y.withUnsafeBufferPointer { y in
            var state = SeasonalStart.state(y, season: season, isMultiplicative: seasonal == .multiplicative)
            smoothing.run(y, &state) { e, mu in errors.append(seasonal == .multiplicative ? e / mu : e) }
            return state
        }
        let means = smoothing.means(from: state, after: y.count, horizon: request.horizon)
        var values = forecastRows(request) { means[$0] }
        guard !request.levels.isEmpty else { return values }
        let share = y.withUnsafeBufferPointer { quantiles.shareOfPaths(alpha: smoothing.alpha, $0) }
        if share > 0 {
            let estimated = parameterNames.count + season + 1
            let scale = predictionErrorFactor(observed: summary.observedCount, estimated: estimated)
            for index in errors.indices { errors[index] *= scale }
            ETSPaths(
                smoothing: smoothing, hasRelativeError: seasonal == .multiplicative, start: state,
                length: y.count, errors: errors, most: paths
            ).fillQuantiles(of: &values, request: request)
        }
        if share < 1 {
            SeasonalAdjustment(state, isMultiplicative: seasonal == .multiplicative)
                .blendHistory(y, into: &values, keeping: share, request: request)
        }
        return values
    }

    private func smoothing(_ parameters: [Double]) -> SeasonalSmoothing {
        SeasonalSmoothing(
            alpha: parameters[0], beta: parameters[0] * parameters[1], gamma: parameters[2],
            phi: isDamped ? parameters[3] : 1, isMultiplicative: seasonal == .multiplicative)
    }

    // MARK: - The search

    /// Free parameters by Nelder-Mead from the best of a small grid; gamma is searched as a share of its
    /// bound 1 - alpha.
    private func search(_ y: UnsafeBufferPointer<Double>, _ settings: [SmoothingSetting]) -> [Double]? {
        let free = settings.indices.filter { settings[$0].fixedValue == nil }
        let start = SeasonalStart.state(y, season: season, isMultiplicative: seasonal == .multiplicative)
        var state = start
        var point = settings.map { $0.fixedValue ?? 0.5 }
        func place(_ parameters: [Double]) {
            for (place, index) in free.enumerated() { point[index] = parameters[place] }
            if settings[2] == .optimised { point[2] *= 1 - point[0] }
        }
        func objective(_ parameters: [Double]) -> Double {
            place(parameters)
            (state.level, state.trend) = (start.level, start.trend)
            for j in 0..<season { state.seasons[j] = start.seasons[j] }
            return smoothing(point).sumOfSquares(y, &state)
        }
        let bounds = free.map {
            $0 == 3 ? ExponentialSmoothing.dampingBounds : ExponentialSmoothing.weightBounds
        }
        let grid: [[Double]] = [[0.05, 0.2, 0.5, 0.9], [0.01, 0.2], [0.01, 0.2], [0.95]]
        guard let first = GridSearch.best(free.map { grid[$0] }, objective) else { return nil }
        let search = NelderMead(
            lower: bounds.map(\.lowerBound), upper: bounds.map(\.upperBound), tolerance: 1e-7,
            evaluationLimit: 1500)
        let minimum = search.minimise(from: first, step: free.map { $0 == 3 ? 0.05 : 0.15 }, objective)
        guard minimum.converged, minimum.value.isFinite else { return nil }
        place(minimum.point)
        return point
    }
}
