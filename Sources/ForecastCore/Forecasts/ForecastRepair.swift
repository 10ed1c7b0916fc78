/// Makes a model's forecast fit for use: finite, non-negative for demand, quantiles in order.
package enum ForecastRepair {
    /// Above this multiple of the largest observed value a forecast has exploded and is not repaired
    /// but replaced. Far beyond any promotion peak: a weekly series that multiplies a thousandfold
    /// within a quarter is a model gone wrong, not demand.
    package static let explosionFactor = 1e3

    /// Repairs `values` (`[horizon, 1 + levels]`) in place and counts what was changed.
    /// - Throws: `.notFinite` or `.exploded` when there is nothing sensible to repair.
    package static func repair(
        _ values: inout [Double], request: ForecastRequest, largestObserved: Double
    ) throws(Fallback) -> RepairCount {
        // `Double.maximum` passes over a NaN, which the largest of no observations may be.
        let ceiling = explosionFactor * Double.maximum(largestObserved, 1)
        for value in values {
            guard value.isFinite else { throw Fallback(.notFinite) }
            guard value.magnitude <= ceiling else { throw Fallback(.exploded) }
        }
        var repairs = RepairCount()
        if request.isNonNegative {
            for index in values.indices where values[index] < 0 || values[index].sign == .minus {
                if values[index] < 0 { repairs.negative += 1 }
                values[index] = 0
            }
        }
        for step in 0..<request.horizon {
            repairs.crossed += sortQuantiles(&values, step: step, width: request.width)
        }
        return repairs
    }

    /// Sorts the quantiles of one step; sorting never raises the pinball loss (Chernozhukov,
    /// Fernández-Val & Galichon 2010). Returns how many moved.
    private static func sortQuantiles(_ values: inout [Double], step: Int, width: Int) -> Int {
        let first = step * width + 1
        let end = (step + 1) * width
        guard end - first > 1, (first + 1..<end).contains(where: { values[$0] < values[$0 - 1] }) else {
            return 0
        }
        let sorted = values[first..<end].sorted()
        var moved = 0
        for (offset, value) in sorted.enumerated() where values[first + offset] != value {
            values[first + offset] = value
            moved += 1
        }
        return moved
    }
}
