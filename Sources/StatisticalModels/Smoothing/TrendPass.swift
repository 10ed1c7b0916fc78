/// One pass of exponential smoothing with a trend over a history, for a set of smoothing parameters in every lane, that also tells
/// which initial state would have had the least squared errors.
///
///     e(t) = y(t) - l(t-1) - phi b(t-1),   l(t) = l(t-1) + phi b(t-1) + alpha e(t),   b(t) = phi b(t-1) + beta e(t)
///
/// (`TrendSmoothing`). All of it is linear in l(0) and b(0): the pass carries along what a unit of each adds to level and trend, and sums
/// products of the errors and of what those units add to the forecasts, which is all that the regression needs.
struct TrendPass<Lanes: SIMD> where Lanes.Scalar == Double {
    private(set) var level: Lanes
    private(set) var trend: Lanes
    /// What a unit of l(0) adds to level and trend.
    private var ul = Lanes(repeating: 1)
    private var ub = Lanes()
    /// What a unit of b(0) adds to them.
    private var vl = Lanes()
    private var vb = Lanes(repeating: 1)
    /// Sums of products: e the errors, u and v what the units add to the forecasts.
    private(set) var ee = Lanes()
    private var eu = Lanes()
    private var ev = Lanes()
    private var uu = Lanes()
    private var uv = Lanes()
    private var vv = Lanes()

    /// From l(0) and b(0) over all of `y`. **Missing values** The state advances along its own forecast.
    /// - Parameter beta: alpha beta*.
    @inline(__always)
    init(
        _ y: UnsafeBufferPointer<Double>, level: Lanes, trend: Lanes, alpha: Lanes, beta: Lanes, phi: Lanes
    ) {
        (self.level, self.trend) = (level, trend)
        for value in y {
            if value.isNaN { skip(phi) } else { observe(value, alpha, beta, phi) }
        }
    }

    @inline(__always)
    private mutating func observe(_ value: Double, _ alpha: Lanes, _ beta: Lanes, _ phi: Lanes) {
        let expected = level + phi * trend
        let u = ul + phi * ub
        let v = vl + phi * vb
        let e = value - expected
        ee += e * e
        eu += e * u
        ev += e * v
        uu += u * u
        uv += u * v
        vv += v * v
        level = expected + alpha * e
        trend = phi * trend + beta * e
        ul = u - alpha * u
        ub = phi * ub - beta * u
        vl = v - alpha * v
        vb = phi * vb - beta * v
    }

    @inline(__always)
    private mutating func skip(_ phi: Lanes) {
        level += phi * trend
        trend *= phi
        ul += phi * ub
        ub *= phi
        vl += phi * vb
        vb *= phi
    }

    /// How far the best l(0) and b(0) are from those of the pass, and its sum of squares.
    struct BestStart {
        let levelShift: Double
        let trendShift: Double
        let sumOfSquares: Double
    }

    /// By the regression; without a shift of the trend where the data cannot tell it from the level.
    func bestStart(_ lane: Int) -> BestStart {
        let (eu, ev, uu, uv, vv) = (eu[lane], ev[lane], uu[lane], uv[lane], vv[lane])
        let determinant = uu * vv - uv * uv
        var (shift, slope) = (eu / uu, 0.0)
        if determinant > 1e-10 * uu * vv {
            shift = (eu * vv - ev * uv) / determinant
            slope = (ev * uu - eu * uv) / determinant
        }
        return BestStart(
            levelShift: shift, trendShift: slope, sumOfSquares: max(0, ee[lane] - shift * eu - slope * ev))
    }

    /// The last state, had the pass begun from `start`.
    func lastState(_ lane: Int, from start: BestStart) -> (level: Double, trend: Double) {
        (
            level[lane] + start.levelShift * ul[lane] + start.trendShift * vl[lane],
            trend[lane] + start.levelShift * ub[lane] + start.trendShift * vb[lane]
        )
    }
}
