internal import NumericKernels

/// Forecasts of the Theta model averaged over alpha by how well each alpha fits, with the initial level and theta that are best for it.
///
///     forecast = sum of w(alpha) forecast(alpha),   w proportional to exp(-n/2 log SSE(alpha)), n the errors that count
///
/// As `LevelAverage` for a level: on a short series many alphas fit nearly alike, and the best one is among them by chance.
/// The alphas are dense near 1, where the series is a random walk and its end says all.
///
/// **Numerics** Sums of squares enter as ratios to the least one.
/// **Complexity** O(24 T).
struct ThetaAverage {
    /// The means of alpha and of 1 - 1 / theta.
    let alpha: Double
    let omega: Double
    private let members: [(fit: ThetaSmoothing.Fit, weight: Double)]

    static let alphas: [Double] = (0..<24).map { index in
        let distance = Double(index) / 23
        return 0.99 - 0.89 * distance * distance
    }
    /// Less than this changes no digit that is shown.
    private static let leastWeight = 1e-9

    /// - Parameter omega: fixed or, when nil, the best one for every alpha.
    /// - Returns: nil when no sum of squares is a number.
    init?(_ smoothing: ThetaSmoothing, omega fixedOmega: Double?) {
        let fits = stride(from: 0, to: Self.alphas.count, by: 8).flatMap {
            smoothing.fits(SIMD8(Self.alphas[$0..<$0 + 8]), omega: fixedOmega)
        }
        let least = fits.reduce(Double.infinity) { Double.minimum($0, $1.sumOfSquares) }
        guard least.isFinite else { return nil }
        let count = Double(smoothing.errorCount)
        var members: [(fit: ThetaSmoothing.Fit, weight: Double)] = []
        for fit in fits where fit.sumOfSquares.isFinite {
            // A perfect fit takes all.
            let ratio = fit.sumOfSquares == least ? 1 : fit.sumOfSquares / least
            let weight = PortableMath.exp(-0.5 * count * PortableMath.log(ratio))
            if weight >= Self.leastWeight { members.append((fit, weight)) }
        }
        let total = members.reduce(0) { $0 + $1.weight }
        self.members = members.map { ($0.fit, $0.weight / total) }
        alpha = self.members.reduce(0) { $0 + $1.weight * $1.fit.alpha }
        omega = self.members.reduce(0) { $0 + $1.weight * $1.fit.omega }
    }

    /// The averaged forecasts of the steps after the last value, but for the first `unobserved` ones.
    func means(_ smoothing: ThetaSmoothing, skipping unobserved: Int, horizon: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: horizon)
        var errors: [Double] = []
        for (fit, weight) in members {
            errors.removeAll(keepingCapacity: true)
            let state = smoothing.run(fit, errors: &errors)
            let means = smoothing.means(from: state, fit, skipping: unobserved, horizon: horizon)
            for step in sums.indices { sums[step] += weight * means[step] }
        }
        return sums
    }
}
