internal import NumericKernels

/// Newton's method for the two weights of an intermittent model whose loss is a sum of squares, within 0 to 1.
///
/// Steps are damped where they fail (Levenberg 1944, Marquardt 1963), and those of Gauss and Newton where the loss is not convex. From a
/// point of the grid it takes four passes over the history, each as long as three of those that say the loss alone; without second
/// derivatives steps creep where errors are large, and end up to a hundred-thousandth above the bottom.
struct RateDescent {
    /// The loss, half its gradient, and half its Hessian: the part of Gauss and Newton, and that of the errors.
    struct Pass {
        private(set) var value = 0.0
        private(set) var gradient = SIMD2<Double>()
        private(set) var squares = (0.0, 0.0, 0.0)
        private(set) var errors = (0.0, 0.0, 0.0)

        /// - Parameters:
        ///   - targets: of each step, see `IntermittentLoss.targets`.
        ///   - curves: hands over what is forecast for each step that counts.
        @inline(__always)
        init(
            _ targets: [Double], _ curves: (_ record: (_ step: Int, _ curve: RateCurve) -> Void) -> Void
        ) {
            curves { add(targets[$0], $1) }
        }

        @inline(__always)
        private mutating func add(_ target: Double, _ curve: RateCurve) {
            let e = target - curve.rate
            let slope = curve.slope
            value += e * e
            gradient -= e * slope
            squares.0 += slope[0] * slope[0]
            squares.1 += slope[0] * slope[1]
            squares.2 += slope[1] * slope[1]
            errors.0 -= e * curve.bend.0
            errors.1 -= e * curve.bend.1
            errors.2 -= e * curve.bend.2
        }
    }

    /// The weights that stay where they are.
    let held: (Bool, Bool)
    let pass: (SIMD2<Double>) -> Pass

    private static let passLimit = 60
    private static let largestDamping = 1e4
    private static let leastStep = 1e-9

    /// The bottom of the valley in which `start` lies.
    /// - Parameter tolerance: a gain of less than this share of the loss ends the search.
    func descend(from start: SIMD2<Double>, tolerance: Double) -> (point: SIMD2<Double>, value: Double) {
        var point = start
        var pass = pass(point)
        guard pass.value.isFinite else { return (point, .infinity) }
        var damping = 1e-3
        for _ in 0..<Self.passLimit {
            guard let step = step(from: point, pass, damping),
                max(step[0].magnitude, step[1].magnitude) > Self.leastStep
            else { break }
            let trial = (point + step).clamped(
                lowerBound: SIMD2(repeating: IntermittentSearch.bounds.lowerBound),
                upperBound: SIMD2(repeating: IntermittentSearch.bounds.upperBound))
            let next = self.pass(trial)
            if next.value < pass.value {
                let isLast = pass.value - next.value < tolerance * pass.value && damping < 1
                (point, pass) = (trial, next)
                if isLast { break }
                damping = max(1e-9, damping / 10)
            } else {
                damping *= 8
                if damping > Self.largestDamping { break }
            }
        }
        return (point, pass.value)
    }

    /// A weight at a bound that the gradient presses it against stays there. Nil where both do.
    private func step(from point: SIMD2<Double>, _ pass: Pass, _ damping: Double) -> SIMD2<Double>? {
        let bounds = IntermittentSearch.bounds
        func isHeld(_ lane: Int) -> Bool {
            point[lane] <= bounds.lowerBound && pass.gradient[lane] >= 0
                || point[lane] >= bounds.upperBound && pass.gradient[lane] <= 0
        }
        let held = (held.0 || isHeld(0), held.1 || isHeld(1))
        let diagonal = ((1 + damping) * pass.squares.0, (1 + damping) * pass.squares.2)
        let newton = Equations(
            (diagonal.0 + pass.errors.0, pass.squares.1 + pass.errors.1, diagonal.1 + pass.errors.2), held)
        return newton.step(pass.gradient)
            ?? Equations((diagonal.0, pass.squares.1, diagonal.1), held).step(pass.gradient)
    }

    /// Two equations, of which those of held weights say that nothing moves.
    private struct Equations {
        let (a, b, c): (Double, Double, Double)
        let held: (Bool, Bool)

        init(_ matrix: (Double, Double, Double), _ held: (Bool, Bool)) {
            a = matrix.0
            b = held.0 || held.1 ? 0 : matrix.1
            c = matrix.2
            self.held = held
        }

        /// Nil where the matrix is not positive definite, or where nothing may move.
        func step(_ gradient: SIMD2<Double>) -> SIMD2<Double>? {
            switch held {
            case (true, true): return nil
            case (true, false): return c > 0 ? SIMD2(0, -gradient[1] / c) : nil
            case (false, true): return a > 0 ? SIMD2(-gradient[0] / a, 0) : nil
            case (false, false):
                let determinant = a * c - b * b
                guard a > 0, determinant > 0 else { return nil }
                return SIMD2(b * gradient[1] - c * gradient[0], b * gradient[0] - a * gradient[1])
                    / determinant
            }
        }
    }
}
