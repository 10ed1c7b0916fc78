internal import ForecastCore

/// A model without season on a series from which the season was taken, and given back to the forecast.
struct SeasonallyAdjusted: SeasonalModel {
    enum Method: String, Sendable, CaseIterable {
        case none
        /// Classical decomposition, where the test finds a season.
        case classical
        /// A season that may change, shrunk by what of it is noise (`STLSeason`).
        case stl
        /// A few waves, as many as pay (`FourierSeason`).
        case fourier
    }

    let base: any LocalModel
    /// Season lengths, ascending.
    let seasons: [Int]
    let method: Method

    /// The shortest: that of what stands in.
    var season: Int { seasons.first ?? 1 }

    var parameterNames: [String] { base.parameterNames }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let (adjusted, _, _) = try adjusted(history)
        return try base.fit(adjusted)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let (adjusted, adjustment, first) = try adjusted(history)
        var values = try base.forecast(adjusted, with: parameters, request: request, random: random)
        for step in 0..<request.horizon {
            widen(&values, row: step * request.width, by: adjustment.spread, request)
            for index in step * request.width..<(step + 1) * request.width {
                values[index] = adjustment.restored(
                    values[index], at: history.values.count - first + step)
            }
        }
        return values
    }

    /// Moves the quantiles of a row away from its mean: the history fits a season that was fitted to it.
    private func widen(_ values: inout [Double], row: Int, by spread: Double, _ request: ForecastRequest) {
        guard spread > 1 else { return }
        for index in row + 1..<row + request.width {
            let wider = values[row] + spread * (values[index] - values[row])
            values[index] = request.isNonNegative ? max(min(0, values[index]), wider) : wider
        }
    }

    private func adjusted(
        _ history: SeriesHistory
    ) throws(Fallback) -> (SeriesHistory, SeasonalAdjustment, first: Int) {
        let first = try HistorySummary.of(history).firstObserved
        let adjustment = SeasonalAdjustment(history.values[first...], seasons: seasons, method)
        let values = history.values.enumerated().map {
            adjustment.removed($0.element, at: max(0, $0.offset - first))
        }
        return (
            SeriesHistory(id: history.id, values: values, firstStep: history.firstStep), adjustment, first
        )
    }
}
