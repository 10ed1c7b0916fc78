internal import NumericKernels

/// How likely a history is under an exponential-smoothing model, and the initial states that make it most likely.
///
/// With normal errors whose variance is profiled out, minus twice the logarithm of the likelihood is, but for a
/// constant,
///
///     L = n log(sum of r(t)^2) + 2 sum of log mu(t),   r = e / mu      (relative errors)
///     L = n log(sum of e(t)^2)                                        (errors that add)
///
/// The recursions of the point forecast are those of `SeasonalSmoothing`, whatever the error is.
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, equation 5.3.
struct ETSLikelihood {
    let form: ETSForm
    /// From the first observed value on.
    let y: [Double]
    /// 1 without season.
    let season: Int
    private let observedCount: Double

    init(form: ETSForm, y: [Double], season: Int) {
        self.form = form
        self.y = y
        self.season = form.season == .none ? 1 : season
        observedCount = y.reduce(0) { $1.isNaN ? $0 : $0 + 1 }
    }

    /// The weights of `SeasonalSmoothing` from alpha, beta*, gamma's share of 1 - alpha, and phi.
    func smoothing(_ parameters: [Double]) -> SeasonalSmoothing {
        SeasonalSmoothing(
            alpha: parameters[0], beta: form.trend == .none ? 0 : parameters[0] * parameters[1],
            gamma: form.season == .none ? 0 : parameters[2] * (1 - parameters[0]),
            phi: form.trend == .damped ? parameters[3] : 1, isMultiplicative: form.season == .multiplicative)
    }

    /// L; infinite where a relative error leaves the positive numbers. `state` becomes the last one.
    func minusTwoLogLikelihood(
        _ smoothing: SeasonalSmoothing, _ state: inout SeasonalSmoothing.State
    ) -> Double {
        var sum = 0.0
        var logs = LogarithmSum()
        y.withUnsafeBufferPointer { y in
            if form.hasRelativeError {
                smoothing.run(y, &state) { e, mu in
                    let r = e / mu
                    sum += r * r
                    logs.add(mu)
                }
            } else {
                smoothing.run(y, &state) { e, _ in sum += e * e }
            }
        }
        guard logs.isDefined, sum.isFinite else { return .infinity }
        // A perfect fit is as good as any other one.
        let spread = observedCount * PortableMath.log(max(sum, 1e-30))
        return form.hasRelativeError ? spread + 2 * logs.value : spread
    }

    /// Where the initial states are looked for: a line and a seasonal figure fitted to the history.
    func firstState() -> SeasonalSmoothing.State {
        var state = y.withUnsafeBufferPointer {
            SeasonalStart.state($0, season: season, isMultiplicative: form.season == .multiplicative)
        }
        if form.season == .none {
            state.level += state.seasons[0]
            state.seasons[0] = 0
        }
        guard form.trend == .none else { return state }
        // The level in the middle of the line: without a trend that is its mean.
        let middle = state.trend * Double(y.count + 1) / 2
        state.level += middle
        state.trend = 0
        return state
    }

    // MARK: - The best initial states

    /// Moves `state` to the most likely initial state for these weights, by Newton's method with the Hessian of
    /// Gauss: exact in one step where errors are linear in the states (all models whose season and error add).
    /// Returns L. **Complexity** O(steps T k^2) for k states.
    func improve(
        _ state: inout SeasonalSmoothing.State, _ smoothing: SeasonalSmoothing, steps: Int
    ) -> Double {
        var best = value(state, smoothing)
        for _ in 0..<steps {
            guard let step = newtonStep(state, smoothing) else { return best }
            var length = 1.0
            var isBetter = false
            for _ in 0..<6 {
                let trial = moved(state, by: step, length)
                let reached = value(trial, smoothing)
                if reached < best {
                    isBetter = best - reached > 1e-8 * max(1, best.magnitude)
                    (state, best) = (trial, reached)
                    break
                }
                length /= 2
            }
            if !isBetter { return best }
        }
        return best
    }

    func value(_ start: SeasonalSmoothing.State, _ smoothing: SeasonalSmoothing) -> Double {
        var state = start
        return minusTwoLogLikelihood(smoothing, &state)
    }

    private func moved(
        _ state: SeasonalSmoothing.State, by step: [Double], _ length: Double
    ) -> SeasonalSmoothing.State {
        var result = state
        result.level += length * step[0]
        let hasTrend = form.trend != .none
        if hasTrend { result.trend += length * step[1] }
        for j in 0..<(season - 1) { result.seasons[j] += length * step[(hasTrend ? 2 : 1) + j] }
        return result
    }

