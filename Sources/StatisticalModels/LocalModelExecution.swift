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
        forecast(model, fitted: fit(model, fitHistory), history: history, request: request, random: random)
    }
}

/// A model that knows a season: its stand-in does so, too.
protocol SeasonalModel: LocalModel {
    /// 1 for none.
    var season: Int { get }
}

/// Quantiles of what is counted are whole numbers.
///
/// Where every observed value is one, a quantile between two of them is rounded to the nearer, half up: a forecast of
/// at most 3.4 items is one of at most 3. Means stay: half an item a week is one every other week.
enum WholeNumbers {
    /// Beyond this every `Double` is whole.
    static let limit = 0x1p53

    static func roundQuantiles(_ values: inout [Double], _ history: [Double], _ request: ForecastRequest) {
        guard request.isNonNegative, !request.levels.isEmpty, areWhole(history) else { return }
        for row in stride(from: 0, to: values.count, by: request.width) {
            for index in row + 1..<row + request.width where values[index] < limit {
                values[index] = (values[index] + 0.5).rounded(.down)
            }
        }
    }

    private static func areWhole(_ history: [Double]) -> Bool {
        history.allSatisfy { $0.isNaN || $0 == $0.rounded(.down) }
    }
}

/// The forecast in the place of one that could not be made.
enum StandIn {
    static func forecast(
        _ history: SeriesHistory, because reason: Fallback, season: Int, request: ForecastRequest,
        random: RandomPath, largest: Double
    ) -> SeriesForecast {
        do throws(Fallback) {
            var values = try simpleForecast(history, season, request, random)
            let ceiling = LocalModelExecution.explosionFactor * largest
            for index in values.indices where values[index].magnitude > ceiling {
                values[index] = values[index] < 0 ? -ceiling : ceiling
            }
            let repairs = try ForecastRepair.repair(&values, request: request, largestObserved: largest)
            WholeNumbers.roundQuantiles(&values, history.values, request)
            return SeriesForecast(values: values, outcome: SeriesOutcome(fallback: reason, repairs: repairs))
        } catch {
            return flat(history, because: reason, request: request)
        }
    }

    /// Seasonal where the model is and a season has gone by, naive otherwise.
    private static func simpleForecast(
        _ history: SeriesHistory, _ season: Int, _ request: ForecastRequest, _ random: RandomPath
    ) throws(Fallback) -> [Double] {
        let nothing = FittedParameters([])
        let seasonal = SeasonalNaive(season: season)
        if season > 1, LocalModelExecution.fit(seasonal, history) == .success(nothing) {
            return try seasonal.forecast(history, with: nothing, request: request, random: random)
        }
        return try Naive().forecast(history, with: nothing, request: request, random: random)
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
