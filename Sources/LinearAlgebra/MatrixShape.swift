/// How a matrix lies in a buffer: row-major, `rows` x `columns`, and how it enters a product.
///
/// Element (i, j) is at `i * stride + j`. A stride wider than the columns makes a matrix of some columns of a
/// wider one. Either count may be 0.
package struct MatrixShape: Equatable, Sendable, CustomStringConvertible {
    /// As stored.
    package let rows: Int
    package let columns: Int
    /// Elements from the begin of one row to that of the next.
    package let stride: Int
    /// Whether the product reads it with rows and columns exchanged. Nothing is moved in memory.
    package let isTransposed: Bool

    /// - Parameter stride: that of a matrix without gaps by default.
    package init(_ rows: Int, _ columns: Int, stride: Int? = nil, transposed: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
        isTransposed = transposed
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
        precondition(self.stride >= columns, "rows of \(columns) elements, \(self.stride) apart")
        precondition(
            max(rows, self.stride) <= Int(Int32.max),
            "OpenBLAS counts with 32 bits, not to \(max(rows, self.stride))")
    }

    /// The same matrix, exchanged once more.
    package var transposed: MatrixShape {
        MatrixShape(rows, columns, stride: stride, transposed: !isTransposed)
    }

    /// As the product sees it.
    var height: Int { isTransposed ? columns : rows }
    var width: Int { isTransposed ? rows : columns }

    /// How many elements a buffer must have to hold it.
    package var extent: Int { rows == 0 || columns == 0 ? 0 : (rows - 1) * stride + columns }

    /// OpenBLAS refuses a stride of 0, which an empty matrix has.
    var leading: Int32 { Int32(max(1, stride)) }

    /// `(3 x 4)'` for a transposed one.
    package var description: String { "(\(rows) x \(columns))\(isTransposed ? "'" : "")" }
}
