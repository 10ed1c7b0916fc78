/// Student's t distribution with real degrees of freedom.
///
/// **Numerics** Goals in this order: the same bits everywhere (portable functions only), a relative error of tails
/// below 1e-12 for degrees of freedom from 1 to 1e4 and below 1e-9 to 1e7, quantiles as good. Beyond 1e7 the normal distribution
/// differs by less than 1e-7 of a quantile and takes its place.
package enum StudentT {
    /// Beyond them the distribution is taken for normal.
    private static let mostDegrees = 1e7

    /// P(T > t).
    ///
    /// **Source** Abramowitz & Stegun 1964, 26.5.27: I_x(df/2, 1/2) / 2 at x = df / (df + t^2), for t > 0.
    package static func upperTail(_ t: Double, degreesOfFreedom df: Double) -> Double {
        guard !t.isNaN, df > 0 else { return .nan }
        if t < 0 { return 1 - upperTail(-t, degreesOfFreedom: df) }
        if t == .infinity { return 0 }
        if df > mostDegrees { return NormalDistribution.cdf(-t) }
        let square = t * t
        if !square.isFinite { return 0 }
        // The front factor x^a (1-x)^(1/2) / B(a, 1/2), free of cancellation where t^2 is small beside df.
        let a = 0.5 * df
        let front =
            PortableMath.exp(-a * PortableMath.log1p(square / df)) * (square / (df + square)).squareRoot()
            * gammaRatio(a) * inverseRootPi
        let x = df / (df + square)
        guard x < (a + 1) / (a + 2.5) else {
            return 0.5 - front * betaFraction(0.5, a, square / (df + square))
        }
        return 0.5 * front * betaFraction(a, 0.5, x) / a
    }

    /// The t with P(T > t) = p, for p in (0, 1/2]; infinite at 0, NaN outside.
    ///
    /// **Numerics** Newton's method on log P against log t, nearly a line for heavy tails, kept inside a bracket.
    package static func upperQuantile(_ p: Double, degreesOfFreedom df: Double) -> Double {
        guard p >= 0, p <= 0.5, df > 0 else { return .nan }
        if p == 0 { return .infinity }
        if p == 0.5 { return 0 }
        if df > mostDegrees { return -NormalDistribution.quantile(p) }
        var low = 0.0
        var high = max(1, -NormalDistribution.quantile(p))
        while high.isFinite, upperTail(high, degreesOfFreedom: df) > p {
            low = high
            high *= 2
        }
        guard high.isFinite else { return .infinity }
        var t = high
        for _ in 0..<200 {
            let tail = upperTail(t, degreesOfFreedom: df)
            if tail > p { low = t } else { high = t }
            let slope = -density(t, degreesOfFreedom: df) * t / tail
            let step = PortableMath.log(tail / p) / slope
            var next = t * PortableMath.exp(-step)
            if !(next > low && next < high) { next = 0.5 * (low + high) }
            if (next - t).magnitude <= 4 * t.ulp { return next }
            t = next
        }
        return t
    }

    private static func density(_ t: Double, degreesOfFreedom df: Double) -> Double {
        PortableMath.exp(-0.5 * (df + 1) * PortableMath.log1p(t * t / df)) * gammaRatio(0.5 * df)
            * inverseRootPi / df.squareRoot()
    }

    private static let inverseRootPi = 0.56418958354775628695

    /// Gamma(a + 1/2) / Gamma(a).
    ///
    /// **Numerics** For large a the difference of two large logarithms would leave few digits; the series in 1/a
    /// (Tricomi & Erdélyi 1951) has an error below 1e-14 from 50 on.
    private static func gammaRatio(_ a: Double) -> Double {
        guard a >= 50 else {
            return PortableMath.exp(PortableMath.lgamma(a + 0.5) - PortableMath.lgamma(a))
        }
        let z = 1 / a
        let odd = 5.0 / 1024 + z * (-21.0 / 32_768 + z * (-399.0 / 262_144 + z * (869.0 / 4_194_304)))
        return a.squareRoot() * (1 + z * (-1.0 / 8 + z * (1.0 / 128 + z * odd)))
    }

    /// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func awayFromZero(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
        var product = d
        for m in 1...10_000 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / awayFromZero(1 + even * d)
            c = awayFromZero(1 + even / c)
            product *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / awayFromZero(1 + odd * d)
            c = awayFromZero(1 + odd / c)
            product *= d * c
            if (d * c - 1).magnitude <= 1e-16 { break }
        }
        return product
    }
}