    /// -H^-1 g of L in level, trend and all seasonal states but the last, which the level stands for.
    private func newtonStep(_ start: SeasonalSmoothing.State, _ smoothing: SeasonalSmoothing) -> [Double]? {
        let count = form.stateCount(season: season)
        var normal = NormalSums(count: count)
        var tangent = StateTangent(width: normal.width, season: season, hasTrend: form.trend != .none)
        var state = start
        var sum = 0.0
        // d(2 log mu), for relative errors.
        var logGradient = [SIMD4<Double>](repeating: .zero, count: normal.width)
        var row = logGradient
        var scaled = row
        for (t, value) in y.enumerated() {
            let position = t % season
            let base = state.level + smoothing.phi * state.trend
            let s = state.seasons[position]
            let mu = smoothing.isMultiplicative ? base * s : base + s
            tangent.expect(position, base: base, s: s, smoothing, into: &row)
            let e = value.isNaN ? 0 : value - mu
            if !value.isNaN {
                guard mu > 0 || !form.hasRelativeError else { return nil }
                // de = -dmu, and dr = -y dmu / mu^2.
                let r = form.hasRelativeError ? e / mu : e
                let slope = form.hasRelativeError ? -value / (mu * mu) : -1
                sum += r * r
                for k in row.indices { scaled[k] = slope * row[k] }
                normal.add(scaled, r)
                if form.hasRelativeError {
                    for k in row.indices { logGradient[k] += row[k] / mu }
                }
            }
            tangent.advance(position, row, e: e, base: base, s: s, isObserved: !value.isNaN, smoothing)
            let levelError = smoothing.isMultiplicative ? e / s : e
            state.level = base + smoothing.alpha * levelError
            state.trend = smoothing.phi * state.trend + smoothing.beta * levelError
            state.seasons[position] = s + smoothing.gamma * (smoothing.isMultiplicative ? e / base : e)
        }
        guard sum > 0, sum.isFinite else { return nil }
        // L = n log S + 2 sum log mu: g = 2 n / S J'r + 2 sum dmu / mu, H = 2 n / S J'J.
        let weight = sum / observedCount
        if form.hasRelativeError { normal.addToGradient(logGradient, weight) }
        return normal.equations().step()
    }
}

/// The derivatives of the states by the initial ones, carried along.
private struct StateTangent {
    /// Vectors of four that hold a derivative by each initial state.
    private let width: Int
    /// Those of level, trend, level + phi trend, and the seasons. **Shape** `[3 + m, width]`.
    private var states: [SIMD4<Double>]

    init(width: Int, season: Int, hasTrend: Bool) {
        self.width = width
        states = [SIMD4<Double>](repeating: .zero, count: (3 + season) * width)
        states[0][0] = 1
        if hasTrend { states[width][1] = 1 }
        for j in 0..<(season - 1) {
            let own = (hasTrend ? 2 : 1) + j
            states[first(ofSeason: j) + own / 4][own % 4] = 1
        }
    }

    private func first(ofSeason position: Int) -> Int { (3 + position) * width }

    /// The derivative of mu.
    mutating func expect(
        _ position: Int, base value: Double, s: Double, _ smoothing: SeasonalSmoothing,
        into row: inout [SIMD4<Double>]
    ) {
        let season = first(ofSeason: position)
        for k in 0..<width {
            let base = states[k] + smoothing.phi * states[width + k]
            states[2 * width + k] = base
            row[k] =
                smoothing.isMultiplicative
                ? base * s + value * states[season + k] : base + states[season + k]
        }
    }

    mutating func advance(
        _ position: Int, _ row: [SIMD4<Double>], e: Double, base value: Double, s: Double, isObserved: Bool,
        _ smoothing: SeasonalSmoothing
    ) {
        let season = first(ofSeason: position)
        for k in 0..<width {
            let (base, ds) = (states[2 * width + k], states[season + k])
            let de = isObserved ? -row[k] : .zero
            var (levelError, seasonError) = (de, de)
            if smoothing.isMultiplicative {
                levelError = (de - e * ds / s) / s
                seasonError = (de - e * base / value) / value
            }
            states[k] = base + smoothing.alpha * levelError
            states[width + k] = smoothing.phi * states[width + k] + smoothing.beta * levelError
            states[season + k] = ds + smoothing.gamma * seasonError
        }
    }
}
