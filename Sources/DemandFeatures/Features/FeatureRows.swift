package import ForecastCore

/// Rows of a feature matrix, with what they are about.
package struct FeatureRows: Sendable {
    /// Consecutive rows: one series, one step, origins one after the other.
    package struct Run: Hashable, Sendable {
        package var series: Int { Int(numbers.x) }
        /// The grid step of the first row's origin.
        package var origin: Int { Int(numbers.y) }
        package var step: Int { Int(numbers.z) }
        package var count: Int { Int(numbers.w) }

        /// Small: where few rows are learned from, most of them are a run of their own.
        private let numbers: SIMD4<Int32>

        init(series: Int, origin: Int, step: Int, count: Int) {
            numbers = SIMD4(Int32(series), Int32(origin), Int32(step), Int32(count))
        }
    }

    package let matrix: FeatureMatrix
    /// `[row]`: the target, divided by the series' scale; empty for rows to predict.
    package let labels: [Float]
    /// In the order of the rows.
    package let runs: [Run]
    /// `[series of the panel]`: multiply a prediction by it.
    package let scales: [Double]

    /// `[row]`: the series of each row.
    package var series: [Int32] { perRow { run, _ in Int32(run.series) } }
    /// `[row]`: the grid step of each row's origin.
    package var origins: [Int32] { perRow { run, offset in Int32(run.origin + offset) } }
    /// `[row]`: the grid step of each row's target period.
    package var targets: [Int32] { perRow { run, offset in Int32(run.origin + run.step + offset) } }
    package var steps: [Int32] { perRow { run, _ in Int32(run.step) } }

    private func perRow(_ value: (Run, Int) -> Int32) -> [Int32] {
        var column: [Int32] = []
        column.reserveCapacity(matrix.rowCount)
        for run in runs {
            for offset in 0..<run.count { column.append(value(run, offset)) }
        }
        return column
    }
}
