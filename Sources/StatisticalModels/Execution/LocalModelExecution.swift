package import ForecastCore

/// Fits and forecasts one series by one model, and sees that a forecast always comes out.
///
/// A model that cannot fit or explodes is a result: the outcome carries the reason, and a simpler forecast stands
/// in: zero for a history without observations or without anything but zeros, the constant for a constant one,
/// the last observed value otherwise, and of a seasonal model that of the same season, once a season is there.
package enum LocalModelExecution {
    /// A forecast or a quantile above this multiple of the largest observed value has exploded.
    ///
    /// A model for one series has seen nothing that says so: a trend that multiplies the largest week ever tenfold
    /// within a horizon, or a logarithm whose upper quantile does (776 times was measured), is a model gone wrong.
    package static let explosionFactor = 10.0

    /// The fit, or why there is none. Later windows may use it with a longer history.
    /// - Parameter horizon: up to which step it is to forecast, the gap included.
    package static func fit(
        _ model: any LocalModel, _ history: SeriesHistory, horizon: Int
    ) -> Result<FittedParameters, Fallback> {
        do throws(Fallback) {
            let parameters = try model.fit(history, horizon: horizon)
            guard parameters.values.allSatisfy(\.isFinite) else { return .failure(Fallback(.notConverged)) }
            return .success(parameters)
        } catch {
            return .failure(error)
        }
    }

    /// The forecast after the last step of `history`: finite, non-negative where the request says so, quantiles in
    /// order.
    ///
    /// - Parameter random: the path of this series, model and cutoff; the forecast draws below it only.
    package static func forecast(
        _ model: any LocalModel, fitted: Result<FittedParameters, Fallback>, history: SeriesHistory,
        request: ForecastRequest, random: RandomPath
    ) -> SeriesForecast {
        let largest = StandIn.largestMagnitude(history.values)
        do throws(Fallback) {
            let parameters = try fitted.get()
            var values = try model.forecast(history, with: parameters, request: request, random: random)
            guard !values.contains(where: { $0.magnitude > explosionFactor * largest }) else {
                throw Fallback(.exploded)
            }
            let repairs = try ForecastRepair.repair(&values, request: request, largestObserved: largest)
            WholeNumbers.roundQuantiles(&values, history.values, request)
            return SeriesForecast(
                values: values, outcome: SeriesOutcome(parameters: parameters.values, repairs: repairs))
        } catch {
            return StandIn.forecast(
                history, because: error, season: (model as? any SeasonalModel)?.season ?? 1,
                request: request, random: random, largest: largest)
        }
    }

    /// What stands in for a forecast that could not be made.
    package static func standIn(
        _ history: SeriesHistory, because reason: Fallback, request: ForecastRequest, random: RandomPath
    ) -> SeriesForecast {
        StandIn.forecast(
            history, because: reason, season: 1, request: request, random: random,
            largest: largestMagnitude(history.values))
    }

    /// The largest observed |y|; 0 when nothing was observed.
    package static func largestMagnitude(_ values: [Double]) -> Double { StandIn.largestMagnitude(values) }

    /// Both in one: fits to `fitHistory`, forecasts after `history`.
    package static func run(
        _ model: any LocalModel, history: SeriesHistory, fitHistory: SeriesHistory, request: ForecastRequest,
        random: RandomPath
    ) -> SeriesForecast {
        forecast(
            model, fitted: fit(model, fitHistory, horizon: request.horizon), history: history,
            request: request, random: random)
    }
}
