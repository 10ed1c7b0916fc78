/// Exponential smoothing with season in innovations form: the kernel of `holt_winters`.
///
/// Symbols follow Hyndman, Koehler, Ord & Snyder 2008, tables 2.2 and 2.3; m is the season length.
///
/// Additive (AAdA):                                     Multiplicative (MAdM), E = e(t) / mu(t):
///
///     mu(t) = l(t-1) + phi b(t-1) + s(t-m)             mu(t) = (l(t-1) + phi b(t-1)) s(t-m)
///     e(t) = y(t) - mu(t)                              e(t) = y(t) - mu(t)
///     l(t) = l(t-1) + phi b(t-1) + alpha e(t)          l(t) = (l(t-1) + phi b(t-1)) (1 + alpha E)
///     b(t) = phi b(t-1) + beta e(t)                    b(t) = phi b(t-1) + beta (l(t-1) + phi b(t-1)) E
///     s(t) = s(t-m) + gamma e(t)                       s(t) = s(t-m) (1 + gamma E)
///
/// with beta = alpha beta*: the recursions of Holt-Winters (FPP3, section 8.3) in error correction form.
///
/// **Missing values** An unobserved step has e = 0: level and trend advance, its season stays.
package struct SeasonalSmoothing {
    package var alpha: Double
    /// alpha beta*.
    package var beta: Double
    package var gamma: Double
    /// 1 without damping.
    package var phi: Double
    package var isMultiplicative: Bool

    package init(alpha: Double, beta: Double, gamma: Double, phi: Double, isMultiplicative: Bool) {
        (self.alpha, self.beta, self.gamma, self.phi) = (alpha, beta, gamma, phi)
        self.isMultiplicative = isMultiplicative
    }

    package struct State {
        package var level: Double
        package var trend: Double
        /// **Shape** `[m]`; the state of step t (from 0) is at t % m.
        package var seasons: [Double]

        package init(level: Double, trend: Double, seasons: [Double]) {
            (self.level, self.trend, self.seasons) = (level, trend, seasons)
        }
    }

    /// Runs over the history from `state`, which becomes the state after the last step, and hands every
    /// observed step's error and expectation to `record`.
    @inline(__always)
    func run(
        _ y: UnsafeBufferPointer<Double>, _ state: inout State, record: (_ e: Double, _ mu: Double) -> Void
    ) {
        let season = state.seasons.count
        var level = state.level
        var trend = state.trend
        var position = 0
        state.seasons.withUnsafeMutableBufferPointer { seasons in
            for value in y {
                let base = level + phi * trend
                let s = seasons[position]
                let mu = isMultiplicative ? base * s : base + s
                if value.isNaN {
                    (level, trend) = (base, phi * trend)
                } else {
                    let e = value - mu
                    record(e, mu)
                    // The error as level, trend and season see it.
                    let levelError = isMultiplicative ? e / s : e
                    level = base + alpha * levelError
                    trend = phi * trend + beta * levelError
                    seasons[position] = s + gamma * (isMultiplicative ? e / base : e)
                }
                position += 1
                if position == season { position = 0 }
            }
        }
        (state.level, state.trend) = (level, trend)
    }

    /// The sum of squared one-step errors; infinite where a multiplicative model leaves the positive numbers.
    func sumOfSquares(_ y: UnsafeBufferPointer<Double>, _ state: inout State) -> Double {
        var sum = 0.0
        var isPositive = true
        run(y, &state) { e, mu in
            sum += e * e
            if isMultiplicative, !(mu > 0) { isPositive = false }
        }
        return isPositive ? sum : .infinity
    }

    /// The forecasts of the steps after `length`.
    func means(from state: State, after length: Int, horizon: Int) -> [Double] {
        var power = 1.0
        var sum = 0.0
        return (0..<horizon).map { step in
            power *= phi
            sum += power
            let base = state.level + sum * state.trend
            let s = state.seasons[(length + step) % state.seasons.count]
            return isMultiplicative ? base * s : base + s
        }
    }
}
