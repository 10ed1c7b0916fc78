extension PortableMath {
    /// The sine of x radians; NaN for an infinite x.
    package static func sin(_ x: Double) -> Double {
        if x.magnitude < 0x1p-26 { return x }
        guard x.isFinite else { return .nan }
        let angle = reduced(x)
        return switch angle.quadrant & 3 {
        case 0: sinCore(angle.high, angle.low)
        case 1: cosCore(angle.high, angle.low)
        case 2: -sinCore(angle.high, angle.low)
        default: -cosCore(angle.high, angle.low)
        }
    }

    /// The cosine of x radians; NaN for an infinite x.
    package static func cos(_ x: Double) -> Double {
        guard x.isFinite else { return .nan }
        let angle = reduced(x)
        return switch angle.quadrant & 3 {
        case 0: cosCore(angle.high, angle.low)
        case 1: -sinCore(angle.high, angle.low)
        case 2: -cosCore(angle.high, angle.low)
        default: sinCore(angle.high, angle.low)
        }
    }

    /// sin(x + low) for |x| <= pi/4.
    private static func sinCore(_ x: Double, _ low: Double) -> Double {
        let s1 = -1.66666666666666324348e-01
        let s2 = 8.33333333332248946124e-03
        let s3 = -1.98412698298579493134e-04
        let s4 = 2.75573137070700676789e-06
        let s5 = -2.50507602534068634195e-08
        let s6 = 1.58969099521155010221e-10
        let z = x * x
        let cube = z * x
        let r = s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)))
        return x - ((z * (0.5 * low - cube * r) - low) - cube * s1)
    }

    /// cos(x + low) for |x| <= pi/4.
    private static func cosCore(_ x: Double, _ low: Double) -> Double {
        let c1 = 4.16666666666666019037e-02
        let c2 = -1.38888888888741095749e-03
        let c3 = 2.48015872894767294178e-05
        let c4 = -2.75573143513906633035e-07
        let c5 = 2.08757232129817482790e-09
        let c6 = -1.13596475577881948265e-11
        let z = x * x
        let w = z * z
        let r = z * (c1 + z * (c2 + z * c3)) + w * w * (c4 + z * (c5 + z * c6))
        let half = 0.5 * z
        let head = 1 - half
        return head + (((1 - head) - half) + (z * r - x * low))
    }

    /// x = quadrant pi/2 + high + low, |high| <= pi/4 (the quadrant modulo 4).
    typealias ReducedAngle = (quadrant: Int, high: Double, low: Double)

    static func reduced(_ x: Double) -> ReducedAngle {
        if x.magnitude <= 0.7853981633974483 { return (0, x, 0) }
        return x.magnitude < 0x1p20 ? reducedByCodyWaite(x) : reducedByPayneHanek(x)
    }

    /// Subtracts n pi/2 with pi/2 in three parts of 33 bits and a tail, for |x| < 2^20: the products
    /// with n are exact.
    private static func reducedByCodyWaite(_ x: Double) -> ReducedAngle {
        let part1 = 1.57079632673412561417e+00
        let part2 = 6.07710050630396597660e-11
        let part3 = 2.02226624871116645580e-21
        let tail = 8.47842766036889956997e-32
        let n = nearestInteger(x * 6.36619772367581382433e-01)
        let first = x - n * part1
        let second = first - n * part2
        let lost2 = (first - second) - n * part2
        let third = second - n * part3
        let lost3 = (second - third) - n * part3
        let low = (lost2 + lost3) - n * tail
        let high = third + low
        return (Int(n), high, (third - high) + low)
    }

    /// Multiplies x by those 192 bits of 2/pi that decide the quadrant and the fraction.
    ///
    /// **Source** Payne & Hanek 1983. No double lies nearer to a multiple of pi/2 than about 2^-62 of
    /// a quadrant, so that 190 bits of fraction leave more than 64 of result.
    private static func reducedByPayneHanek(_ x: Double) -> ReducedAngle {
        let exponent = Int(x.exponent) - 52
        let mantissa = (x.significandBitPattern | 1 << 52)
        // Bits of weight 2^-j with j < exponent - 1 contribute multiples of four quadrants.
        let start = 64 + exponent - 2
        let f0 = bitsOfTwoOverPi(start)
        let f1 = bitsOfTwoOverPi(start + 64)
        let f2 = bitsOfTwoOverPi(start + 128)
        var words = lowWords(of: mantissa, times: (f0, f1, f2))
        var quadrant = Int(words.0 >> 62)
        words = (words.0 << 2 | words.1 >> 62, words.1 << 2 | words.2 >> 62, words.2 << 2)
        let isUpperHalf = words.0 >> 63 == 1
        if isUpperHalf {
            quadrant += 1
            words = negated(words)
        }
        let (high, low) = quarterTurns(words)
        let flips = isUpperHalf != (x < 0)
        return (x < 0 ? -quadrant : quadrant, flips ? -high : high, flips ? -low : low)
    }

    /// The fraction `words` / 2^192 of a quadrant, in radians.
    private static func quarterTurns(_ words: (UInt64, UInt64, UInt64)) -> (high: Double, low: Double) {
        var leading = words
        var shift = 0
        if leading.0 == 0 {
            leading = (leading.1, leading.2, 0)
            shift = 64
        }
        let zeros = leading.0.leadingZeroBitCount
        let top = zeros == 0 ? leading.0 : leading.0 << UInt64(zeros) | leading.1 >> UInt64(64 - zeros)
        // pi/2 in units of 2^-63.
        let product = top.multipliedFullWidth(by: 0xC90F_DAA2_2168_C235)
        let scale = powerOf2(-63 - shift - zeros)
        let high = Double(product.high & ~0x7FF)
        let low = Double(product.high & 0x7FF) + Double(product.low) * 0x1p-64
        return (high * scale, low * scale)
    }

    /// The low 192 bits of `factor` times a 192-bit number, most significant word first.
    private static func lowWords(
        of factor: UInt64, times number: (UInt64, UInt64, UInt64)
    ) -> (UInt64, UInt64, UInt64) {
        let low = factor.multipliedFullWidth(by: number.2)
        let middle = factor.multipliedFullWidth(by: number.1)
        let (word1, carry) = middle.low.addingReportingOverflow(low.high)
        let word0 = factor &* number.0 &+ middle.high &+ (carry ? 1 : 0)
        return (word0, word1, low.low)
    }

    private static func negated(_ words: (UInt64, UInt64, UInt64)) -> (UInt64, UInt64, UInt64) {
        let word2 = 0 &- words.2
        let word1 = ~words.1 &+ (word2 == 0 ? 1 : 0)
        let word0 = ~words.0 &+ (word2 == 0 && word1 == 0 ? 1 : 0)
        return (word0, word1, word2)
    }

    /// 64 bits of 2/pi from bit `start` of the table.
    private static func bitsOfTwoOverPi(_ start: Int) -> UInt64 {
        let word = start >> 6
        let offset = UInt64(start & 63)
        return offset == 0
            ? twoOverPi[word] : twoOverPi[word] << offset | twoOverPi[word + 1] >> (64 - offset)
    }

    /// A zero word, then the binary digits of 2/pi after the point.
    private static let twoOverPi: [UInt64] = [
        0x0000_0000_0000_0000, 0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041,
        0xFE51_63AB_DEBB_C561, 0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E,
        0xE882_35F5_2EBB_4484, 0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B,
        0x1FF8_97FF_DE05_980F, 0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D,
        0x7527_BAC7_EBE5_F17B, 0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB,
    ]
}
