/// A matrix of activations in the arena of a slice: row-major, without gaps.
///
/// Rows of sequences are ordered by time, samples within: row = step * samples + sample.
struct Tensor: Hashable, Sendable {
    let offset: Int
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
    var range: Range<Int> { offset..<offset + count }

    /// Some consecutive rows of it.
    func rows(_ range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
        return Tensor(offset: offset + range.lowerBound * columns, rows: range.count, columns: columns)
    }
}
