internal import ForecastCore

/// The last observed value, for ever. **Source** FPP3, section 5.2.
struct Naive: LocalModel {
    let paths: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest, random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let last = history.values[summary.lastObserved]
        var values = forecastRows(request) { _ in last }
        guard !request.levels.isEmpty else { return values }
        let residuals = differences(of: history.values, lag: 1)
        InnovationPaths(dynamics: InnovationDynamics(alpha: 1), residuals: residuals, count: paths)
            .fillQuantiles(of: &values, request: request, random: random)
        return values
    }
}

/// The last observed value of the same position in the season. **Source** FPP3, section 5.2.
///
/// **Missing values** Where the last season lacks the position, older seasons answer, then the last observed
/// value of any position.
struct SeasonalNaive: LocalModel {
    let season: Int
    let paths: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try summary(of: history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest, random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try summary(of: history)
        let lastSeason = lastValues(history.values, summary)
        var values = forecastRows(request) { lastSeason[$0 % season] }
        guard !request.levels.isEmpty else { return values }
        let residuals = differences(of: history.values, lag: season)
        InnovationPaths(
            dynamics: InnovationDynamics(gamma: 1, season: season), residuals: residuals, count: paths
        ).fillQuantiles(of: &values, request: request, random: random)
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
    let paths: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest, random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history)
        let mean = observedMean(history.values[...])
        var values = forecastRows(request) { _ in mean }
        guard !request.levels.isEmpty, summary.observedCount > 1 else { return values.flattened(request) }
        // FPP3, table 5.2: sigma sqrt(1 + 1/T) with sigma^2 over T - 1.
        let n = Double(summary.observedCount)
        let scale = ((1 + 1 / n) * n / (n - 1)).squareRoot()
        let residuals = history.values.filter { !$0.isNaN }.map { ($0 - mean) * scale }
        InnovationPaths(dynamics: InnovationDynamics(), residuals: residuals, count: paths)
            .fillQuantiles(of: &values, request: request, random: random)
        return values
    }
}

/// The mean of the last `window` observed values. **Source** Hyndman & Athanasopoulos, FPP3, section 5.2 (the
/// mean method on a window).
///
/// A shorter history gives the mean of what there is. The errors are those of the same method one step ahead
/// within the history; the forecast is flat and its errors do not accumulate.
struct MovingAverage: LocalModel {
    let window: Int
    let paths: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest, random: RandomPath
    ) throws(Fallback) -> [Double] {
        _ = try HistorySummary.of(history)
        let observed = history.values.filter { !$0.isNaN }
        let mean = observedMean(observed.suffix(window))
        var values = forecastRows(request) { _ in mean }
        guard !request.levels.isEmpty else { return values }
        let first = min(window, max(1, observed.count / 2))
        let residuals = (min(first, observed.count)..<observed.count).map { index in
            observed[index] - observedMean(observed[max(0, index - window)..<index])
        }
        InnovationPaths(dynamics: InnovationDynamics(), residuals: residuals, count: paths)
            .fillQuantiles(of: &values, request: request, random: random)
        return values
    }
}

/// The line through the first and the last observed value. **Source** FPP3, section 5.2.
struct Drift: LocalModel {
    let paths: Int
    var parameterNames: [String] { [] }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        _ = try HistorySummary.of(history, atLeast: 2)
        return FittedParameters([])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest, random: RandomPath
    ) throws(Fallback) -> [Double] {
        let summary = try HistorySummary.of(history, atLeast: 2)
        let values = history.values
        let last = values[summary.lastObserved]
        let slope = (last - values[summary.firstObserved]) / Double(summary.span - 1)
        let elapsed = values.count - 1 - summary.lastObserved
        var rows = forecastRows(request) { last + slope * Double(elapsed + $0 + 1) }
        guard !request.levels.isEmpty else { return rows }
        let residuals = differences(of: values, lag: 1).map { $0 - slope }
        InnovationPaths(dynamics: InnovationDynamics(alpha: 1), residuals: residuals, count: paths)
            .fillQuantiles(of: &rows, request: request, random: random)
        widen(&rows, request, steps: summary.span)
        return rows
    }

    /// The slope is uncertain too: FPP3, table 5.2, sigma sqrt(h (1 + h / (T - 1))) where the paths have
    /// sigma sqrt(h).
    private func widen(_ rows: inout [Double], _ request: ForecastRequest, steps: Int) {
        for step in 0..<request.horizon {
            let factor = (1 + Double(step + 1) / Double(steps - 1)).squareRoot()
            let row = step * request.width
            for level in 1..<request.width { rows[row + level] = rows[row] + factor * (rows[row + level] - rows[row]) }
        }
    }
}

/// y(t) - y(t - lag), where both are observed.
func differences(of values: [Double], lag: Int) -> [Double] {
    guard values.count > lag else { return [] }
    var result: [Double] = []
    result.reserveCapacity(values.count - lag)
    for index in lag..<values.count {
        let difference = values[index] - values[index - lag]
        if !difference.isNaN { result.append(difference) }
    }
    return result
}

/// The mean of the observed values, in the order of time; NaN when there is none.
func observedMean(_ values: ArraySlice<Double>) -> Double {
    var sum = 0.0, count = 0.0
    for value in values where !value.isNaN {
        sum += value
        count += 1
    }
    return sum / count
}

extension [Double] {
    /// Every quantile equal to its mean.
    func flattened(_ request: ForecastRequest) -> [Double] {
        var values = self
        for step in 0..<request.horizon {
            for level in 0..<request.width { values[step * request.width + level] = self[step * request.width] }
        }
        return values
    }
}
