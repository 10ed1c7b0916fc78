/// What a forecaster is asked for.
package struct ForecastRequest: Sendable {
    /// The number of steps after the cutoff (the gap included), at least 1.
    package let horizon: Int
    /// Ascending, without repetition; may be empty.
    package let levels: [QuantileLevel]
    /// True for demand: negative values are repaired to 0.
    package let isNonNegative: Bool

    package init(horizon: Int, levels: [QuantileLevel], isNonNegative: Bool = true) {
        precondition(horizon >= 1, "horizon \(horizon)")
        self.horizon = horizon
        self.levels = levels
        self.isNonNegative = isNonNegative
    }

    /// Values per step: the mean and one per level.
    package var width: Int { 1 + levels.count }
}

/// The forecast of one series.
package struct SeriesForecast: Equatable, Sendable {
    /// **Shape** `[horizon, 1 + levels]`, row-major: the mean, then the quantiles in the order of the
    /// request.
    package var values: [Double]
    package var outcome: SeriesOutcome

    package init(values: [Double], outcome: SeriesOutcome) {
        self.values = values
        self.outcome = outcome
    }
}

/// How a forecast came about: with which parameters, or why not by the model that was asked.
package struct SeriesOutcome: Equatable, Sendable {
    /// The model's fitted parameters, in the order of its `parameterNames`; empty after a fallback.
    package var parameters: [Double]
    package var fallback: Fallback?
    /// What was changed after the model had spoken.
    package var repairs: RepairCount
    /// True for a series that takes no part in a window: nothing was forecast, and nothing is counted.
    package var isAbsent: Bool

    package init(
        parameters: [Double] = [], fallback: Fallback? = nil, repairs: RepairCount = RepairCount(),
        isAbsent: Bool = false
    ) {
        self.parameters = parameters
        self.fallback = fallback
        self.repairs = repairs
        self.isAbsent = isAbsent
    }
}

/// Why a model could not forecast a series, and a simpler forecast stands in.
package struct Fallback: Error, Hashable, Sendable {
    package enum Reason: UInt8, Sendable, CaseIterable {
        case noObservations = 1
        case tooShort, constant, allZero, notPositive, notConverged, exploded, notFinite

        /// As reports print it.
        package var text: String {
            switch self {
            case .noObservations: "no observations"
            case .tooShort: "too short"
            case .constant: "constant"
            case .allZero: "all zero"
            case .notPositive: "not positive"
            case .notConverged: "not converged"
            case .exploded: "forecast exploded"
            case .notFinite: "forecast not finite"
            }
        }
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }
}

/// The forecasts of some series by one model for one target at one cutoff, packed.
///
/// **Shape** `values` is `[series, horizon, 1 + levels]`, row-major: mean first, then the quantiles in
/// ascending order of level.
package struct ForecastBlock: Equatable, Sendable {
    package let horizon: Int
    package let levelCount: Int
    package private(set) var values: [Double] = []
    package private(set) var outcomes: [SeriesOutcome] = []

    package init(horizon: Int, levelCount: Int) {
        self.horizon = horizon
        self.levelCount = levelCount
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
