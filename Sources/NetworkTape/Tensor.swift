/// A matrix of activations in the arena of a slice: row-major, without gaps.
///
/// Rows of sequences are ordered by time, samples within: row = step * samples + sample.
package struct Tensor: Hashable, Sendable {
    package let offset: Int
    package let rows: Int
    package let columns: Int

    package init(offset: Int, rows: Int, columns: Int) {
        self.offset = offset
        self.rows = rows
        self.columns = columns
    }

    package var count: Int { rows * columns }
    package var range: Range<Int> { offset..<offset + count }

    /// Some consecutive rows of it.
    package func rows(_ range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
        return Tensor(offset: offset + range.lowerBound * columns, rows: range.count, columns: columns)
    }
}
