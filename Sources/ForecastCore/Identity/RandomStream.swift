/// A sequence of random numbers, the same on every machine and in every version of the language.
package struct RandomStream: Sendable {
    private let key: SIMD2<UInt32>
    private let high: UInt64
    private var low: UInt64 = 0
    private var block = Philox4x32.Counter()
    private var used = 4

    /// - Parameters:
    ///   - key: the Philox key.
    ///   - counter: the upper half of the counter; the lower half counts blocks from 0.
    package init(key: UInt64, counter: UInt64) {
        self.key = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        high = counter
    }

    package mutating func nextWord() -> UInt32 {
        if used == 4 { refill() }
        defer { used += 1 }
        return block[used]
    }

    /// A number in the open interval (0, 1): the centres of 2^52 equal cells, never 0 nor 1.
    package mutating func nextUniform() -> Double {
        let upper = UInt64(nextWord())
        let lower = UInt64(nextWord())
        return (Double((upper << 32 | lower) >> 12) + 0.5) * 0x1p-52
    }

    /// A whole number in `0..<bound`, without bias.
    ///
    /// **Source** Lemire 2019, "Fast random integer generation in an interval", algorithm 5.
    package mutating func nextIndex(below bound: Int) -> Int {
        precondition(bound > 0 && bound <= Int(UInt32.max), "bound \(bound) is outside 1...2^32-1")
        let range = UInt32(bound)
        var product = UInt64(nextWord()) * UInt64(range)
        if UInt32(truncatingIfNeeded: product) < range {
            let threshold = (0 &- range) % range
            while UInt32(truncatingIfNeeded: product) < threshold {
                product = UInt64(nextWord()) * UInt64(range)
            }
        }
        return Int(product >> 32)
    }

    /// Fisher-Yates, from the back (Knuth, TAOCP 2, algorithm 3.4.2P).
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, nextIndex(below: last + 1))
        }
    }

    private mutating func refill() {
        block = Philox4x32.block(
            counter: Philox4x32.Counter(
                UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
                UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32)),
            key: key)
        low &+= 1
        used = 0
    }
}
