internal import ForecastCore
internal import NumericKernels

/// `ets`: exponential smoothing with the error, trend and season that AICc chooses, or that the spec names.
///
/// **Source** Hyndman, Koehler, Snyder & Grose 2002; Hyndman, Koehler, Ord & Snyder 2008, chapters 2, 5 and 7. Weights
/// within the usual bounds (0 < alpha < 1, 0 < beta < alpha, 0 < gamma < 1 - alpha, 0.8 <= phi <= 0.98).
///
/// **Never explodes** Trends are damped unless the spec asks for a linear one, relative errors are for positive series
/// only, intermittent demand gets a level alone, and what still goes beyond ten times the largest value is a fallback.
struct ETSModel: SeasonalModel {
    let pattern: ETSPattern
    let season: Int
    let criterion: ETSCriterion
    let quantiles: QuantileSource
    let paths: Int

    var parameterNames: [String] { ["form", "alpha", "beta", "gamma", "phi"] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let summary = try HistorySummary.varying(history, atLeast: 4)
        let scaled = ScaledHistory(history.values[summary.firstObserved...], summary)
        let forms = candidates(scaled.y, summary)
        guard !forms.isEmpty else {
            throw Fallback(isSeasonalPatternOnly ? .tooShort : .notPositive)
        }
        var best: (fit: ETSFit, criterion: Double)?
        for form in forms {
            guard let fit = ETSFit(form, scaled.y, season: season) else { continue }
            let value = criterion.value(fit, observed: Double(summary.observedCount), season: season)
            if value < best?.criterion ?? .infinity { best = (fit, value) }
        }
        guard let best else { throw Fallback(.tooShort) }
        let w = best.fit.weights
        return FittedParameters([best.fit.form.code, w.alpha, w.beta, w.gamma, w.phi])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let p = parameters.values
        guard let form = ETSForm(code: p[0]) else { throw Fallback(.notConverged) }
        if form.hasRelativeError, summary.minimum <= 0 { throw Fallback(.notPositive) }
        let scaled = ScaledHistory(history.values[summary.firstObserved...], summary)
        let likelihood = ETSLikelihood(form: form, y: scaled.y, season: season)
        let smoothing = SeasonalSmoothing(
            alpha: p[1], beta: p[2], gamma: p[3], phi: p[4], isMultiplicative: form.season == .multiplicative)
        // Initial states are found again from this history.
        var state = likelihood.firstState()
        _ = likelihood.improve(&state, smoothing, steps: ETSFit.finalSteps)
        var errors: [Double] = []
        scaled.y.withUnsafeBufferPointer { y in
            smoothing.run(y, &state) { e, mu in errors.append(form.hasRelativeError ? e / mu : e) }
        }
        let means = smoothing.means(from: state, after: scaled.y.count, horizon: request.horizon)
        var values = forecastRows(request) { means[$0] }
        if !request.levels.isEmpty {
            fillQuantiles(of: &values, scaled, form, smoothing, state, &errors, request)
        }
        for index in values.indices { values[index] *= scaled.unit }
        return values
    }

    private func fillQuantiles(
        of values: inout [Double], _ scaled: ScaledHistory, _ form: ETSForm, _ smoothing: SeasonalSmoothing,
        _ state: SeasonalSmoothing.State, _ errors: inout [Double], _ request: ForecastRequest
    ) {
        let estimated = form.parameterCount + form.stateCount(season: season)
        let scale = predictionErrorFactor(observed: errors.count, estimated: estimated)
        for index in errors.indices { errors[index] *= scale }
        let share = scaled.y.withUnsafeBufferPointer { quantiles.shareOfPaths(alpha: smoothing.alpha, $0) }
        if share > 0 {
            ETSPaths(
                smoothing: smoothing, hasRelativeError: form.hasRelativeError, start: state,
                length: scaled.y.count, errors: errors, most: paths
            ).fillQuantiles(of: &values, request: request)
        }
        if share < 1 {
            SeasonalAdjustment(state, isMultiplicative: smoothing.isMultiplicative)
                .blendHistory(scaled.y, unit: scaled.unit, into: &values, keeping: share, request: request)
        }
    }

    // MARK: - What may be tried

    private var isSeasonalPatternOnly: Bool { pattern.forms.allSatisfy { $0.season != .none } }

    /// The forms of the pattern that this history can carry.
    private func candidates(_ y: [Double], _ summary: HistorySummary) -> [ETSForm] {
        let carriesSeason =
            season > 1 && summary.span >= 2 * season && summary.observedCount >= season + 5
        let isIntermittent = y.withUnsafeBufferPointer { QuantileSource.isIntermittent($0) }
        return pattern.forms.filter { form in
            (form.season == .none || carriesSeason) && (!form.hasRelativeError || summary.minimum > 0)
                && (!isIntermittent || form.trend == .none && form.season == .none
                    || pattern.forms.count == 1)
        }
    }
}
