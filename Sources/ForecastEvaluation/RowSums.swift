/// Sums rows of statistics by group, in a fixed order and with an error that does not grow with the
/// number of series.
///
/// **Numerics** Rows are added in order within blocks of `blockSize`; the sums of the blocks are added in
/// order. The rounding error grows like blockSize + rows / blockSize instead of rows, which keeps sums over
/// 100,000 series independent of their order to about 1e-13, and the bits depend on nothing but the order
/// of the rows.
struct RowSums {
    static let blockSize = 256

    private let width: Int
    /// **Shape** `[group, width]`, both.
    private var sums: [Double]
    private var block: [Double]
    private var rowsInBlock = 0

    init(groups: Int, width: Int) {
        self.width = width
        sums = [Double](repeating: 0, count: groups * width)
        block = sums
    }

    /// Adds the row at `offset` of `statistics` to `group`.
    mutating func add(_ statistics: [Double], at offset: Int, to group: Int) {
        let first = group * width
        for slot in 0..<width { block[first + slot] += statistics[offset + slot] }
    }

    /// Says that all of one series has been added.
    mutating func endRow() {
        rowsInBlock += 1
        if rowsInBlock == Self.blockSize { endBlock() }
    }

    /// The sums, `[group, width]`.
    mutating func finished() -> [Double] {
        endBlock()
        return sums
    }

    /// Ends a block early, so that what follows is summed apart.
    mutating func endBlock() {
        guard rowsInBlock > 0 else { return }
        for slot in sums.indices {
            sums[slot] += block[slot]
            block[slot] = 0
        }
        rowsInBlock = 0
    }
}
