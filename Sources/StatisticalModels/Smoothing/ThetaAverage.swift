internal import NumericKernels

/// Forecasts of Theta models averaged by how well each fits: over alpha, over the initial level, over the line.
///
///     forecast = sum of w forecast(alpha, line),   w proportional to exp(-n/2 log SSE), n the errors that count
///
/// On a short series many alphas fit nearly alike, and the best one is among them by chance. So it is with the line: that of the
/// whole history is the steadiest, that of the newest seasons knows where a trend has turned. Each start has an average of its own, as
/// in `LevelAverage`, and the forecast is the mean of both. The alphas are dense near 1, where the series is a random walk and
/// its end says all. A price for what was estimated (AICc) gained nothing (`docs/models.md`).
///
/// **Numerics** Sums of squares enter as ratios to the least one.
/// **Complexity** O(24 T) for each line.
struct ThetaAverage {
    /// A line, the alphas that are tried with it, and omega: fixed or, when nil, the best one for every alpha.
    struct Form {
        let smoothing: ThetaSmoothing
        let alphas: [Double]
        let omega: Double?
    }

    /// The means of alpha and omega.
    let alpha: Double
    let omega: Double
    private let parts: [Part]

    /// The members that share a line; all weights sum to 1.
    private struct Part {
        let smoothing: ThetaSmoothing
        let members: [(fit: ThetaSmoothing.Fit, weight: Double)]
    }

    static let alphas: [Double] = (0..<24).map { index in
        let distance = Double(index) / 23
        return 0.99 - 0.89 * distance * distance
    }
    /// Less than this changes no digit that is shown.
    private static let leastWeight = 1e-9

    /// - Parameter starts: one average for each.
    /// - Precondition: all forms are of one history.
    /// - Returns: nil when no sum of squares is a number.
    init?(_ forms: [Form], starts: [ThetaSmoothing.Start]) {
        let fits = forms.map { Self.fits($0, starts) }
        guard let errorCount = forms.first?.smoothing.errorCount else { return nil }
        var weights = fits.map { $0.map { [Double](repeating: 0, count: $0.count) } }
        for place in starts.indices {
            let sums = fits.map { $0[place].map(\.sumOfSquares) }
            let least = sums.joined().reduce(Double.infinity, Double.minimum)
            guard least.isFinite else { return nil }
            let raw = sums.map { $0.map { Self.likelihood(of: $0, least, errorCount) } }
            let total = Double(starts.count) * raw.joined().reduce(0, +)
            for form in forms.indices { weights[form][place] = raw[form].map { $0 / total } }
        }
        parts = forms.indices.map { form in
            let members = zip(fits[form].joined(), weights[form].joined())
                .filter { $0.1 >= Self.leastWeight }
            return Part(
                smoothing: forms[form].smoothing, members: members.map { (fit: $0.0, weight: $0.1) })
        }
        let all = parts.flatMap(\.members)
        let kept = all.reduce(0) { $0 + $1.weight }
        alpha = all.reduce(0) { $0 + $1.weight * $1.fit.alpha } / kept
        omega = all.reduce(0) { $0 + $1.weight * $1.fit.omega } / kept
    }

    /// **Shape** `[starts, alphas]`.
    private static func fits(_ form: Form, _ starts: [ThetaSmoothing.Start]) -> [[ThetaSmoothing.Fit]] {
        var fits = [[ThetaSmoothing.Fit]](repeating: [], count: starts.count)
        for first in stride(from: 0, to: form.alphas.count, by: 8) {
            let alphas = SIMD8((first..<first + 8).map { form.alphas[min($0, form.alphas.count - 1)] })
            let found = form.smoothing.fits(alphas, omega: form.omega, starts: starts)
            for start in starts.indices {
                fits[start] += found[8 * start..<8 * start + min(8, form.alphas.count - first)]
            }
        }
        return fits
    }

    /// As a share of that of the least sum.
    private static func likelihood(of sum: Double, _ least: Double, _ errorCount: Int) -> Double {
        guard sum.isFinite else { return 0 }
        // A perfect fit takes all.
        let ratio = sum == least ? 1 : sum / least
        return PortableMath.exp(-0.5 * Double(errorCount) * PortableMath.log(ratio))
    }

    /// The averaged errors that count, of the forecasts one step ahead.
    var errors: [Double] {
        var sums = [Double](repeating: 0, count: parts.first?.smoothing.errorCount ?? 0)
        for part in parts { part.smoothing.addErrors(of: part.members, to: &sums) }
        return sums
    }

    /// The averaged forecasts of the steps after the last value, but for the first `unobserved` ones.
    func means(skipping unobserved: Int, horizon: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: horizon)
        for part in parts {
            for (fit, weight) in part.members {
                let means = part.smoothing.means(fit, skipping: unobserved, horizon: horizon)
                for step in sums.indices { sums[step] += weight * means[step] }
            }
        }
        return sums
    }
}
