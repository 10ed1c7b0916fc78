extension PortableMath {
    /// The error function.
    ///
    /// **Source** Cody 1969, "Rational Chebyshev approximations for the error function".
    package static func erf(_ x: Double) -> Double {
        if x.isNaN { return x }
        let magnitude = x.magnitude
        if magnitude <= erfSplit { return erfSmall(x) }
        let value = 1 - erfcTail(magnitude)
        return x < 0 ? -value : value
    }

    /// 1 - erf(x), without the cancellation for large x. Same source.
    package static func erfc(_ x: Double) -> Double {
        if x.isNaN { return x }
        let magnitude = x.magnitude
        if magnitude <= erfSplit { return 1 - erfSmall(x) }
        let value = erfcTail(magnitude)
        return x < 0 ? 2 - value : value
    }

    private static let erfSplit = 0.46875

    /// erf on |x| <= 0.46875.
    private static func erfSmall(_ x: Double) -> Double {
        let z = x.magnitude > 0x1p-54 ? x * x : 0
        let upper =
            (((1.85777706184603153e-1 * z + 3.16112374387056560e+0) * z + 1.13864154151050156e+2) * z
                + 3.77485237685302021e+2) * z + 3.20937758913846947e+3
        let lower =
            (((z + 2.36012909523441209e+1) * z + 2.44024637934444173e+2) * z + 1.28261652607737228e+3) * z
            + 2.84423683343917062e+3
        return x * upper / lower
    }

    /// erfc for x > 0.46875.
    private static func erfcTail(_ x: Double) -> Double {
        if x > 27.3 { return 0 }
        let ratio = x <= 4 ? erfcRatioMiddle(x) : erfcRatioFar(x)
        // e^(-x^2) in two factors, the first with an exact argument.
        let head = Double(Int(x * 16)) / 16
        let rest = (x - head) * (x + head)
        return exp(-head * head) * exp(-rest) * ratio
    }

    private static func erfcRatioMiddle(_ x: Double) -> Double {
        let upper: [8 of Double] = [
            5.64188496988670089e-1, 8.88314979438837594e+0, 6.61191906371416295e+1, 2.98635138197400131e+2,
            8.81952221241769090e+2, 1.71204761263407058e+3, 2.05107837782607147e+3, 1.23033935479799725e+3,
        ]
        let lower: [8 of Double] = [
            1.57449261107098347e+1, 1.17693950891312499e+2, 5.37181101862009858e+2, 1.62138957456669019e+3,
            3.29079923573345963e+3, 4.36261909014324716e+3, 3.43936767414372164e+3, 1.23033935480374942e+3,
        ]
        var numerator = 2.15311535474403846e-8
        var denominator = 1.0
        for i in 0..<8 {
            numerator = numerator * x + upper[i]
            denominator = denominator * x + lower[i]
        }
        return numerator / denominator
    }

    private static func erfcRatioFar(_ x: Double) -> Double {
        let z = 1 / (x * x)
        let upper: [5 of Double] = [
            3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
            6.58749161529837803e-4,
        ]
        let lower: [5 of Double] = [
            2.56852019228982242e+0, 1.87295284992346725e+0, 5.27905102951428412e-1, 6.05183413124413191e-2,
            2.33520497626869185e-3,
        ]
        var numerator = 1.63153871373020978e-2
        var denominator = 1.0
        for i in 0..<5 {
            numerator = numerator * z + upper[i]
            denominator = denominator * z + lower[i]
        }
        let inverseRootPi = 5.6418958354775628695e-1
        return (inverseRootPi - z * numerator / denominator) / x
    }

    /// log of the gamma function, for x > 0; infinity at 0, NaN below.
    ///
    /// **Numerics** The argument is raised to at least 12 by the recurrence, then Stirling's series with
    /// eight terms (DLMF 5.11.1; the first omitted one is below 1e-17). The error is up to 1.8 ulp of the
    /// larger of the value and 17, the size of the terms that cancel: absolute, not relative, near the
    /// zeros at 1 and 2.
    package static func lgamma(_ x: Double) -> Double {
        if x.isNaN || x < 0 { return .nan }
        if x == 0 || x == .infinity { return .infinity }
        if x == 1 || x == 2 { return 0 }
        var shifted = x
        var product = 1.0
        while shifted < 12 {
            product *= shifted
            shifted += 1
        }
        let value = (shifted - 0.5) * (log(shifted) - 1) + stirlingTail(shifted)
        return product == 1 ? value : value - log(product)
    }

    /// log Gamma(x) - (x - 1/2) (log x - 1).
    private static func stirlingTail(_ x: Double) -> Double {
        let z = 1 / (x * x)
        let head = 1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188))))
        let z5 = z * z * z * z * z
        let tail = z5 * (-691.0 / 360_360 + z * (1.0 / 156 + z * (-3617.0 / 122_400)))
        // (log 2 pi - 1) / 2, since (x - 1/2) (log x - 1) already holds -x + 1/2.
        return 4.1893853320467274178e-1 + (head + tail) / x
    }
}
