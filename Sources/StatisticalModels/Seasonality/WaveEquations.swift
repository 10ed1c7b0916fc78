/// X'WX b = X'Wz by Cholesky's method.
struct WaveEquations {
    /// By column: adding it to those before it takes the square of this off the weighted sum of squares.
    let drops: [Double]
    /// **Shape** `[columns, columns]`, the lower triangle.
    private let factor: [Double]

    /// A pivot below this share of its diagonal is a column that depends on those before it.
    private static let leastPivot = 1e-10

    /// Both sides, row by row of X.
    struct Sums {
        fileprivate var matrix: [Double]
        fileprivate var right: [Double]

        init(_ columns: Int) {
            matrix = [Double](repeating: 0, count: columns * columns)
            right = [Double](repeating: 0, count: columns)
        }

        /// Adds a row that is 0 but for the two columns from `first` on and those from `dense` on.
        mutating func add(_ row: [Double], weight: Double, response: Double, first: Int, dense: Int) {
            let count = right.count
            matrix.withUnsafeMutableBufferPointer { matrix in
                row.withUnsafeBufferPointer { row in
                    for i in first..<first + 2 {
                        let scaled = weight * row[i]
                        right[i] += scaled * response
                        for j in first...i { matrix[i * count + j] += scaled * row[j] }
                    }
                    for i in dense..<count {
                        let scaled = weight * row[i]
                        right[i] += scaled * response
                        for j in first..<first + 2 { matrix[i * count + j] += scaled * row[j] }
                        for j in dense...i { matrix[i * count + j] += scaled * row[j] }
                    }
                }
            }
        }
    }

    /// Nil where columns depend on each other.
    init?(_ sums: Sums) {
        var (matrix, right) = (sums.matrix, sums.right)
        let count = right.count
        for i in 0..<count {
            let diagonal = matrix[i * count + i]
            for j in 0...i {
                var sum = matrix[i * count + j]
                for k in 0..<j { sum -= matrix[i * count + k] * matrix[j * count + k] }
                if j < i {
                    matrix[i * count + j] = sum / matrix[j * count + j]
                } else {
                    guard sum > Self.leastPivot * diagonal else { return nil }
                    matrix[i * count + i] = sum.squareRoot()
                }
            }
            for k in 0..<i { right[i] -= matrix[i * count + k] * right[k] }
            right[i] /= matrix[i * count + i]
        }
        drops = right
        factor = matrix
    }

    /// Nil where it is beyond the range of numbers.
    func solution() -> [Double]? {
        let count = drops.count
        var solution = drops
        for i in (0..<count).reversed() {
            for k in i + 1..<count { solution[i] -= factor[k * count + i] * solution[k] }
            solution[i] /= factor[i * count + i]
        }
        return solution.allSatisfy(\.isFinite) ? solution : nil
    }
}
