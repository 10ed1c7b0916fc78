/// The Philox4x32-10 counter-based generator: a keyed bijection of 128-bit counters.
///
/// **Source** Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", sections
/// 3.2 and 4; constants of Random123.
package enum Philox4x32 {
    package typealias Counter = SIMD4<UInt32>

    /// Four random words for one counter under one key; ten rounds.
    @inlinable
    package static func block(counter: Counter, key: SIMD2<UInt32>) -> Counter {
        var words = counter
        var key = key
        for round in 0..<10 {
            if round > 0 { key &+= weyl }
            let left = UInt64(multiplier0) &* UInt64(words[0])
            let right = UInt64(multiplier1) &* UInt64(words[2])
            words = Counter(
                UInt32(truncatingIfNeeded: right >> 32) ^ words[1] ^ key[0],
                UInt32(truncatingIfNeeded: right),
                UInt32(truncatingIfNeeded: left >> 32) ^ words[3] ^ key[1],
                UInt32(truncatingIfNeeded: left))
        }
        return words
    }

    // Computed, so that they are constants in the code: a stored static is initialised lazily, and the check
    // for that cost more than half of a draw.
    @inlinable static var multiplier0: UInt32 { 0xD251_1F53 }
    @inlinable static var multiplier1: UInt32 { 0xCD9E_8D57 }
    @inlinable static var weyl: SIMD2<UInt32> { SIMD2(0x9E37_79B9, 0xBB67_AE85) }
}
