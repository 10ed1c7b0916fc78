/// A model that is fitted to one series at a time.
///
/// Definition and fit are two things: `fit` estimates parameters from one window's history, `forecast`
/// may use them on a longer history of the same series (when a backtest refits only every n windows).
/// Both are pure functions of their arguments.
package protocol LocalModel: Sendable {
    /// The names of what `fit` estimates, such as `alpha`; the order of `FittedParameters.values`.
    var parameterNames: [String] { get }

    /// Estimates the parameters.
    /// - Throws: `Fallback` when this series cannot be fitted: a result, not a failure of the run.
    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters

    /// Whether what it estimates depends on how far it is to forecast.
    var isFittedToHorizon: Bool { get }

    /// The estimates for forecasts of up to `horizon` steps; those of any horizon unless `isFittedToHorizon`.
    func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters

    /// Mean and quantiles for every step of the horizon, as the model sees them: `ForecastRepair`
    /// makes them finite, non-negative and monotone afterwards.
    /// - Returns: `[horizon, 1 + levels]`, row-major, mean first.
    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double]

    /// Which model these parameters are of; nil for a model that does not choose among others.
    func choice(in parameters: FittedParameters) -> ModelChoice?
}

extension LocalModel {
    package var isFittedToHorizon: Bool { false }

    package func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters {
        try fit(history)
    }

    package func choice(in parameters: FittedParameters) -> ModelChoice? { nil }
}
