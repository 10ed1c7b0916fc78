package import ForecastCore

/// How one model fared in one window on one target: sufficient statistics, packed.
///
/// About 170 bytes per series with five quantile levels, two intervals and one season.
package struct WindowScores: Equatable, Sendable {
    package let settings: EvaluationSettings
    package let seriesCount: Int
    package let horizon: Int
    /// **Shape** `[series, statistic]`, row-major, columns as `StatisticLayout` says.
    package let statistics: [Double]
    /// The same sums per horizon step over all series. **Shape** `[step, statistic]`.
    package let stepStatistics: [Double]
    /// For each series the raw value of `Fallback.Reason`, or 0 where the model itself forecast.
    /// `absentCode` marks a series that takes no part in the window.
    package let fallbackReasons: [UInt8]

    static let absentCode = UInt8.max

    static func fallbackCode(of outcome: SeriesOutcome) -> UInt8 {
        outcome.isAbsent ? absentCode : outcome.fallback?.reason.rawValue ?? 0
    }
    /// Forecast values that were made non-negative, and quantiles that were put in order.
    package let repairs: RepairCount

    /// - Parameters: as the properties say; for scores read back from a store.
    package init(
        settings: EvaluationSettings, horizon: Int, statistics: [Double], stepStatistics: [Double],
        fallbackReasons: [UInt8], repairs: RepairCount
    ) {
        let width = settings.layout.width
        precondition(
            statistics.count == fallbackReasons.count * width && stepStatistics.count == horizon * width,
            "statistics [\(statistics.count)], steps [\(stepStatistics.count)] "
                + "for [\(fallbackReasons.count), \(width)]"
        )
        self.settings = settings
        self.horizon = horizon
        self.statistics = statistics
        self.stepStatistics = stepStatistics
        self.fallbackReasons = fallbackReasons
        self.repairs = repairs
        seriesCount = fallbackReasons.count
    }
}
