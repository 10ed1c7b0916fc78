internal import Glibc

/// Gives every distinct run of bytes a number, in order of first appearance.
///
/// **Complexity** O(length) per look-up, expected. The hash decides only where an entry sits in memory,
/// never the order of anything.
struct ByteInterner {
    private var arena: [UInt8] = []
    /// `ends[i]` is where entry `i` ends in the arena; it starts where its predecessor ends.
    private var ends: [Int] = []
    /// Open addressing with linear probing; -1 marks a free slot. At most half full.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    var count: Int { ends.count }

    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// The number of `bytes`; nil when they were never added.
    func index(of bytes: Bytes) -> Int? {
        let found = slots[slot(of: bytes)]
        return found < 0 ? nil : Int(found)
    }

    /// Adds bytes that are not there yet.
    mutating func add(_ bytes: Bytes) -> Int {
        if 2 * (count + 1) > slots.count { rehash() }
        let slot = slot(of: bytes)
        precondition(slots[slot] < 0, "these bytes are there already")
        slots[slot] = Int32(count)
        arena.append(contentsOf: bytes)
        ends.append(arena.count)
        return count - 1
    }

    func equals(_ index: Int, _ bytes: Bytes) -> Bool {
        let range = range(index)
        guard range.count == bytes.count else { return false }
        return arena.withUnsafeBufferPointer { arena in
            guard let stored = arena.baseAddress, let wanted = bytes.baseAddress else { return true }
            return memcmp(stored + range.lowerBound, wanted, bytes.count) == 0
        }
    }

    func string(_ index: Int) -> String { String(decoding: arena[range(index)], as: UTF8.self) }

    /// The numbers in the order of their bytes.
    func sortedIndices() -> [Int] {
        arena.withUnsafeBufferPointer { arena in
            (0..<count).sorted { left, right in
                arena[range(left)].lexicographicallyPrecedes(arena[range(right)])
            }
        }
    }

    private func slot(of bytes: Bytes) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & mask
        while slots[slot] >= 0, !equals(Int(slots[slot]), bytes) { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func rehash() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        let entries = arena
        entries.withUnsafeBufferPointer { entries in
            for index in 0..<count {
                slots[slot(of: Bytes(rebasing: entries[range(index)]))] = Int32(index)
            }
        }
    }

    /// FNV-1a (Fowler, Noll & Vo) with a last mix, because the table uses the low bits.
    private static func hash(_ bytes: Bytes) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
