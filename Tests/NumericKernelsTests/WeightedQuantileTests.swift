import NumericKernels
import Testing

@Suite("quantiles of weighted samples") struct WeightedQuantileTests {
    static let probabilities = [0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1]
    static let sample: [Double] = [3, 0, 8, 0, 1, 5, 0, 2, 13, 1]
    static let weights: [Double] = [1, 0.95, 0.9, 0.7, 0.6, 0.5, 0.3, 0.2, 0.1, 0.05]

    /// The definition word by word: every place from sums of its own, every quantile by looking at all pairs.
    static func naive(_ sample: [Double], _ weights: [Double], _ p: Double) -> Double {
        let pairs = zip(sample, weights).sorted { $0 < $1 }
        let total = weights.reduce(0, +)
        let count = total * total / weights.reduce(0) { $0 + $1 * $1 }
        let places = pairs.indices.map { k in
            (pairs[..<k].reduce(0) { $0 + $1.1 } + pairs[k].1 / 2) / total
        }
        let place = ((count + 1) * p - 0.5) / count
        if place <= places[0] { return pairs[0].0 }
        for k in 1..<pairs.count where place <= places[k] {
            let share = (place - places[k - 1]) / (places[k] - places[k - 1])
            return pairs[k - 1].0 + share * (pairs[k].0 - pairs[k - 1].0)
        }
        return pairs[pairs.count - 1].0
    }

    @Test("the quantiles are those of the definition")
    func definition() {
        let quantile = WeightedQuantile(Self.sample, weights: Self.weights)
        for p in Self.probabilities {
            let expected = Self.naive(Self.sample, Self.weights, p)
            // Sums in another order.
            #expect(abs(quantile(p) - expected) <= 1e-13 * max(1, expected), "\(p)")
        }
    }

    @Test("by hand: 0 and 10 with weights 3 and 1")
    func byHand() {
        // Places 3/8 and 7/8; n = 16/10. p = 1/2: (2.6 / 2 - 0.5) / 1.6 = 1/2, a quarter of the way.
        #expect(abs(WeightedQuantile([0, 10], weights: [3, 1])(0.5) - 2.5) < 1e-15)
    }

    @Test("with equal weights it is type 6")
    func equalWeights() {
        let quantile = WeightedQuantile(Self.sample, weights: Self.sample.map { _ in 0.3 })
        for p in Self.probabilities {
            let expected = EmpiricalQuantile.ofSorted(
                Self.sample.sorted(), probability: p, definition: .type6)
            #expect(abs(quantile(p) - expected) < 1e-12, "\(p)")
        }
    }

    @Test("it scales with the sample, and neither the order nor the unit of the weights matters")
    func equivariance() {
        let quantile = WeightedQuantile(Self.sample, weights: Self.weights)
        let scaled = WeightedQuantile(Self.sample.map { 4 * $0 }, weights: Self.weights.map { 8 * $0 })
        let reversed = WeightedQuantile(Self.sample.reversed(), weights: Self.weights.reversed())
        for p in Self.probabilities {
            #expect(scaled(p) == 4 * quantile(p))
            #expect(abs(reversed(p) - quantile(p)) < 1e-13)
        }
    }

    @Test("one value, zeros alone, weights that vanish, and the ends of the numbers")
    func edges() {
        for p in Self.probabilities {
            #expect(WeightedQuantile([7], weights: [0.1])(p) == 7)
            #expect(WeightedQuantile([0, 0, 0], weights: [1, 2, 3])(p) == 0)
            #expect(WeightedQuantile([1, 1e300, 2], weights: [1, 0, 1])(p) <= 1e300)
            let huge = WeightedQuantile([-1e308, 0, 1e308], weights: [1, 1, 1])(p)
            #expect(huge.isFinite && huge.magnitude <= 1e308)
        }
    }

    @Test("observations that were cut into parts count once: tails are as wide as those of so few")
    func parts() {
        let quantile = WeightedQuantile([0, 1, 2, 3, 4, 5], weights: [1, 1, 1, 1, 1, 1], parts: 3)
        // Of two observations p stands at (3 p - 1/2) / 2 of the way; the six members at 1/12, 3/12, ...
        #expect(abs(quantile(0.5) - 2.5) < 1e-12)
        #expect(abs(quantile(0.3) - 0.7) < 1e-12)
        #expect(quantile(0.1) == 0 && quantile(0.9) == 5)
    }
}
