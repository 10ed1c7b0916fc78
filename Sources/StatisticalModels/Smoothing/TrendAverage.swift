internal import NumericKernels

/// Holt's method and the damped trend, averaged over their smoothing parameters by how well each set of them fits.
///
///     forecast of step h = sum of w (l + (phi + ... + phi^h) b),   w proportional to exp(-T/2 log SSE(alpha, beta*, phi))
///
/// What `LevelAverage` is for a level. Twenty yearly values hardly tell one trend from another: the best set of parameters is one
/// of many that fit as well, and its trend is the one that chance made longest or shortest.
///
/// **Grid** Alphas are dense near 1, where the level of a random walk is; beta* near 0, where a trend that lasts is.
/// Phi goes down to a half, with which a trend is over after three steps: so that hardly any trend is among what is averaged.
/// **Start** Level and trend with the least squares for every set, or the first values. The mean of both is no better here
/// (`docs/models.md`).
/// **Missing values** The state advances along its own forecast.
/// **Numerics** Sums of squares enter as ratios to the least one. The errors are linear in the start, so that each pass finds the best
/// one by a regression (`TrendPass`).
/// **Complexity** O(640 T) damped, O(128 T) Holt, eight sets at a time.
struct TrendAverage {
    /// The means of the smoothing parameters.
    let alpha: Double
    /// beta*.
    let beta: Double
    let phi: Double
    private let parts: [Part]

    /// Weighted sums of the states of one phi, whose weights sum to 1 over all parts.
    private struct Part {
        let phi: Double
        var level = 0.0
        var trend = 0.0
    }

    static let alphas: [Double] = (0..<16).map { index in
        let distance = Double(index) / 15
        return 0.99 - 0.97 * distance * distance
    }
    static let betas = [1e-4, 0.01, 0.03, 0.08, 0.16, 0.3, 0.5, 0.8]
    static let phis = [0.5, 0.65, 0.8, 0.89, 0.98]

    /// - Parameters:
    ///   - beta, phi: beta* and phi, where they are not averaged.
    ///   - isFromFirstValues: b(0) = y(2) - y(1), l(0) = y(1) - phi b(0).
    /// - Precondition: y[0] is observed.
    /// - Returns: nil when no sum of squares is a number.
    init?(_ y: UnsafeBufferPointer<Double>, beta: Double?, phi: Double?, isFromFirstValues: Bool) {
        let sets = Sets(betas: beta.map { [$0] } ?? Self.betas, phis: phi.map { [$0] } ?? Self.phis)
        let slope = isFromFirstValues ? Self.firstSlope(y) : nil
        let fits = stride(from: 0, to: sets.count, by: 8).flatMap { Self.fits(y, sets, from: $0, slope) }
            .prefix(sets.count)
        let least = fits.reduce(Double.infinity) { Double.minimum($0, $1.sumOfSquares) }
        guard least.isFinite else { return nil }
        let count = y.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        var parts = sets.phis.map { Part(phi: $0) }
        var (total, alpha, beta, phi) = (0.0, 0.0, 0.0, 0.0)
        for (index, fit) in fits.enumerated() where fit.sumOfSquares.isFinite {
            // A perfect fit takes all.
            let ratio = fit.sumOfSquares == least ? 1 : fit.sumOfSquares / least
            let weight = PortableMath.exp(-0.5 * count * PortableMath.log(ratio))
            let set = sets[index]
            total += weight
            alpha += weight * set.alpha
            beta += weight * set.beta
            phi += weight * set.phi
            parts[set.part].level += weight * fit.level
            parts[set.part].trend += weight * fit.trend
        }
        for index in parts.indices {
            parts[index].level /= total
            parts[index].trend /= total
        }
        (self.parts, self.alpha, self.beta, self.phi) = (parts, alpha / total, beta / total, phi / total)
    }

    /// The averaged forecasts of the next steps.
    func means(horizon: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: horizon)
        for part in parts {
            var power = 1.0
            var reach = 0.0
            for step in sums.indices {
                power *= part.phi
                reach += power
                sums[step] += part.level + reach * part.trend
            }
        }
        return sums
    }

    // MARK: - The grid

    private struct Sets {
        let betas: [Double]
        let phis: [Double]

        var count: Int { alphas.count * betas.count * phis.count }

        /// Beta*, and the place of phi among `phis`.
        subscript(index: Int) -> (alpha: Double, beta: Double, phi: Double, part: Int) {
            let (rest, beta) = index.quotientAndRemainder(dividingBy: betas.count)
            let (part, alpha) = rest.quotientAndRemainder(dividingBy: alphas.count)
            return (alphas[alpha], betas[beta], phis[part], part)
        }
    }

    /// One set's sum of squares and last state.
    private struct Fit {
        let sumOfSquares: Double
        let level: Double
        let trend: Double
    }

    // MARK: - Eight sets at a time

    /// - Parameter slope: b(0) of the first values; nil for least squares.
    private static func fits(
        _ y: UnsafeBufferPointer<Double>, _ sets: Sets, from first: Int, _ slope: Double?
    ) -> [Fit] {
        var (alpha, beta, phi) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
        for lane in 0..<8 {
            let set = sets[min(sets.count - 1, first + lane)]
            alpha[lane] = set.alpha
            beta[lane] = set.alpha * set.beta
            phi[lane] = set.phi
        }
        let start = SIMD8<Double>(repeating: slope ?? 0)
        let pass = TrendPass(
            y, level: y[0] - phi * start, trend: start, alpha: alpha, beta: beta, phi: phi)
        return (0..<8).map { lane in
            guard slope == nil else {
                return Fit(sumOfSquares: pass.ee[lane], level: pass.level[lane], trend: pass.trend[lane])
            }
            let start = pass.bestStart(lane)
            let (level, trend) = pass.lastState(lane, from: start)
            return Fit(sumOfSquares: start.sumOfSquares, level: level, trend: trend)
        }
    }

    private static func firstSlope(_ y: UnsafeBufferPointer<Double>) -> Double {
        y.indices.dropFirst().first { !y[$0].isNaN }.map { (y[$0] - y[0]) / Double($0) } ?? 0
    }
}
