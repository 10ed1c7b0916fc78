/// What a global model sees: one row per (series, time step), one column per feature.
///
/// **Shape** `values` is `[column, row]`: the rows of a column lie next to each other.
/// **Missing values** are NaN, in every column.
/// **Categories** are whole numbers from 0, stored as floats in columns marked `isCategorical`.
package struct FeatureMatrix: Sendable {
    package let columnNames: [String]
    /// One flag per column.
    package let isCategorical: [Bool]
    package let rowCount: Int
    /// Element (row, column) is at `column * rowCount + row`. Settable, so that a recursive forecast
    /// writes its own predictions into the lag columns; the count never changes.
    package var values: [Float]

    package init(columnNames: [String], isCategorical: [Bool], rowCount: Int, values: [Float]) {
        precondition(
            isCategorical.count == columnNames.count && rowCount >= 0
                && values.count == rowCount * columnNames.count,
            "\(values.count) values for [\(columnNames.count), \(rowCount)], \(isCategorical.count) flags")
        self.columnNames = columnNames
        self.isCategorical = isCategorical
        self.rowCount = rowCount
        self.values = values
    }

    package var columnCount: Int { columnNames.count }

    package subscript(row row: Int, column column: Int) -> Float {
        get { values[column * rowCount + row] }
        set { values[column * rowCount + row] = newValue }
    }

    /// The rows of one column.
    package func column(_ column: Int) -> ArraySlice<Float> {
        values[column * rowCount..<(column + 1) * rowCount]
    }

    /// Some of the rows, in the given order. **Complexity** O(rows * columns).
    package func selecting(rows: [Int]) -> FeatureMatrix {
        precondition(rows.allSatisfy { 0..<rowCount ~= $0 }, "a row outside 0..<\(rowCount)")
        let selection = [Float](unsafeUninitializedCapacity: rows.count * columnCount) { buffer, count in
            values.withUnsafeBufferPointer { source in
                for column in 0..<columnCount {
                    let from = column * rowCount
                    let to = column * rows.count
                    for (position, row) in rows.enumerated() { buffer[to + position] = source[from + row] }
                }
            }
            count = rows.count * columnCount
        }
        return FeatureMatrix(
            columnNames: columnNames, isCategorical: isCategorical, rowCount: rows.count, values: selection)
    }
}
