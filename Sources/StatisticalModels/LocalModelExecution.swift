package import ForecastCore

/// Fits and forecasts one series by one model, and sees that a forecast always comes out.
///
/// A model that cannot fit or explodes is a result: the outcome carries the reason, and a simpler forecast stands
/// in: zero for a history without observations or without anything but zeros, the constant for a constant one,
/// the last observed value otherwise.
package enum LocalModelExecution {
    /// The fit, or why there is none. Later windows may use it with a longer history.
    package static func fit(_ model: any LocalModel, _ history: SeriesHistory) -> Result<
        FittedParameters, Fallback
    > {
        do throws(Fallback) {
            let parameters = try model.fit(history)
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
            let repairs = try ForecastRepair.repair(&values, request: request, largestObserved: largest)
            return SeriesForecast(
                values: values, outcome: SeriesOutcome(parameters: parameters.values, repairs: repairs))
        } catch {
            return StandIn.forecast(
                history, because: error, request: request, random: random, largest: largest)
        }
    }

    /// What stands in for a forecast that could not be made.
    package static func standIn(
        _ history: SeriesHistory, because reason: Fallback, request: ForecastRequest, random: RandomPath
    ) -> SeriesForecast {
        StandIn.forecast(
            history, because: reason, request: request, random: random,
            largest: largestMagnitude(history.values))
    }

    /// The largest observed |y|; 0 when nothing was observed.
    package static func largestMagnitude(_ values: [Double]) -> Double { StandIn.largestMagnitude(values) }

    /// Both in one: fits to `fitHistory`, forecasts after `history`.
    package static func run(
        _ model: any LocalModel, history: SeriesHistory, fitHistory: SeriesHistory, request: ForecastRequest,
        random: RandomPath
    ) -> SeriesForecast {
        forecast(model, fitted: fit(model, fitHistory), history: history, request: request, random: random)
    }
}

/// The forecast in the place of one that could not be made.
enum StandIn {
    static func forecast(
        _ history: SeriesHistory, because reason: Fallback, request: ForecastRequest, random: RandomPath,
        largest: Double
    ) -> SeriesForecast {
        do throws(Fallback) {
            var values = try Naive().forecast(
                history, with: FittedParameters([]), request: request, random: random)
            let repairs = try ForecastRepair.repair(&values, request: request, largestObserved: largest)
            return SeriesForecast(values: values, outcome: SeriesOutcome(fallback: reason, repairs: repairs))
        } catch {
            return flat(history, because: reason, request: request)
        }
    }

    /// Where even the errors of the naive forecast overflow, or nothing was observed: one number.
    private static func flat(
        _ history: SeriesHistory, because reason: Fallback, request: ForecastRequest
    ) -> SeriesForecast {
        let last = history.values.last { $0.isFinite } ?? 0
        let value = request.isNonNegative ? max(0, last) : last
        let values = [Double](repeating: value, count: request.horizon * request.width)
        return SeriesForecast(values: values, outcome: SeriesOutcome(fallback: reason))
    }

    /// The largest observed |y|; 0 when nothing was observed.
    static func largestMagnitude(_ values: [Double]) -> Double {
        var largest = 0.0
        for value in values where value.magnitude > largest { largest = value.magnitude }
        return largest
    }
}
