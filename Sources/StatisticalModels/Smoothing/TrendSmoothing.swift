/// Exponential smoothing without season in innovations form: the kernel of `ses`, `holt` and `damped`.
///
/// Symbols follow Hyndman, Koehler, Ord & Snyder 2008, table 2.2, models ANN, AAN and AAdN:
///
///     e(t) = y(t) - l(t-1) - phi b(t-1)         the one-step error
///     l(t) = l(t-1) + phi b(t-1) + alpha e(t)   the level
///     b(t) = phi b(t-1) + beta e(t)             the trend; beta = alpha beta*
///
/// **Missing values** An unobserved step has e = 0: the state advances along its own forecast.
struct TrendSmoothing {
    var alpha: Double
    /// alpha beta*.
    var beta: Double
    /// 1 without damping; ignored without trend.
    var phi: Double
    var hasTrend: Bool

    struct State: Equatable {
        var level: Double
        var trend: Double
    }

    /// The initial state with the least sum of squared one-step errors, and that sum.
    ///
    /// **Numerics** The errors are linear in the initial state, so the best one is a regression with one or
    /// two unknowns: exact, where a search would have to find it. The regression is on the deviation from
    /// `reference`, which keeps the sums free of cancellation. Where the data cannot tell the trend from the
    /// level, the trend starts at 0.
    func leastSquaresStart(_ y: UnsafeBufferPointer<Double>, reference: Double) -> (
        State, sumOfSquares: Double
    ) {
        hasTrend ? startWithTrend(y, reference: reference) : startWithLevel(y, reference: reference)
    }

    private func startWithLevel(
        _ y: UnsafeBufferPointer<Double>, reference: Double
    ) -> (State, sumOfSquares: Double) {
        // u: how much a unit of l(0) adds to the forecast of y(t).
        var level = reference
        var u = 1.0
        var ee = 0.0
        var eu = 0.0
        var uu = 0.0
        let decay = 1 - alpha
        for value in y where !value.isNaN {
            let e = value - level
            ee += e * e
            eu += e * u
            uu += u * u
            level += alpha * e
            u *= decay
        }
        let shift = eu / uu
        return (State(level: reference + shift, trend: 0), max(0, ee - shift * eu))
    }

    private func startWithTrend(
        _ y: UnsafeBufferPointer<Double>, reference: Double
    ) -> (State, sumOfSquares: Double) {
        // Two lanes alike: a vector register holds two numbers.
        let pass = TrendPass<SIMD2<Double>>(
            y, level: SIMD2(repeating: reference), trend: SIMD2(), alpha: SIMD2(repeating: alpha),
            beta: SIMD2(repeating: beta), phi: SIMD2(repeating: phi))
        let best = pass.bestStart(0)
        return (State(level: reference + best.levelShift, trend: best.trendShift), best.sumOfSquares)
    }

    /// The state after the last step, and the errors of the observed ones in `residuals`.
    func run(_ y: UnsafeBufferPointer<Double>, from start: State, residuals: inout [Double]) -> State {
        var state = start
        residuals.removeAll(keepingCapacity: true)
        for value in y {
            let expected = state.level + (hasTrend ? phi * state.trend : 0)
            let e = value.isNaN ? 0 : value - expected
            if !value.isNaN { residuals.append(e) }
            state.level = expected + alpha * e
            if hasTrend { state.trend = phi * state.trend + beta * e }
        }
        return state
    }

    /// The sum of squared errors from a given start.
    func sumOfSquares(_ y: UnsafeBufferPointer<Double>, from start: State) -> Double {
        var state = start
        var sum = 0.0
        for value in y {
            let expected = state.level + (hasTrend ? phi * state.trend : 0)
            let e = value.isNaN ? 0 : value - expected
            sum += e * e
            state.level = expected + alpha * e
            if hasTrend { state.trend = phi * state.trend + beta * e }
        }
        return sum
    }

    /// The forecast of the next steps from a state: l + (phi + ... + phi^h) b.
    func means(from state: State, horizon: Int) -> [Double] {
        var power = 1.0
        var sum = 0.0
        return (0..<horizon).map { _ in
            guard hasTrend else { return state.level }
            power *= phi
            sum += power
            return state.level + sum * state.trend
        }
    }
}
