/// Where tensors stand in an arena when nothing goes back: a place is taken again once nobody reads it any more, so that what
/// a forward pass works on stays small and near.
package struct ArenaPlan: Sendable {
    /// `[block]`, in the order in which the blocks were laid out.
    package let offsets: [Int]
    package let count: Int

    /// Places begin at multiples of so many elements, a line of the cache.
    private static let alignment = 16

    private struct Place {
        let range: Range<Int>
        let lastUse: Int
    }

    /// - Parameters:
    ///   - blocks: places of an arena in which every block has its own, in ascending order without gaps.
    ///   - operations: on those places.
    ///   - keeping: what is read after the last operation.
    /// **Complexity** O(blocks^2).
    package init(blocks: [Range<Int>], operations: [Operation], keeping: [Tensor]) {
        var uses = [ClosedRange<Int>?](repeating: nil, count: blocks.count)
        func use(_ tensor: Tensor, at time: Int) {
            guard let block = Self.block(of: tensor, among: blocks) else { return }
            let before = uses[block] ?? time...time
            uses[block] = min(before.lowerBound, time)...max(before.upperBound, time)
        }
        for (time, operation) in operations.enumerated() {
            for tensor in operation.touches { use(tensor, at: time) }
        }
        for tensor in keeping { use(tensor, at: operations.count) }
        let used = uses.enumerated().compactMap { block, use in use.map { (block: block, use: $0) } }
        var offsets = [Int](repeating: 0, count: blocks.count)
        var live: [Place] = []
        var end = 0
        for (block, use) in used.sorted(by: { ($0.use.lowerBound, $0.block) < ($1.use.lowerBound, $1.block) })
        {
            live.removeAll { $0.lastUse < use.lowerBound }
            let count = (blocks[block].count + Self.alignment - 1) / Self.alignment * Self.alignment
            let place = Self.firstFit(count, among: live)
            offsets[block] = place.lowerBound
            end = max(end, place.upperBound)
            let after = live.firstIndex { $0.range.lowerBound >= place.upperBound } ?? live.count
            live.insert(Place(range: place, lastUse: use.upperBound), at: after)
        }
        self.offsets = offsets
        count = end
    }

    private static func block(of tensor: Tensor, among blocks: [Range<Int>]) -> Int? {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].upperBound <= tensor.offset { low = middle + 1 } else { high = middle }
        }
        return low < blocks.count && blocks[low].contains(tensor.offset) ? low : nil
    }

    /// - Parameter live: in the order of their places.
    private static func firstFit(_ count: Int, among live: [Place]) -> Range<Int> {
        var next = 0
        for place in live {
            if place.range.lowerBound - next >= count { break }
            next = max(next, place.range.upperBound)
        }
        return next..<next + count
    }
}
