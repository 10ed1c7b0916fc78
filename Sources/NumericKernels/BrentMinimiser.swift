/// The minimum of a function of one variable on an interval, by golden sections and parabolas.
///
/// **Source** Brent 1973, "Algorithms for minimization without derivatives", chapter 5, `localmin`.
package struct BrentMinimiser {
    package struct Minimum: Equatable, Sendable {
        package let point: Double
        package let value: Double
        package let evaluations: Int
        /// False when the limit on evaluations came first.
        package let converged: Bool
    }

    package let tolerance: Double
    package let evaluationLimit: Int

    /// - Parameter tolerance: of the point, absolute; not below 1e-8 of its size.
    package init(tolerance: Double = 1e-6, evaluationLimit: Int = 100) {
        self.tolerance = tolerance
        self.evaluationLimit = evaluationLimit
    }

    /// A local minimum in `interval`: the global one where the function has one valley. NaN counts as infinite.
    package func minimise(in interval: ClosedRange<Double>, _ objective: (Double) -> Double) -> Minimum {
        func value(_ x: Double) -> Double {
            let value = objective(x)
            return value.isNaN ? .infinity : value
        }
        let golden = 0.38196601125010515180
        var a = interval.lowerBound
        var b = interval.upperBound
        // x is the best point, w the second best, v the previous w.
        var x = a + golden * (b - a)
        var w = x
        var v = x
        var fx = value(x)
        var fw = fx
        var fv = fx
        var step = 0.0
        var stepBeforeLast = 0.0
        var evaluations = 1
        while evaluations < evaluationLimit {
            let middle = 0.5 * (a + b)
            let allowed = 1e-8 * x.magnitude + tolerance / 3
            if (x - middle).magnitude <= 2 * allowed - 0.5 * (b - a) {
                return Minimum(point: x, value: fx, evaluations: evaluations, converged: true)
            }
            if let parabolic = Self.parabolicStep(
                x, w, v, fx, fw, fv, within: (a, b), shorterThan: 0.5 * stepBeforeLast.magnitude),
                stepBeforeLast.magnitude > allowed
            {
                stepBeforeLast = step
                step = parabolic
                let u = x + step
                if u - a < 2 * allowed || b - u < 2 * allowed { step = x < middle ? allowed : -allowed }
            } else {
                stepBeforeLast = x < middle ? b - x : a - x
                step = golden * stepBeforeLast
            }
            let u = x + (step.magnitude >= allowed ? step : (step > 0 ? allowed : -allowed))
            let fu = value(u)
            evaluations += 1
            if fu <= fx {
                if u < x { b = x } else { a = x }
                (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
            } else {
                if u < x { a = u } else { b = u }
                if fu <= fw || w == x {
                    (v, fv, w, fw) = (w, fw, u, fu)
                } else if fu <= fv || v == x || v == w {
                    (v, fv) = (u, fu)
                }
            }
        }
        return Minimum(point: x, value: fx, evaluations: evaluations, converged: false)
    }

    /// The step to the vertex of the parabola through the three points; nil where it is useless.
    private static func parabolicStep(
        _ x: Double, _ w: Double, _ v: Double, _ fx: Double, _ fw: Double, _ fv: Double,
        within interval: (a: Double, b: Double), shorterThan limit: Double
    ) -> Double? {
        let r = (x - w) * (fx - fv)
        var q = (x - v) * (fx - fw)
        var p = (x - v) * q - (x - w) * r
        q = 2 * (q - r)
        if q > 0 { p = -p }
        q = q.magnitude
        guard p.magnitude < (q * limit).magnitude, p > q * (interval.a - x), p < q * (interval.b - x)
        else { return nil }
        return p / q
    }
}
