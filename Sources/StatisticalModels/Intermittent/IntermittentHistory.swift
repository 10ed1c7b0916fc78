internal import ForecastCore
internal import NumericKernels

/// What the intermittent models share in their fits.
enum IntermittentHistory {
    /// Beyond 0.5 a smoothing of demands a month apart is noise.
    static let alphaBounds = 0.001...0.5
    static let alphaGrid = [0.001, 0.03, 0.1, 0.2, 0.35, 0.5]

    static func check(_ history: SeriesHistory) throws(Fallback) {
        if !history.values.contains(where: { $0 > 0 }) { throw try withoutDemand(history) }
    }

    /// Why there is no demand: nothing observed, or no positive value.
    static func withoutDemand(_ history: SeriesHistory) throws(Fallback) -> Fallback {
        let summary = try HistorySummary.of(history)
        return Fallback(summary.isAllZero ? .allZero : .notPositive)
    }
}
