internal import NumericKernels

/// The Theta model as simple exponential smoothing around a line: the kernel of `theta`.
///
/// Symbols follow Fiorucci et al. 2016; omega = 1 - 1 / theta:
///
///     mu(t+1) = l(t) + omega ((1 - alpha)^t A(t) + (1 - (1 - alpha)^(t+1)) / alpha B(t))
///     l(t) = alpha y(t) + (1 - alpha) l(t-1)
///
/// A and B are intercept and slope of the regression line: of the whole history (the standard and the optimised
/// model), or of what is known at t (the dynamic ones), by the recursions
///
///     B(t) = ((t - 2) B(t-1) + 6 (y(t) - m(t-1)) / t) / (t + 1)
///     A(t) = m(t) - (t + 1) / 2 B(t),        m(t) the mean of the first t values
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
    let isDynamic: Bool

    /// The first errors follow from the start alone.
    static let firstError = 3

    /// - Precondition: the first and the last value are observed.
    init(_ values: ArraySlice<Double>, isDynamic: Bool) {
        isObserved = values.map { !$0.isNaN }
        y = Self.interpolated(Array(values))
        self.isDynamic = isDynamic
        (intercepts, slopes) = isDynamic ? Self.lines(y) : Self.line(y)
    }

    /// What is estimated for one alpha, and how well it fits.
    struct Fit {
        let alpha: Double
        let initialLevel: Double
        let omega: Double
        let sumOfSquares: Double
    }

    // MARK: - The regression

    /// The best initial level and omega for eight alphas; `omega` fixed or, when nil, free in 0...1.
    func fits(_ alphas: SIMD8<Double>, omega fixedOmega: Double?) -> [Fit] {
        let decay = 1 - alphas
        var level = SIMD8<Double>(repeating: y[0])
        // The weight of l(0) in the forecast of step t: (1 - alpha)^t.
        var u = SIMD8<Double>(repeating: 1)
        var (rr, ru, rv) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
        var (uu, uv, vv) = (rr, rr, rr)
        for t in y.indices {
            if t >= Self.firstError, isObserved[t] {
                let r = y[t] - level
                let v = u * intercepts[t] + (1 - u * decay) / alphas * slopes[t]
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
        return (0..<8).map { lane in
            let moments = Moments(
                rr: rr[lane], ru: ru[lane], rv: rv[lane], uu: uu[lane], uv: uv[lane], vv: vv[lane])
            let omega = fixedOmega ?? moments.bestOmega
            return Fit(
                alpha: alphas[lane], initialLevel: y[0] + moments.levelShift(omega), omega: omega,
                sumOfSquares: moments.sumOfSquares(omega))
        }
    }

    func fit(alpha: Double, omega: Double?) -> Fit {
        fits(SIMD8(repeating: alpha), omega: omega)[0]
    }

    /// Sums of products of the errors at l(0) = y(1), omega = 0 and of what moves them.
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

    /// Level, intercept and slope of the line, and the mean, after `count` values.
    struct State {
        var level: Double
        var intercept: Double
        var slope: Double
        var mean: Double
        var count: Double
        /// (1 - alpha)^count.
        var decayed: Double

        /// The forecast of the next step.
        func expected(_ fit: Fit) -> Double {
            let reach = (1 - decayed * (1 - fit.alpha)) / fit.alpha
            return level + fit.omega * (decayed * intercept + reach * slope)
        }

        mutating func advance(_ value: Double, alpha: Double, isDynamic: Bool) {
            level += alpha * (value - level)
            count += 1
            decayed *= 1 - alpha
            guard isDynamic else { return }
            slope = ((count - 2) * slope + 6 * (value - mean) / count) / (count + 1)
            mean += (value - mean) / count
            intercept = mean - (count + 1) / 2 * slope
        }
    }

    /// The state after the last value, and the counted errors in `errors`.
    func run(_ fit: Fit, errors: inout [Double]) -> State {
        var state = State(
            level: fit.initialLevel, intercept: intercepts[0], slope: slopes[0], mean: 0, count: 0, decayed: 1
        )
        for t in y.indices {
            // The first value has no line before it: its own mean is what the dynamic model starts from.
            if t >= Self.firstError, isObserved[t] { errors.append(y[t] - state.expected(fit)) }
            if isDynamic, t == 0 {
                state.level += fit.alpha * (y[0] - state.level)
                (state.mean, state.intercept, state.slope) = (y[0], y[0], 0)
                (state.count, state.decayed) = (1, 1 - fit.alpha)
            } else {
                state.advance(y[t], alpha: fit.alpha, isDynamic: isDynamic)
            }
        }
        return state
    }

    /// The forecasts of the steps after the last value, but for the first `unobserved` ones.
    func means(from start: State, _ fit: Fit, skipping unobserved: Int, horizon: Int) -> [Double] {
        var state = start
        let all = (0..<unobserved + horizon).map { _ in
            let expected = state.expected(fit)
            state.advance(expected, alpha: fit.alpha, isDynamic: isDynamic)
            return expected
        }
        return Array(all[unobserved...])
    }

    /// How many errors count.
    var errorCount: Int { isObserved.dropFirst(Self.firstError).count { $0 } }

    // MARK: - The lines

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
    private static func line(_ y: [Double]) -> (intercepts: [Double], slopes: [Double]) {
        let n = Double(y.count)
        let mean = Reductions.mean(y)
        var covariance = 0.0
        for (t, value) in y.enumerated() { covariance += (Double(t + 1) - (n + 1) / 2) * (value - mean) }
        let slope = n > 1 ? 12 * covariance / (n * (n * n - 1)) : 0
        let intercept = mean - (n + 1) / 2 * slope
        let count = y.count + 1
        return ([Double](repeating: intercept, count: count), [Double](repeating: slope, count: count))
    }

    /// The regression line of the first t values, for every t.
    private static func lines(_ y: [Double]) -> (intercepts: [Double], slopes: [Double]) {
        var intercepts = [0.0, y[0]]
        var slopes = [0.0, 0]
        var mean = y[0]
        for t in 1..<max(1, y.count) {
            let n = Double(t + 1)
            slopes.append(((n - 2) * slopes[t] + 6 * (y[t] - mean) / n) / (n + 1))
            mean += (y[t] - mean) / n
            intercepts.append(mean - (n + 1) / 2 * slopes[t + 1])
        }
        return (intercepts, slopes)
    }
}
