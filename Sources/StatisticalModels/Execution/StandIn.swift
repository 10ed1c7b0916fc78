internal import ForecastCore

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
        if season > 1,
            LocalModelExecution.fit(seasonal, history, horizon: request.horizon) == .success(nothing)
        {
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
