internal import NumericKernels

/// The level of simple exponential smoothing, averaged over the smoothing weight by how well each weight fits.
///
///     l = sum of w(alpha) l(alpha),   w(alpha) proportional to exp(-T/2 log SSE(alpha))
///
/// The weights are the likelihood of each alpha with normal errors whose variance is profiled out. On a short or
/// noisy series one-step errors hardly tell an alpha from another, and the best one lies at 0 or 1 by chance: the
/// average keeps what the data cannot decide. On a long series one alpha has all the weight, and nothing changes.
///
/// The alphas lie at sin^2 of equal angles, which is dense at both ends, where the level changes fastest (the
/// arcsine prior of Jeffreys for a proportion).
///
/// **Start** From the first value, from the level with the least squares, or the mean of both averages: the first
/// forgets a past that is over, the second is the better one on short and steady series (`docs/models.md`).
/// **Missing values** An unobserved step leaves the level.
/// **Numerics** Sums of squares enter as ratios to the least one: no scale over- or underflows before they do.
/// **Complexity** O(32 T), eight alphas at a time.
struct LevelAverage {
    enum Start: Sendable { case firstValue, leastSquares, both }

    let level: Double
    /// The mean of the smoothing weight.
    let alpha: Double

    static let alphas: [Double] = (0..<32).map { index in
        let root = PortableMath.sin((Double(index) + 0.5) * (.pi / 64))
        return root * root
    }

    /// Nil when no sum of squares is a number. - Precondition: y[0] is observed.
    init?(_ y: UnsafeBufferPointer<Double>, start: Start) {
        var errors = Self.passes(y)
        let count = y.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        var averages: [(level: Double, alpha: Double)] = []
        if start != .leastSquares {
            guard let average = Self.average(errors, count) else { return nil }
            averages.append(average)
        }
        if start != .firstValue {
            for index in errors.indices { errors[index].moveStartToLeastSquares() }
            guard let average = Self.average(errors, count) else { return nil }
            averages.append(average)
        }
        level = averages.reduce(0) { $0 + $1.level } / Double(averages.count)
        alpha = averages.reduce(0) { $0 + $1.alpha } / Double(averages.count)
    }

    /// One alpha's errors and final level.
    private struct Pass {
        let alpha: Double
        var level: Double
        var sumOfSquares: Double
        /// How much a unit of the initial level adds to the final one; its products with the errors and itself.
        let influence: Double
        let errorInfluence: Double
        let squaredInfluence: Double

        mutating func moveStartToLeastSquares() {
            let shift = errorInfluence / squaredInfluence
            level += shift * influence
            sumOfSquares = max(0, sumOfSquares - shift * errorInfluence)
        }
    }

    /// The recursion l += alpha (y - l) from l = y(1), for all alphas.
    private static func passes(_ y: UnsafeBufferPointer<Double>) -> [Pass] {
        var passes: [Pass] = []
        passes.reserveCapacity(alphas.count)
        for first in stride(from: 0, to: alphas.count, by: 8) {
            let alpha = SIMD8<Double>(alphas[first..<first + 8])
            let decay = 1 - alpha
            var level = SIMD8<Double>(repeating: y[0])
            var u = SIMD8<Double>(repeating: 1)
            var ee = SIMD8<Double>()
            var eu = ee
            var uu = ee
            for value in y where !value.isNaN {
                let e = value - level
                ee += e * e
                eu += e * u
                uu += u * u
                level += alpha * e
                u *= decay
            }
            for lane in 0..<8 {
                passes.append(
                    Pass(
                        alpha: alpha[lane], level: level[lane], sumOfSquares: ee[lane], influence: u[lane],
                        errorInfluence: eu[lane], squaredInfluence: uu[lane]))
            }
        }
        return passes
    }

    private static func average(_ passes: [Pass], _ count: Double) -> (level: Double, alpha: Double)? {
        let least = passes.reduce(Double.infinity) { Double.minimum($0, $1.sumOfSquares) }
        guard least.isFinite else { return nil }
        var (total, level, alpha) = (0.0, 0.0, 0.0)
        for pass in passes where pass.sumOfSquares.isFinite {
            // A perfect fit takes all.
            let ratio = pass.sumOfSquares == least ? 1 : pass.sumOfSquares / least
            let weight = PortableMath.exp(-0.5 * count * PortableMath.log(ratio))
            total += weight
            level += weight * pass.level
            alpha += weight * pass.alpha
        }
        return (level / total, alpha / total)
    }
}
