internal import ForecastCore
internal import NumericKernels

/// A history in units of a power of two near its size: so the search takes the same steps whatever the unit is, to
/// the bit.
struct ScaledHistory {
    let y: [Double]
    let unit: Double

    init(_ values: ArraySlice<Double>, _ summary: HistorySummary) {
        let size = summary.largestMagnitude
        unit = size.isNormal ? size.binade : 1
        let unit = unit
        y = values.map { $0 / unit }
    }
}
