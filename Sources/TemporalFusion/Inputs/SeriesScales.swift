/// By what the target of each series is divided before a network sees it: one number for every origin, of what was known
/// there. A scale of all training periods would tell an example what comes after its origin: of a series whose past lies
/// below its scale the rest must lie above.
package struct SeriesScales: Sendable {
    /// `[series, origin]`: 0 where all was zero up to the origin, NaN where nothing can be said.
    private let values: [Float]
    private let origins: Int

    /// A scale is at least this share of the series' largest value, so that one sale in years does not become a number
    /// that drowns every other.
    private static let leastShare: Float = 0.02

    /// The mean of |y| over the periods up to each origin, with a floor.
    ///
    /// **Shape** targets `[series, period]`, of which the first `origins` are training periods.
    package init(of targets: [Float], series: Int, periods: Int, origins: Int) {
        self.origins = origins
        values = [Float](unsafeUninitializedCapacity: series * origins) { buffer, count in
            count = series * origins
            for series in 0..<series {
                var (sum, observed, largest) = (0.0, 0.0, Float(0))
                for origin in 0..<origins {
                    let size = targets[series * periods + origin].magnitude
                    if !size.isNaN {
                        sum += Double(size)
                        observed += 1
                        largest = max(largest, size)
                    }
                    // Rounded to Float, so that dividing and multiplying in Float and in Double use one number.
                    let mean = observed > 0 ? Float(sum / observed) : 0
                    buffer[series * origins + origin] =
                        mean.isFinite ? max(mean, Self.leastShare * largest) : .nan
                }
            }
        }
    }

    /// 1 where all was zero up to the origin, NaN where nothing can be said of the series.
    package func scale(ofSeries series: Int, at origin: Int) -> Double {
        let value = values[series * origins + origin]
        return value == 0 ? 1 : Double(value)
    }

    /// Whether a series that sold nothing up to an origin did later: what it then sold has no measure.
    package func isBeforeTheFirst(ofSeries series: Int, at origin: Int) -> Bool {
        values[series * origins + origin] == 0 && values[series * origins + origins - 1] != 0
    }

    /// `[series]`: those of the last origin, by which forecasts are multiplied.
    package var atCutoff: [Double] {
        guard origins > 0 else { return [] }
        return (0..<values.count / origins).map { scale(ofSeries: $0, at: origins - 1) }
    }
}
