internal import ForecastCore
internal import NumericKernels

/// What the intermittent models share in their fits.
enum IntermittentHistory {
    static func check(_ history: SeriesHistory) throws(Fallback) {
        if !history.values.contains(where: { $0 > 0 }) { throw try withoutDemand(history) }
    }

    /// Observed values in order; steps without demand, negative ones among them, are 0.
    static func demand(_ history: SeriesHistory) -> [Double] {
        history.values.filter { !$0.isNaN }.map { max(0, $0) }
    }

    /// The same in units of a power of two near the largest, in which a search takes the same steps whatever the unit is.
    static func scaledDemand(_ history: SeriesHistory) -> [Double] {
        let demand = demand(history)
        let largest = demand.max() ?? 0
        let unit = largest.isNormal ? largest.binade : 1
        return demand.map { $0 / unit }
    }

    /// Why there is no demand: nothing observed, or no positive value.
    static func withoutDemand(_ history: SeriesHistory) throws(Fallback) -> Fallback {
        let summary = try HistorySummary.of(history)
        return Fallback(summary.isAllZero ? .allZero : .notPositive)
    }
}
