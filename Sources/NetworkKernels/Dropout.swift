internal import ForecastCore

/// Which activations of a training step are dropped: decided by a counter, so that neither threads nor their order do.
///
/// **Source** Srivastava et al. 2014; the survivors are enlarged, so that nothing changes on average.
package struct Dropout: Sendable {
    /// Of the path (seed, purpose).
    package let key: SIMD2<UInt32>
    /// The training step and the slice of its batch.
    package let step: UInt32
    package let slice: UInt32
    /// Bytes below it are dropped: the probability in 256ths.
    package let threshold: UInt8

    package init(key: SIMD2<UInt32>, step: UInt32, slice: UInt32, threshold: UInt8) {
        self.key = key
        self.step = step
        self.slice = slice
        self.threshold = threshold
    }

    var enlargement: Double { 256 / (256 - Double(threshold)) }

    /// 1 or 0 for `count` activations, sixteen to a block of random numbers. `place` tells the masks of one step apart.
    ///
    /// `kept` has room for a multiple of sixteen.
    func fill(_ kept: UnsafeMutablePointer<UInt8>, count: Int, place: Int) {
        let limit = SIMD16<UInt8>(repeating: threshold)
        let one = SIMD16<UInt8>(repeating: 1)
        let purpose = UInt32(truncatingIfNeeded: place)
        for block in 0..<(count + 15) / 16 {
            let bytes = unsafeBitCast(
                Self.block(UInt32(truncatingIfNeeded: block), purpose, slice, step, key),
                to: SIMD16<UInt8>.self)
            let survive = SIMD16<UInt8>().replacing(with: one, where: bytes .>= limit)
            UnsafeMutableRawPointer(kept + 16 * block).storeBytes(of: survive, as: SIMD16<UInt8>.self)
        }
    }

    /// `Philox4x32.block`, word by word: in vectors of four it took four times as long, and masks need many.
    @inline(__always)
    static func block(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ key: SIMD2<UInt32>) -> SIMD4<
        UInt32
    > {
        var (a, b, c, d) = (a, b, c, d)
        var (first, second) = (key.x, key.y)
        for _ in 0..<10 {
            let left = UInt64(0xD251_1F53 as UInt32) &* UInt64(a)
            let right = UInt64(0xCD9E_8D57 as UInt32) &* UInt64(c)
            a = UInt32(truncatingIfNeeded: right >> 32) ^ b ^ first
            b = UInt32(truncatingIfNeeded: right)
            c = UInt32(truncatingIfNeeded: left >> 32) ^ d ^ second
            d = UInt32(truncatingIfNeeded: left)
            first &+= 0x9E37_79B9
            second &+= 0xBB67_AE85
        }
        return SIMD4(a, b, c, d)
    }
}
