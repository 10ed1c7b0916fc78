/// The triangular factor of a symmetric matrix `A = L L'`, for solving.
///
/// A pivot that vanishes beside its diagonal belongs to an equation that says nothing, or what others say: its unknown is
/// taken as 0. So a matrix that is only positive semidefinite has a solution as well.
struct CholeskyFactor: Sendable {
    /// **Shape** `[size, size]`, row-major; the lower triangle counts.
    private var values: [Double]
    private let size: Int
    /// Beside the diagonal; 2^-40, what is left of 52 bits after the sums of a thousand products.
    private static let least = 0x1p-40

    /// - Parameter matrix: **shape** `[size, size]`, row-major; the lower triangle is read.
    /// **Complexity** O(size^3 / 3).
    init(_ matrix: [Double], size: Int) {
        precondition(matrix.count == size * size, "a matrix [\(matrix.count)] of size \(size)")
        values = matrix
        self.size = size
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<size {
                let own = row * size
                for column in 0..<row {
                    let other = column * size
                    let pivot = values[other + column]
                    guard pivot > 0 else {
                        values[own + column] = 0
                        continue
                    }
                    values[own + column] =
                        (values[own + column] - Self.dot(values, own, other, column)) / pivot
                }
                let before = values[own + row]
                let rest = before - Self.dot(values, own, own, row)
                values[own + row] = rest > Self.least * before ? rest.squareRoot() : 0
            }
        }
    }

    /// The product of the first `count` values at two places; four sums, so that the order stays and lanes are used.
    private static func dot(
        _ values: UnsafeMutableBufferPointer<Double>, _ left: Int, _ right: Int, _ count: Int
    ) -> Double {
        var lanes = SIMD4<Double>()
        let whole = count & ~3
        for place in stride(from: 0, to: whole, by: 4) {
            lanes += SIMD4(
                values[left + place] * values[right + place],
                values[left + place + 1] * values[right + place + 1],
                values[left + place + 2] * values[right + place + 2],
                values[left + place + 3] * values[right + place + 3])
        }
        var sum = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
        for place in whole..<count { sum += values[left + place] * values[right + place] }
        return sum
    }

    /// **Complexity** O(size^2).
    func solve(_ right: [Double]) -> [Double] {
        precondition(right.count == size, "a right side [\(right.count)] of size \(size)")
        var found = right
        for row in 0..<size {
            let pivot = values[row * size + row]
            guard pivot > 0 else {
                found[row] = 0
                continue
            }
            var sum = found[row]
            for column in 0..<row { sum -= values[row * size + column] * found[column] }
            found[row] = sum / pivot
        }
        for row in (0..<size).reversed() {
            let pivot = values[row * size + row]
            guard pivot > 0 else {
                found[row] = 0
                continue
            }
            found[row] /= pivot
            let own = found[row]
            for column in 0..<row { found[column] -= values[row * size + column] * own }
        }
        return found
    }
}
