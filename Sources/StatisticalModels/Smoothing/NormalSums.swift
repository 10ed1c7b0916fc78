/// J'J and J'r of many rows of J, summed on the way to `NormalEquations`.
package struct NormalSums {
    private let count: Int
    /// Vectors of four that a row fills.
    let width: Int
    /// **Shape** `[count, width]`, the lower triangle; what is beyond it is never read.
    private var matrix: [SIMD4<Double>]
    private var gradient: [SIMD4<Double>]
    /// Rows that `matrix` does not have yet. **Shape** `[rowsAtOnce, width]`.
    private var waiting: [SIMD4<Double>]
    private var waitingCount = 0

    /// So many rows are added at once: an element of the matrix is read and written once for all of them.
    private static let rowsAtOnce = 4

    package init(count: Int) {
        self.count = count
        width = (count + 3) / 4
        matrix = [SIMD4<Double>](repeating: .zero, count: count * width)
        gradient = [SIMD4<Double>](repeating: .zero, count: width)
        waiting = [SIMD4<Double>](repeating: .zero, count: Self.rowsAtOnce * width)
    }

    /// - Parameter row: of J, with zeros behind it. **Shape** `[width]`.
    package mutating func add(_ row: [SIMD4<Double>], _ residual: Double) {
        precondition(row.count == width, "a row [\(row.count)] for [\(width)]")
        let first = waitingCount * width
        for vector in 0..<width {
            gradient[vector] += row[vector] * residual
            waiting[first + vector] = row[vector]
        }
        waitingCount += 1
        if waitingCount == Self.rowsAtOnce { addWaiting() }
    }

    /// Every element gets the products of one row after the other: to the bit the sums of single rows.
    private mutating func addWaiting() {
        let width = width
        matrix.withUnsafeMutableBufferPointer { sums in
            waiting.withUnsafeBufferPointer { rows in
                for i in 0..<count {
                    let (vector, lane) = (i / 4, i % 4)
                    let (a, b) = (rows[vector][lane], rows[width + vector][lane])
                    let (c, d) = (rows[2 * width + vector][lane], rows[3 * width + vector][lane])
                    for j in 0...vector {
                        var sum = sums[i * width + j]
                        sum += a * rows[j]
                        sum += b * rows[width + j]
                        sum += c * rows[2 * width + j]
                        sum += d * rows[3 * width + j]
                        sums[i * width + j] = sum
                    }
                }
            }
        }
        waitingCount = 0
    }

    /// - Parameter other: **shape** `[width]`.
    mutating func addToGradient(_ other: [SIMD4<Double>], _ weight: Double) {
        for vector in 0..<width { gradient[vector] += weight * other[vector] }
    }

    /// What the rows so far come to.
    package consuming func equations() -> NormalEquations {
        if waitingCount > 0 {
            // Rows of zeros change nothing.
            for place in waitingCount * width..<waiting.count { waiting[place] = .zero }
            addWaiting()
        }
        var square = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0...i { square[i * count + j] = matrix[i * width + j / 4][j % 4] }
        }
        return NormalEquations(
            count: count, matrix: square, gradient: (0..<count).map { gradient[$0 / 4][$0 % 4] })
    }
}
