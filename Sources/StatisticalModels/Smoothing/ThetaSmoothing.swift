internal import NumericKernels

/// The Theta model as simple exponential smoothing around a line: the kernel of `theta`.
///
/// Symbols follow Fiorucci et al. 2016; omega = 1 - 1 / theta:
///
///     mu(t+1) = l(t) + omega ((1 - alpha)^t A(t) + (1 - (1 - alpha)^(t+1)) / alpha B(t))
///     l(t) = alpha y(t) + (1 - alpha) l(t-1)
///
/// A and B are intercept and slope of the regression line: of the whole history (the standard and the optimised
/// model), or of what is known at t (`DiscountedLine`; the dynamic and the recent one).
///
/// **Numerics** The lines do not depend on what is estimated, and the errors are linear in l(0) and omega. So for
/// given alpha the best l(0) and omega are a regression with two unknowns; others search for all three.
///
/// **Source** Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, "Models for optimising the theta method and
/// their relationship to state space models", equations 2 to 17; errors count from the fourth on, as there.
struct ThetaSmoothing {
    /// The history without gaps: what was not observed is interpolated, and its errors do not count.
    let y: [Double]
    private let isObserved: [Bool]
    /// Intercept and slope known after so many values, from 0. **Shape** `[count + 1]`.
    private let intercepts: [Double]
    private let slopes: [Double]
    /// After all values; nil where one line is that of the whole history.
    private let line: DiscountedLine?

    /// The first errors follow from the start alone.
    static let firstError = 3

    /// - Parameter discount: what is left of a value's weight in the line after a step; nil for one line of the whole history.
    /// - Precondition: the first and the last value are observed.
    init(_ values: ArraySlice<Double>, discount: Double?) {
        isObserved = values.map { !$0.isNaN }
        let y = Self.interpolated(Array(values))
        self.y = y
        guard let discount else {
            let (intercept, slope) = Self.line(y)
            intercepts = [Double](repeating: intercept, count: y.count + 1)
            slopes = [Double](repeating: slope, count: y.count + 1)
            line = nil
            return
        }
        var line = DiscountedLine(discount: discount)
        let known = y.map { value in
            line.add(value)
            return line.coefficients
        }
        // Before the first value there is none.
        intercepts = [0] + known.map(\.intercept)
        slopes = [0] + known.map(\.slope)
        self.line = line
    }

    /// What is estimated for one alpha, and how well it fits.
    struct Fit {
        let alpha: Double
        /// The initial level.
        let start: Double
        let omega: Double
        let sumOfSquares: Double
        /// After the last value.
        fileprivate let level: Double
        /// (1 - alpha)^n.
        fileprivate let decayed: Double
    }

    /// The initial level: that with the least squares, or the first value.
    enum Start { case leastSquares, firstValue }

    // MARK: - The regression

    /// The best initial level and omega for eight alphas; `omega` fixed or, when nil, free in 0...1. Alpha by alpha for every start.
    func fits(_ alphas: SIMD8<Double>, omega fixedOmega: Double?, starts: [Start] = [.leastSquares]) -> [Fit]
    {
        let decay = 1 - alphas
        let inverse = 1 / alphas
        var level = SIMD8<Double>(repeating: y[0])
        // The weight of l(0) in the forecast of step t: (1 - alpha)^t.
        var u = SIMD8<Double>(repeating: 1)
        var (rr, ru, rv) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
        var (uu, uv, vv) = (rr, rr, rr)
        for t in y.indices {
            if t >= Self.firstError, isObserved[t] {
                let r = y[t] - level
                let v = u * intercepts[t] + (1 - u * decay) * inverse * slopes[t]
                rr += r * r
                ru += r * u
                rv += r * v
                uu += u * u
                uv += u * v
                vv += v * v
            }
            level += alphas * (y[t] - level)
            u *= decay
        }
        return starts.flatMap { start in
            (0..<8).map { lane in
                let isFree = start == .leastSquares
                let moments = Moments(
                    rr: rr[lane], ru: isFree ? ru[lane] : 0, rv: rv[lane], uu: isFree ? uu[lane] : 0,
                    uv: isFree ? uv[lane] : 0, vv: vv[lane])
                let omega = fixedOmega ?? moments.bestOmega
                let shift = moments.levelShift(omega)
                return Fit(
                    alpha: alphas[lane], start: y[0] + shift, omega: omega,
                    sumOfSquares: moments.sumOfSquares(omega), level: level[lane] + shift * u[lane],
                    decayed: u[lane])
            }
        }
    }

