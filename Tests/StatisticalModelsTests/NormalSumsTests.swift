import ForecastCore
import StatisticalModels
import Testing

@Suite("NormalSums") struct NormalSumsTests {
    /// -(J'J)^-1 J'r with J'J and J'r summed element by element, one row after the other.
    private static func naiveStep(_ rows: [[Double]], _ residuals: [Double], count: Int) -> [Double]? {
        var matrix = [Double](repeating: 0, count: count * count)
        var gradient = [Double](repeating: 0, count: count)
        for (row, residual) in zip(rows, residuals) {
            for i in 0..<count {
                gradient[i] += row[i] * residual
                for j in 0...i { matrix[i * count + j] += row[i] * row[j] }
            }
        }
        return NormalEquations(count: count, matrix: matrix, gradient: gradient).step()
    }

    /// In fours, zeros at the end.
    private static func vectors(_ row: [Double]) -> [SIMD4<Double>] {
        stride(from: 0, to: row.count, by: 4).map { first in
            var vector = SIMD4<Double>.zero
            for place in first..<min(first + 4, row.count) { vector[place - first] = row[place] }
            return vector
        }
    }

    @Test(
        "has the bits of sums of single rows, however many rows and unknowns there are",
        arguments: [1, 2, 3, 4, 5, 8, 53])
    func bits(count: Int) {
        var stream = RandomPath(seed: UInt64(count), ["rows"]).stream
        for rowCount in [count, count + 1, 2 * count + 2, 3 * count + 3] {
            // Rows begin with zeros, as those of seasonal states do.
            let rows = (0..<rowCount).map { t in
                (0..<count).map { k in t % count < k ? 0 : stream.nextUniform() - 0.5 }
            }
            let residuals = (0..<rowCount).map { _ in stream.nextUniform() - 0.5 }
            var sums = NormalSums(count: count)
            for (row, residual) in zip(rows, residuals) { sums.add(Self.vectors(row), residual) }
            let step = sums.equations().step()
            #expect(step != nil)
            #expect(step == Self.naiveStep(rows, residuals, count: count))
        }
    }

    @Test("solves a line through points by hand: y = 1 + 2 x")
    func line() {
        var sums = NormalSums(count: 2)
        // r = y - 0, J = -d(prediction): the step from (0, 0) is the answer.
        for x in [0.0, 1, 2] { sums.add(Self.vectors([-1, -x]), 1 + 2 * x) }
        let step = sums.equations().step()
        #expect(abs((step?[0] ?? .nan) - 1) < 1e-12 && abs((step?[1] ?? .nan) - 2) < 1e-12)
    }

    @Test("nothing summed moves nothing")
    func empty() { #expect(NormalSums(count: 3).equations().step() == [0, 0, 0]) }
}
