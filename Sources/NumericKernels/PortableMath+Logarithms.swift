extension PortableMath {
    /// The natural logarithm; -infinity at 0, NaN below.
    ///
    /// **Numerics** x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2); log(1 + f) = f - f^2/2 + s (f^2/2 + R),
    /// s = f / (2 + f), R a minimax polynomial in s^2.
    package static func log(_ x: Double) -> Double {
        if let special = logOfSpecial(x) { return special }
        let (k, mantissa) = splitAroundOne(x)
        return logCore(f: mantissa - 1, k: k, correction: 0)
    }

    /// log(1 + x), without the cancellation near 0.
    package static func log1p(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x <= -1 { return x == -1 ? -.infinity : .nan }
        if x.magnitude < 0x1p-53 { return x }
        if x > -0.2928932188134525, x < 0.41421356237309503 { return logCore(f: x, k: 0, correction: 0) }
        let sum = 1 + x
        let (k, mantissa) = splitAroundOne(sum)
        // What 1 + x lost in rounding, relative to the sum.
        let lost = k >= 54 ? 0 : (k >= 2 ? 1 - (sum - x) : x - (sum - 1)) / sum
        return logCore(f: mantissa - 1, k: k, correction: lost)
    }

    /// The logarithm where it needs no arithmetic: NaN, negative, zero, infinite.
    private static func logOfSpecial(_ x: Double) -> Double? {
        if x.isNaN || x == .infinity { return x }
        if x < 0 { return .nan }
        return x == 0 ? -.infinity : nil
    }

    /// x = 2^k m with sqrt(1/2) <= m < sqrt(2), for positive finite x.
    private static func splitAroundOne(_ x: Double) -> (k: Double, m: Double) {
        var bits = x.bitPattern
        var k = 0
        if x < 0x1p-1022 {
            bits = (x * 0x1p54).bitPattern
            k = -54
        }
        // Upper 32 bits of sqrt(1/2): the exponent steps where the mantissa passes sqrt(2).
        let shifted = (bits >> 32) + (0x3FF0_0000 - 0x3FE6_A09E)
        k += Int(shifted >> 20) - 1023
        let upper = (shifted & 0x000F_FFFF) + 0x3FE6_A09E
        return (Double(k), Double(bitPattern: upper << 32 | bits & 0xFFFF_FFFF))
    }

    /// k ln 2 + log(1 + f) + correction.
    private static func logCore(f: Double, k: Double, correction: Double) -> Double {
        let halfSquare = 0.5 * f * f
        let s = f / (2 + f)
        let r = logTail(s * s)
        return s * (halfSquare + r) + (k * ln2Low + correction) - halfSquare + f + k * ln2High
    }

    private static func logTail(_ z: Double) -> Double {
        let w = z * z
        let even =
            w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        let odd =
            z
            * (6.666666666666735130e-01
                + w
                * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
        return odd + even
    }

    /// x^y, with the special cases of C99 (annex F.9.4.4).
    ///
    /// **Numerics** log2 |x| is formed as a sum of two doubles with 24 + 53 bits, so that the product
    /// with y keeps its fraction even when |y log2 x| is near 1024.
    package static func pow(_ x: Double, _ y: Double) -> Double {
        if let special = powOfSpecial(x, y) { return special }
        let sign: Double = x < 0 && isOddInteger(y) ? -1 : 1
        let (high, low) = logBase2(x.magnitude)
        // y = yHigh + yLow; yHigh * high is exact enough that the rest fits one double.
        let yHigh = upperWord(y)
        let tail = (y - yHigh) * high + y * low
        let head = yHigh * high
        let sum = tail + head
        // Beyond the double range by a hair is decided by the tail: 8.0e-17 = log2(1 + ulp / 2) at 2^1024.
        if sum > 1024 || (sum == 1024 && tail + 8.0085662595372944372e-17 > sum - head) {
            return sign * .infinity
        }
        if sum < -1075 || (sum == -1075 && tail <= sum - head) { return sign * 0 }
        return sign * exp2(head: head, tail: tail, sum: sum)
    }

    private static func powOfSpecial(_ x: Double, _ y: Double) -> Double? {
        if y == 0 || x == 1 { return 1 }
        if x.isNaN || y.isNaN { return .nan }
        if y == 1 { return x }
        if y == 2 { return x * x }
        if x == -1, y.isInfinite { return 1 }
        if y.isInfinite { return (x.magnitude > 1) == (y > 0) ? .infinity : 0 }
        if x == 0 || x.isInfinite {
            let magnitude = (x == 0) == (y > 0) ? 0 : Double.infinity
            return x.sign == .minus && isOddInteger(y) ? -magnitude : magnitude
        }
        if x < 0, !isInteger(y) { return .nan }
        // Beyond these every |x| != 1 over- or underflows; keeps the product below finite.
        if y.magnitude > 0x1p65 { return (x.magnitude > 1) == (y > 0) ? .infinity : 0 }
        return nil
    }

    private static func isInteger(_ y: Double) -> Bool {
        y.magnitude >= 0x1p52 || Double(Int64(y)) == y
    }

    private static func isOddInteger(_ y: Double) -> Bool {
        y.magnitude < 0x1p53 && isInteger(y) && Int64(y) & 1 != 0
    }

    /// log2 x as high + low, high with 21 bits of mantissa; for positive finite x.
    private static func logBase2(_ x: Double) -> (high: Double, low: Double) {
        let (n, a, upperHalf) = splitForLogBase2(x)
        // s = (a - b) / (a + b) = sHigh + sLow, b = 1 or 1.5.
        let b = upperHalf ? 1.5 : 1.0
        let u = a - b
        let v = 1 / (a + b)
        let s = u * v
        let sHigh = upperWord(s)
        let sumHigh = upperWord(a + b)
        let sumLow = a - (sumHigh - b)
        let sLow = v * ((u - sHigh * sumHigh) - sHigh * sumLow)
        // 3/2 log(a / b) / s = 3 + s^2 + r = tHigh + tLow.
        let r = pow2LogTail(s * s) + sLow * (sHigh + s)
        let square = sHigh * sHigh
        let tHigh = upperWord(3 + square + r)
        let tLow = r - ((tHigh - 3) - square)
        let productHigh = sHigh * tHigh
        let productLow = sLow * tHigh + tLow * s
        let pHigh = upperWord(productHigh + productLow)
        let pLow = productLow - (pHigh - productHigh)
        // Times 2 / (3 ln 2), plus log2 b, plus n.
        let zHigh = 9.61796700954437255859e-01 * pHigh
        let zLow =
            -7.02846165095275826516e-09 * pHigh + pLow * 9.61796693925975554329e-01
            + (upperHalf ? 1.35003920212974897128e-08 : 0)
        let log2OfB = upperHalf ? 5.84962487220764160156e-01 : 0
        let high = upperWord(((zHigh + zLow) + log2OfB) + n)
        return (high, zLow - (((high - n) - log2OfB) - zHigh))
    }

    /// x = 2^n a with a in [sqrt(3)/2, sqrt(3)), and whether a belongs to the interval around 1.5.
    private static func splitForLogBase2(_ x: Double) -> (n: Double, a: Double, upperHalf: Bool) {
        var bits = x.bitPattern
        var n = 0
        if x < 0x1p-1022 {
            bits = (x * 0x1p53).bitPattern
            n = -53
        }
        n += Int(bits >> 52) - 1023
        let mantissa = bits & 0x000F_FFFF_FFFF_FFFF
        // The upper 20 bits of the mantissas of sqrt(3/2) and sqrt(3).
        let leading = mantissa >> 32
        if leading <= 0x3988E {
            return (Double(n), Double(bitPattern: 0x3FF0_0000_0000_0000 | mantissa), false)
        }
        if leading < 0xBB67A {
            return (Double(n), Double(bitPattern: 0x3FF0_0000_0000_0000 | mantissa), true)
        }
        return (Double(n + 1), Double(bitPattern: 0x3FE0_0000_0000_0000 | mantissa), false)
    }

    private static func pow2LogTail(_ z: Double) -> Double {
        let l1 = 5.99999999999994648725e-01
        let l2 = 4.28571428578550184252e-01
        let l3 = 3.33333329818377432918e-01
        let l4 = 2.72728123808534006489e-01
        let l5 = 2.30660745775561754067e-01
        let l6 = 2.06975017800338417784e-01
        return z * z * (l1 + z * (l2 + z * (l3 + z * (l4 + z * (l5 + z * l6)))))
    }

    /// 2^(head + tail), sum = head + tail.
    private static func exp2(head: Double, tail: Double, sum: Double) -> Double {
        let n = nearestInteger(sum)
        let head = head - n
        let t = upperWord(tail + head)
        let u = t * 6.93147182464599609375e-01
        let v = (tail - (t - head)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09
        let z = u + v
        let w = v - (z - u)
        let c = z - expTail(z * z)
        let r = (z * c) / (c - 2) - (w + z * w)
        return scaled(1 - (r - z), byPowerOf2: Int(n))
    }
}
