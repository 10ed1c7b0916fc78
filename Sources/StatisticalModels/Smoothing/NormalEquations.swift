/// J'J and J'r, and the step that solves them. **Shape** `[count, count]`, lower triangle.
package struct NormalEquations {
    let count: Int
    private let matrix: [Double]
    private let gradient: [Double]

    package init(count: Int, matrix: [Double], gradient: [Double]) {
        self.count = count
        self.matrix = matrix
        self.gradient = gradient
    }

    /// `rows` and `gradient` may be longer than `count`.
    init<Lanes: SIMD>(count: Int, rows: [Lanes], gradient: Lanes) where Lanes.Scalar == Double {
        var matrix = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0...i { matrix[i * count + j] = rows[i][j] }
        }
        self.init(count: count, matrix: matrix, gradient: (0..<count).map { gradient[$0] })
    }

    /// -(J'J + damping diag J'J)^-1 J'r by Cholesky; a pivot that is lost in rounding leaves its unknown where it is.
    /// - Parameter held: unknowns that are to stay where they are, too.
    package func step(damping: Double = 0, held: [Bool]? = nil) -> [Double]? {
        var l = matrix
        for i in 0..<count { l[i * count + i] *= 1 + damping }
        var x = gradient.map { -$0 }
        var isFixed = held ?? [Bool](repeating: false, count: count)
        for i in 0..<count {
            for j in 0...i {
                var sum = l[i * count + j]
                for k in 0..<j { sum -= l[i * count + k] * l[j * count + k] }
                if i == j {
                    isFixed[i] = isFixed[i] || !(sum > 1e-12 * matrix[i * count + i])
                    l[i * count + i] = isFixed[i] ? 1 : sum.squareRoot()
                } else {
                    l[i * count + j] = isFixed[i] || isFixed[j] ? 0 : sum / l[j * count + j]
                }
            }
        }
        for i in 0..<count {
            for k in 0..<i where !isFixed[k] { x[i] -= l[i * count + k] * x[k] }
            x[i] = isFixed[i] ? 0 : x[i] / l[i * count + i]
        }
        for i in (0..<count).reversed() {
            for k in i + 1..<max(count, i + 1) where !isFixed[k] { x[i] -= l[k * count + i] * x[k] }
            x[i] = isFixed[i] ? 0 : x[i] / l[i * count + i]
        }
        return x.allSatisfy(\.isFinite) ? x : nil
    }
}
