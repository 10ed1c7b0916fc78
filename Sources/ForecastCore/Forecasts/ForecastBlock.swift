/// The forecasts of some series by one model for one target at one cutoff, packed.
///
/// **Shape** `values` is `[series, horizon, 1 + levels]`, row-major: mean first, then the quantiles in
/// ascending order of level.
package struct ForecastBlock: Equatable, Sendable {
    package let horizon: Int
    package let levelCount: Int
    package private(set) var values: Numbers = []
    package private(set) var outcomes: [SeriesOutcome] = []

    package init(horizon: Int, levelCount: Int) {
        self.horizon = horizon
        self.levelCount = levelCount
    }

    /// - Parameter values: of the shape that the properties say.
    package init(horizon: Int, levelCount: Int, values: Numbers, outcomes: [SeriesOutcome]) {
        self.init(horizon: horizon, levelCount: levelCount)
        precondition(
            values.count == outcomes.count * stride,
            "[\(values.count)] numbers for [\(outcomes.count), \(horizon), \(width)]")
        self.values = values
        self.outcomes = outcomes
    }

    package var seriesCount: Int { outcomes.count }
    package var width: Int { 1 + levelCount }
    package var stride: Int { horizon * width }

    package mutating func reserve(series: Int) {
        values.reserveCapacity(series * stride)
        outcomes.reserveCapacity(series)
    }

    package mutating func append(_ forecast: SeriesForecast) {
        precondition(
            forecast.values.count == stride, "forecast [\(forecast.values.count)] for [\(horizon), \(width)]")
        values.append(contentsOf: forecast.values)
        outcomes.append(forecast.outcome)
    }

    package mutating func append(_ other: ForecastBlock) {
        precondition(other.horizon == horizon && other.levelCount == levelCount, "blocks of different shapes")
        values.append(contentsOf: other.values)
        outcomes.append(contentsOf: other.outcomes)
    }

    /// The mean of series `series` at horizon step `step` (from 0).
    package func mean(_ series: Int, _ step: Int) -> Double { values[series * stride + step * width] }

    package func quantile(_ series: Int, _ step: Int, level: Int) -> Double {
        values[series * stride + step * width + 1 + level]
    }

    /// The block of some of the series, in the given order.
    package func selecting(_ series: [Int]) -> ForecastBlock {
        var selection = ForecastBlock(horizon: horizon, levelCount: levelCount)
        selection.reserve(series: series.count)
        for index in series { selection.append(forecast(ofSeries: index)) }
        return selection
    }

    package func forecast(ofSeries series: Int) -> SeriesForecast {
        SeriesForecast(
            values: Array(values[series * stride..<(series + 1) * stride]), outcome: outcomes[series])
    }
}
