internal import Dispatch
internal import ForecastCore

/// The trees of a model in a form made for predicting many rows quickly: same bits as LightGBM's own
/// prediction, in a fraction of its time.
///
/// Two things make it fast. A threshold is a double, but a feature is a float: `value <= threshold`
/// holds exactly when `value <= t` for `t` the largest float not above the threshold, so floats are
/// compared as they lie in the matrix. And rows go through a tree in blocks that stay in the first
/// cache, several at a time, so that the waits for memory overlap.
struct TreeEnsemble: Sendable {
    /// All inner nodes of all trees; the children of a node follow it.
    var nodes: [Node] = []
    /// All leaf values of all trees.
    var leaves: [Double] = []
    /// Where each tree begins: a node, or `~leaf` for a tree without a split.
    var roots: [Int32] = []
    /// Bit sets of categories that go left: `words` from `start`.
    var categorySets: [(start: Int, count: Int)] = []
    var categoryWords: [UInt32] = []

    /// An inner node in 16 bytes. A child below 0 is `~leaf`.
    struct Node {
        /// For a split on categories the bits of the index into `categorySets`.
        var threshold: Float
        /// `column << 2 | isCategorical << 1 | missingGoesLeft`.
        var split: Int32
        var left: Int32
        var right: Int32
    }
}

// MARK: - Prediction

extension TreeEnsemble {
    /// Rows that go through a tree together: with some dozens of columns their values fill the first
    /// cache and leave room for a tree.
    private static let blockRows = 256

    /// The raw score of each row, added up in the order of the trees.
    ///
    /// **Shape** `values` is `[column, row]`, `output` `[row]`.
    /// **Complexity** O(rows * trees * depth).
    func predict(_ matrix: FeatureMatrix, into output: UnsafeMutableBufferPointer<Double>, threads: Int) {
        let rows = matrix.rowCount
        let blocks = (rows + Self.blockRows - 1) / Self.blockRows
        let workers = max(1, min(threads, blocks))
        matrix.values.withUnsafeBufferPointer { values in
            // Each worker writes to rows of its own and reads what nobody writes.
            nonisolated(unsafe) let values = values
            nonisolated(unsafe) let output = output
            let work = { @Sendable (worker: Int) in
                for block in stride(from: worker, to: blocks, by: workers) {
                    let first = block * Self.blockRows
                    predict(
                        values, rowCount: rows, rows: first..<min(first + Self.blockRows, rows), into: output)
                }
            }
            if workers == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: workers, execute: work) }
        }
    }

    private func predict(
        _ values: UnsafeBufferPointer<Float>, rowCount: Int, rows: Range<Int>,
        into output: UnsafeMutableBufferPointer<Double>
    ) {
        for row in rows { output[row] = 0 }
        nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                for root in roots {
                    var row = rows.lowerBound
                    while row + 4 <= rows.upperBound {
                        // Four rows in step: a row that has arrived waits for the others.
                        var at = SIMD4<Int32>(repeating: root)
                        while at[0] >= 0 || at[1] >= 0 || at[2] >= 0 || at[3] >= 0 {
                            for lane in 0..<4 where at[lane] >= 0 {
                                at[lane] = step(nodes[Int(at[lane])], values, row + lane, rowCount)
                            }
                        }
                        for lane in 0..<4 { output[row + lane] += leaves[Int(~at[lane])] }
                        row += 4
                    }
                    while row < rows.upperBound {
                        var at = root
                        while at >= 0 { at = step(nodes[Int(at)], values, row, rowCount) }
                        output[row] += leaves[Int(~at)]
                        row += 1
                    }
                }
            }
        }
    }

    /// The child that a row goes to.
    @inline(__always)
    private func step(
        _ node: Node, _ values: UnsafeBufferPointer<Float>, _ row: Int, _ rowCount: Int
    ) -> Int32 {
        let value = values[Int(node.split >> 2) * rowCount + row]
        if node.split & 2 != 0 { return goesLeft(value, node.threshold.bitPattern) ? node.left : node.right }
        let isLeft = value <= node.threshold || (value.isNaN && node.split & 1 != 0)
        return isLeft ? node.left : node.right
    }

    /// Categories are compared as whole numbers, cut towards zero; a missing or negative one goes right.
    private func goesLeft(_ value: Float, _ set: UInt32) -> Bool {
        guard value > -1, value < 0x1p31 else { return false }
        let category = Int(value), set = categorySets[Int(set)]
        guard category / 32 < set.count else { return false }
        return categoryWords[set.start + category / 32] >> UInt32(category % 32) & 1 != 0
    }
}
