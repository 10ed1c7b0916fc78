import ForecastEvaluation
import Testing

@Suite("randomised coverage") struct RandomisedCoverageTests {
    private static let hundredths = (1...99).map { Double($0) / 100 }
    private static let few = [0.1, 0.25, 0.5, 0.75, 0.9]

    /// Probabilities of 0, 1, 2, ... by their recursion.
    private static func poisson(_ mean: Double, zero: Double) -> [Double] {
        var term = zero
        return (0..<80).map { count in
            defer { term *= mean / Double(count + 1) }
            return term
        }
    }

    /// What a right forecast of these probabilities has on average.
    private static func average(_ probabilities: [Double], _ levels: [Double]) -> Double {
        var sum = 0.0
        let cumulated = probabilities.map { probability in
            sum += probability
            return sum
        }
        let quantiles = levels.map { level in Double(cumulated.firstIndex { $0 >= level } ?? 79) }
        let coverage = RandomisedCoverage(levels: levels)
        return probabilities.indices.reduce(0) { total, count in
            total + probabilities[count] * coverage.part(of: Double(count)) { quantiles[$0] }
        }
    }

    @Test(
        "a right forecast of counts has what the interval promises, by many levels nearly and by five about",
        arguments: zip(
            [0.1, 0.3, 0.7, 1.5, 4, 20], [0.904837, 0.740818, 0.496585, 0.223130, 0.018316, 2.0612e-9]))
    func counts(mean: Double, zero: Double) {
        let probabilities = Self.poisson(mean, zero: zero)
        // Two ends, each known to half a hundredth.
        #expect((Self.average(probabilities, Self.hundredths) - 0.98).magnitude < 0.01)
        #expect((Self.average(probabilities, Self.few) - 0.8).magnitude < 0.05)
    }

    @Test("what equals no quantile is inside or not")
    func noTie() {
        let coverage = RandomisedCoverage(levels: Self.few)
        let quantiles = [2.0, 4, 6, 8, 10]
        for (actual, expected) in [(1.0, 0.0), (3, 1), (7, 1), (9.5, 1), (11, 0)] {
            #expect(coverage.part(of: actual) { quantiles[$0] } == expected)
        }
    }

    @Test("of what equals a bound a part counts, worked out by hand")
    func ties() {
        let coverage = RandomisedCoverage(levels: Self.few)
        // Nothing is below 0; F(0) is between 0.5 and 0.75, in the middle 0.625.
        let zeros = [0.0, 0, 0, 1, 2]
        #expect(isClose(coverage.part(of: 0) { zeros[$0] }, 0.525 / 0.625))
        // From 0.05 to 0.175: 0.075 of 0.125 lie above 0.1.
        let ones = [1.0, 2, 3, 4, 5]
        #expect(isClose(coverage.part(of: 1) { ones[$0] }, 0.6))
        // From 0.825 to 0.95.
        #expect(isClose(coverage.part(of: 5) { ones[$0] }, 0.6))
        // All probability on one value.
        #expect(isClose(coverage.part(of: 3) { _ in 3 }, 0.8 / 0.9))
        #expect(isClose(coverage.part(of: 0) { _ in 0 }, 0.8 / 0.95))
    }

    private func isClose(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude < 1e-12 }
}
