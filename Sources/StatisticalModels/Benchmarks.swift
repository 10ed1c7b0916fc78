internal import ForecastCore

/// The last observed value, for ever. **Source** FPP3, section 5.2.
struct Naive: LocalModel {
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let y = history.values
        let last = y[summary.lastObserved]
        var values = forecastRows(request) { _ in last }
        let elapsed = summary.elapsed(in: y)
        StepErrors(lag: { elapsed + $0 }) { lag, errors in appendDifferences(of: y, lag: lag, to: &errors) }
            .fillQuantiles(of: &values, request: request)
        return values
    }
}

/// The last observed value of the same position in the season. **Source** FPP3, section 5.2.
///
/// **Missing values** Where the last season lacks the position, older seasons answer, then the last observed
/// value of any position.
struct SeasonalNaive: SeasonalModel {
    let season: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try summary(of: history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try summary(of: history)
        let y = history.values
        let lastSeason = lastValues(y, summary)
        var values = forecastRows(request) { lastSeason[$0 % season] }
        // The forecast of step h looks back a whole number of seasons: all steps of one season err alike.
        StepErrors(lag: { ($0 + season - 1) / season }) { seasons, errors in
            appendDifferences(of: y, lag: seasons * season, to: &errors)
        }.fillQuantiles(of: &values, request: request)
        return values
    }

    private func summary(of history: SeriesHistory) throws(Fallback) -> HistorySummary {
        let summary = try HistorySummary.of(history)
        guard history.values.count - summary.firstObserved >= season else { throw Fallback(.tooShort) }
        return summary
    }

    /// The forecasts of the next `season` steps.
    private func lastValues(_ values: [Double], _ summary: HistorySummary) -> [Double] {
        (0..<season).map { step in
            var index = values.count - season + step
            while index >= 0, values[index].isNaN { index -= season }
            return index >= 0 ? values[index] : values[summary.lastObserved]
        }
    }
}

/// The mean of everything observed. **Source** FPP3, section 5.2.
struct Mean: LocalModel {
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let y = history.values
        let mean = summary.isConstant ? summary.minimum : observedMean(y[...])
        var values = forecastRows(request) { _ in mean }
        // The same errors at every step; one number was estimated.
        let scale = predictionErrorFactor(observed: summary.observedCount, estimated: 1)
        StepErrors(lag: { _ in 1 }) { _, errors in
            for value in y where !value.isNaN { errors.append((value - mean) * scale) }
        }.fillQuantiles(of: &values, request: request)
        return values
    }
}

/// The mean of the last `window` observed values. **Source** The mean method (FPP3, section 5.2) on a window.
///
/// A shorter history gives the mean of what there is.
struct MovingAverage: LocalModel {
    let window: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let y = history.values
        let averages = trailingAverages(y)
        let last = summary.isConstant ? summary.minimum : averages[y.count - 1]
        var values = forecastRows(request) { _ in last }
        // Origins before a full window are left out, unless there is nothing else.
        let firstOrigin = summary.firstObserved + min(window, max(1, summary.span / 2)) - 1
        StepErrors { step, errors in
            for target in firstOrigin + step..<max(y.count, firstOrigin + step) {
                let error = y[target] - averages[target - step]
                if !error.isNaN { errors.append(error) }
            }
        }.fillQuantiles(of: &values, request: request)
        return values
    }

    /// The forecast at every origin: the mean of the last `window` observed values up to it; NaN before the first.
    /// **Complexity** O(window * history), exact at every origin rather than a running sum that drifts.
    private func trailingAverages(_ y: [Double]) -> [Double] {
        var observed: [Double] = []
        observed.reserveCapacity(y.count)
        return y.map { value in
            if !value.isNaN { observed.append(value) }
            return observedMean(observed.suffix(window))
        }
    }
}

/// The line through the first and the last observed value. **Source** FPP3, section 5.2.
struct Drift: LocalModel {
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history, atLeast: 2)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history, atLeast: 2)
        let y = history.values
        let last = y[summary.lastObserved]
        let steps = Double(summary.span - 1)
        let slope = (last - y[summary.firstObserved]) / steps
        let unobserved = y.count - 1 - summary.lastObserved
        var values = forecastRows(request) { last + slope * Double(unobserved + $0 + 1) }
        let elapsed = summary.elapsed(in: y)
        StepErrors(lag: { elapsed + $0 }) { lag, errors in
            appendDifferences(of: y, lag: lag, to: &errors)
            // The slope is uncertain too: FPP3, table 5.2, sigma sqrt(h (1 + h / (T - 1))).
            let widening = (1 + Double(lag) / steps).squareRoot()
            for index in errors.indices { errors[index] = (errors[index] - slope * Double(lag)) * widening }
        }.fillQuantiles(of: &values, request: request)
        return values
    }
}

extension HistorySummary {
    /// The steps since the last observation, by which an error h steps ahead is one over more steps; at most half
    /// the span, so that there are errors to look at.
    fileprivate func elapsed(in y: [Double]) -> Int { min(y.count - 1 - lastObserved, span / 2) }
}

/// Appends y(t) - y(t - lag), where both are observed.
func appendDifferences(of y: [Double], lag: Int, to differences: inout [Double]) {
    guard y.count > lag else { return }
    for index in lag..<y.count {
        let difference = y[index] - y[index - lag]
        if !difference.isNaN { differences.append(difference) }
    }
}

/// The mean of the observed values, in the order of time; NaN when there is none.
func observedMean(_ values: ArraySlice<Double>) -> Double {
    var sum = 0.0
    var count = 0.0
    for value in values where !value.isNaN {
        sum += value
        count += 1
    }
    return sum / count
}
