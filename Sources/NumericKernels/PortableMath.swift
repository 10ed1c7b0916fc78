/// Elementary functions with the same bits on every machine.
///
/// libm may use fused multiply-adds on one processor and not on another, and may change between
/// versions; its last bit must not decide a forecast. These functions use only + - * / and the square
/// root, which IEEE 754 defines to the bit, and integer operations on the bit pattern. The compiler
/// neither reorders nor fuses them. No explicit fma: without the instruction it is a slow library call.
///
/// **Source** The argument reductions and minimax coefficients of exp, expm1, log, log1p, pow, sin and
/// cos are those of fdlibm (Sun Microsystems 1993, freely distributable); erf and erfc are Cody 1969;
/// the reduction of huge angles is Payne & Hanek 1983.
///
/// **Numerics** Largest error in ulp of the exact value (0.5 is correctly rounded), over the 8,300 points of
/// `Tests/GoldenSources/portable_math.py`, to which the tests hold every function: exp 0.77, expm1 0.67, log
/// 0.70, log1p 0.65, pow 0.72, sin 0.61, cos 0.65, tanh 1.58, erf 2.47, erfc 4.25; lgamma 1.8 of the larger of its
/// value and the terms that cancel.
package enum PortableMath {
    // ln 2 = ln2High + ln2Low; n * ln2High is exact for |n| < 2^20.
    static let ln2High = 6.93147180369123816490e-01
    static let ln2Low = 1.90821492927058770002e-10
    static let inverseLn2 = 1.44269504088896338700e+00

    /// e^x.
    ///
    /// **Numerics** x = k ln 2 + r, |r| <= ln 2 / 2; e^r = 1 + r + r c / (2 - c) with the Remez
    /// polynomial c = r - r^2 (P1 + ...).
    package static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 7.09782712893383973096e+02 { return .infinity }
        if x < -7.45133219101941108420e+02 { return 0 }
        if x.magnitude < 0x1p-28 { return 1 + x }
        let k = nearestInteger(x * inverseLn2)
        let high = x - k * ln2High
        let low = k * ln2Low
        let r = high - low
        let c = r - expTail(r * r)
        return scaled(1 - ((low - (r * c) / (2 - c)) - high), byPowerOf2: Int(k))
    }

    /// t (P1 + t (P2 + ...)): the part of r coth(r / 2) beyond 2, in t = r^2.
    static func expTail(_ t: Double) -> Double {
        let p5 = 4.13813679705723846039e-08
        let p4 = -1.65339022054652515390e-06
        let p3 = 6.61375632143793436117e-05
        let p2 = -2.77777777770155933842e-03
        let p1 = 1.66666666666666019037e-01
        return t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))))
    }

    /// e^x - 1, without the cancellation near 0.
    package static func expm1(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 7.09782712893383973096e+02 { return .infinity }
        if x < -40 { return -1 }
        if x.magnitude < 0x1p-54 { return x }
        guard x.magnitude > 0.5 * 0.6931471805599453 else { return expm1Core(x, correction: 0, k: 0) }
        let k = nearestInteger(x * inverseLn2)
        let high = x - k * ln2High
        let low = k * ln2Low
        let r = high - low
        return expm1Core(r, correction: (high - r) - low, k: Int(k))
    }

    /// 2^k e^(r + correction) - 1 for |r| <= ln 2 / 2; the terms are arranged so that 2^k - 1 is exact.
    private static func expm1Core(_ r: Double, correction c: Double, k: Int) -> Double {
        let q1 = -3.33333333333331316428e-02
        let q2 = 1.58730158725481460165e-03
        let q3 = -7.93650757867487942473e-05
        let q4 = 4.00821782732936239552e-06
        let q5 = -2.01099218183624371326e-07
        let half = 0.5 * r
        let square = r * half
        let r1 = 1 + square * (q1 + square * (q2 + square * (q3 + square * (q4 + square * q5))))
        let t = 3 - r1 * half
        var e = square * ((r1 - t) / (6 - r * t))
        if k == 0 { return r - (r * e - square) }
        e = r * (e - c) - c
        e -= square
        if k == -1 { return 0.5 * (r - e) - 0.5 }
        if k == 1 { return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e) }
        if k <= -2 || k > 56 { return scaled(1 - (e - r), byPowerOf2: k) - 1 }
        let tiny = powerOf2(-k)
        return k < 20
            ? scaled((1 - tiny) - (e - r), byPowerOf2: k)
            : scaled((r - (e + tiny)) + 1, byPowerOf2: k)
    }

    /// The hyperbolic tangent, from expm1.
    package static func tanh(_ x: Double) -> Double {
        if x.isNaN { return x }
        let magnitude = x.magnitude
        let value: Double
        if magnitude < 0x1p-28 {
            return x
        } else if magnitude >= 22 {
            value = 1
        } else if magnitude >= 1 {
            value = 1 - 2 / (expm1(2 * magnitude) + 2)
        } else {
            let t = expm1(-2 * magnitude)
            value = -t / (t + 2)
        }
        return x < 0 ? -value : value
    }

    // MARK: - Bits

    /// The integer nearest to x, halves to even, for |x| < 2^51.
    static func nearestInteger(_ x: Double) -> Double {
        // Adding 1.5 * 2^52 leaves no bits for a fraction.
        (x + 0x1.8p52) - 0x1.8p52
    }

    /// 2^n for a normal result, -1022 <= n <= 1023.
    static func powerOf2(_ n: Int) -> Double {
        Double(bitPattern: UInt64(truncatingIfNeeded: n + 1023) << 52)
    }

    /// x 2^n, for normal x and any n that exp can ask for; one rounding, where the result is subnormal.
    static func scaled(_ x: Double, byPowerOf2 n: Int) -> Double {
        if n > 1023 { return x * 0x1p1023 * powerOf2(min(n - 1023, 1023)) }
        if n < -1021 { return x * powerOf2(max(n + 54, -1022)) * 0x1p-54 }
        return x * powerOf2(n)
    }

    /// x with the lower 32 bits cleared: products of two such numbers with 21 bits are exact.
    static func upperWord(_ x: Double) -> Double {
        Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_0000_0000)
    }
}