    func fit(alpha: Double, omega: Double?) -> Fit {
        fits(SIMD8(repeating: alpha), omega: omega)[0]
    }

    /// Sums of products of the errors at l(0) = y(1), omega = 0 and of what moves them; those with u are 0 where l(0) stays.
    private struct Moments {
        let (rr, ru, rv, uu, uv, vv): (Double, Double, Double, Double, Double, Double)

        init(rr: Double, ru: Double, rv: Double, uu: Double, uv: Double, vv: Double) {
            (self.rr, self.ru, self.rv, self.uu, self.uv, self.vv) = (rr, ru, rv, uu, uv, vv)
        }

        /// The least squares within 0...1: the sum is a parabola in omega, so the nearer end is best beyond it.
        var bestOmega: Double {
            let curvature = vv - (uu > 0 ? uv * uv / uu : 0)
            guard curvature > 1e-10 * vv else { return 0 }
            return max(0, min(1, (rv - (uu > 0 ? ru * uv / uu : 0)) / curvature))
        }

        func levelShift(_ omega: Double) -> Double { uu > 0 ? (ru - omega * uv) / uu : 0 }

        func sumOfSquares(_ omega: Double) -> Double {
            let shift = levelShift(omega)
            return max(0, rr - 2 * omega * rv + omega * omega * vv - shift * (ru - omega * uv))
        }
    }

    // MARK: - The forecast

    /// Adds the errors that count of every fit, times its weight, to `sums`. **Shape** `[errorCount]`.
    func addErrors(of fits: [(fit: Fit, weight: Double)], to sums: inout [Double]) {
        for first in stride(from: 0, to: fits.count, by: 8) {
            // Empty lanes weigh nothing.
            var (alphas, weights) = (SIMD8<Double>(repeating: 0.5), SIMD8<Double>())
            var (shifts, omegas) = (weights, weights)
            for (lane, (fit, weight)) in fits[first..<min(fits.count, first + 8)].enumerated() {
                alphas[lane] = fit.alpha
                weights[lane] = weight
                shifts[lane] = weight * (fit.start - y[0])
                omegas[lane] = weight * fit.omega
            }
            let decay = 1 - alphas
            let inverse = 1 / alphas
            var level = SIMD8<Double>(repeating: y[0])
            var u = SIMD8<Double>(repeating: 1)
            var place = 0
            for t in y.indices {
                if t >= Self.firstError, isObserved[t] {
                    let v = u * intercepts[t] + (1 - u * decay) * inverse * slopes[t]
                    sums[place] += (weights * (y[t] - level) - shifts * u - omegas * v).sum()
                    place += 1
                }
                level += alphas * (y[t] - level)
                u *= decay
            }
        }
    }

    /// The forecasts of the steps after the last value, but for the first `unobserved` ones: each counts as a value for the next.
    func means(_ fit: Fit, skipping unobserved: Int, horizon: Int) -> [Double] {
        var (level, decayed, line) = (fit.level, fit.decayed, line)
        var (intercept, slope) = (intercepts[y.count], slopes[y.count])
        let all = (0..<unobserved + horizon).map { _ in
            let reach = (1 - decayed * (1 - fit.alpha)) / fit.alpha
            let expected = level + fit.omega * (decayed * intercept + reach * slope)
            level += fit.alpha * (expected - level)
            decayed *= 1 - fit.alpha
            line?.add(expected)
            if let line { (intercept, slope) = line.coefficients }
            return expected
        }
        return Array(all[unobserved...])
    }

    /// How many errors count.
    var errorCount: Int { isObserved.dropFirst(Self.firstError).count { $0 } }

    // MARK: - Preparation

    /// Linear between the observed values around a gap.
    private static func interpolated(_ values: [Double]) -> [Double] {
        var result = values
        var last = 0
        for t in result.indices where !result[t].isNaN {
            for gap in last + 1..<max(t, last + 1) {
                let share = Double(gap - last) / Double(t - last)
                result[gap] = result[last] + share * (result[t] - result[last])
            }
            last = t
        }
        return result
    }

    /// The regression line of the whole history, at every t.
    private static func line(_ y: [Double]) -> (intercept: Double, slope: Double) {
        let n = Double(y.count)
        let mean = Reductions.mean(y)
        var covariance = 0.0
        for (t, value) in y.enumerated() { covariance += (Double(t + 1) - (n + 1) / 2) * (value - mean) }
        let slope = n > 1 ? 12 * covariance / (n * (n * n - 1)) : 0
        return (mean - (n + 1) / 2 * slope, slope)
    }
}
