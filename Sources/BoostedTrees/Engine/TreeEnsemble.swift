internal import Dispatch
internal import ForecastCore

/// The trees of a model in a form made for predicting many rows quickly: same bits as LightGBM's own
/// prediction, in a fraction of its time.
///
/// Two things make it fast. A threshold is a double, but a feature is a float: `value <= threshold`
/// holds exactly when `value <= t` for `t` the largest float not above the threshold, so floats are
/// compared as they lie in the matrix. And a tree takes a block of rows at once: each node splits the
/// list of its rows in two, without a branch that the processor could guess wrong and without a wait for
/// the node before.
struct TreeEnsemble: Sendable {
    var columnCount = 0
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
    /// Rows that go through a tree together: the values of some dozens of columns stay near the
    /// processor, and a node has enough rows to be worth its overhead.
    private static let blockRows = 512

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
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * Self.blockRows) { rowLists in
                    withUnsafeTemporaryAllocation(of: Segment.self, capacity: Self.blockRows) { waiting in
                        for block in stride(from: worker, to: blocks, by: workers) {
                            let first = block * Self.blockRows
                            let count = min(Self.blockRows, rows - first)
                            let walk = BlockWalk(
                                values: UnsafeBufferPointer(rebasing: values[first...]), columnStride: rows,
                                count: count,
                                rows: UnsafeMutableBufferPointer(rebasing: rowLists[..<Self.blockRows]),
                                others: UnsafeMutableBufferPointer(rebasing: rowLists[Self.blockRows...]),
                                waiting: waiting,
                                output: UnsafeMutableBufferPointer(rebasing: output[first..<first + count]))
                            add(walk)
                        }
                    }
                }
            }
            if workers == 1 {
                work(0)
            } else {
                DispatchQueue.concurrentPerform(iterations: workers, execute: work)
            }
        }
    }

    /// A block of rows on its way through the trees. The buffers belong to the caller.
    private struct BlockWalk {
        /// Element (row, column) of the block is at `column * columnStride + row`.
        let values: UnsafeBufferPointer<Float>
        let columnStride: Int
        let count: Int
        /// The rows of the block, ordered so that those of a node lie next to each other.
        let rows: UnsafeMutableBufferPointer<Int32>
        /// Where a split puts the rows that go right.
        let others: UnsafeMutableBufferPointer<Int32>
        /// Right children whose turn is later. Their rows are not empty and disjoint, so there are
        /// never more of them than rows.
        let waiting: UnsafeMutableBufferPointer<Segment>
        let output: UnsafeMutableBufferPointer<Double>
    }

    /// A node or `~leaf`, and the part of the list of rows that has arrived there.
    private struct Segment {
        var node: Int32
        var start: Int
        var end: Int
    }

    private func add(_ walk: BlockWalk) {
        for row in 0..<walk.count { walk.output[row] = 0 }
        nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                for root in roots { add(root, nodes, leaves, walk) }
            }
        }
    }

    /// Adds one tree to the scores of the block.
    private func add(
        _ root: Int32, _ nodes: UnsafeBufferPointer<Node>, _ leaves: UnsafeBufferPointer<Double>,
        _ walk: BlockWalk
    ) {
        for row in 0..<walk.count { walk.rows[row] = Int32(truncatingIfNeeded: row) }
        var here = Segment(node: root, start: 0, end: walk.count)
        var waitingCount = 0
        while true {
            if here.node < 0 {
                let value = leaves[Int(~here.node)]
                for position in here.start..<here.end { walk.output[Int(walk.rows[position])] += value }
                guard waitingCount > 0 else { return }
                waitingCount -= 1
                here = walk.waiting[waitingCount]
                continue
            }
            let node = nodes[Int(here.node)]
            let middle = split(node, here, walk)
            if middle > here.start && middle < here.end {
                walk.waiting[waitingCount] = Segment(node: node.right, start: middle, end: here.end)
                waitingCount += 1
                here = Segment(node: node.left, start: here.start, end: middle)
            } else {
                here.node = middle == here.end ? node.left : node.right
            }
        }
    }

    /// Moves the rows that go left before those that go right; returns where the latter begin.
    private func split(_ node: Node, _ segment: Segment, _ walk: BlockWalk) -> Int {
        let column = UnsafeBufferPointer(rebasing: walk.values[(Int(node.split >> 2) * walk.columnStride)...])
        let threshold = node.threshold
        if node.split & 2 != 0 {
            let set = categorySets[Int(threshold.bitPattern)]
            return categoryWords.withUnsafeBufferPointer { words in
                let words = UnsafeBufferPointer(rebasing: words[set.start..<set.start + set.count])
                return split(segment, walk) { Self.holds(words, column[$0]) }
            }
        }
        // A missing value fails every comparison.
        if node.split & 1 != 0 { return split(segment, walk) { !(column[$0] > threshold) } }
        return split(segment, walk) { column[$0] <= threshold }
    }

    @inline(__always)
    private func split(_ segment: Segment, _ walk: BlockWalk, goesLeft: (Int) -> Bool) -> Int {
        var left = segment.start
        var right = 0
        for position in segment.start..<segment.end {
            let row = walk.rows[position]
            let isLeft = goesLeft(Int(row)) ? 1 : 0
            // Written to both lists, and kept in one of them.
            walk.rows[left] = row
            walk.others[right] = row
            left &+= isLeft
            right &+= 1 &- isLeft
        }
        for position in 0..<right { walk.rows[left &+ position] = walk.others[position] }
        return left
    }

    /// Whether the bit of a category is set. Categories are whole numbers, cut towards zero; a missing
    /// or a negative one is in no set.
    @inline(__always)
    private static func holds(_ words: UnsafeBufferPointer<UInt32>, _ value: Float) -> Bool {
        guard value > -1, value < Float(32 * words.count) else { return false }
        let category = Int(value)
        return words[category / 32] >> UInt32(category % 32) & 1 != 0
    }
}
