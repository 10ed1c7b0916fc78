/// J'J and J'r, summed row by row, and the step that solves them. **Shape** `[count, count]`, lower triangle.
struct NormalEquations {
    let count: Int
    private var matrix: [Double]
    private(set) var gradient: [Double]

    init(count: Int) {
        self.count = count
        matrix = [Double](repeating: 0, count: count * count)
        gradient = [Double](repeating: 0, count: count)
    }

    /// Already summed. `rows` and `gradient` may be longer than `count`.
    init<Lanes: SIMD>(count: Int, rows: [Lanes], gradient: Lanes) where Lanes.Scalar == Double {
        self.init(count: count)
        for i in 0..<count {
            self.gradient[i] = gradient[i]
            for j in 0...i { matrix[i * count + j] = rows[i][j] }
        }
    }

    mutating func add(_ row: [Double], _ residual: Double) {
        for i in 0..<count where row[i] != 0 {
            let r = row[i]
            gradient[i] += r * residual
            for j in 0...i { matrix[i * count + j] += r * row[j] }
        }
    }

    mutating func addToGradient(_ other: [Double], _ weight: Double) {
        for i in 0..<count { gradient[i] += weight * other[i] }
    }

    /// -(J'J + damping diag J'J)^-1 J'r by Cholesky; a pivot that is lost in rounding leaves its unknown where it is.
    /// - Parameter held: unknowns that are to stay where they are, too.
    func step(damping: Double = 0, held: [Bool]? = nil) -> [Double]? {
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
