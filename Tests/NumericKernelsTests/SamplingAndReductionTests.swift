import NumericKernels
import Testing

/// A small generator for the tests: SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix {
    var state: UInt64
    mutating func nextUniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return (Double((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52
    }
}

@Suite("Reductions") struct ReductionsTests {
    @Test("sums of whole numbers are exact at every length", arguments: 0...40)
    func exactSums(count: Int) {
        let values = (0..<count).map { Double($0 * $0 - 7) }
        #expect(Reductions.sum(values) == values.reduce(0, +))
        #expect(Reductions.dot(values, values) == values.reduce(0) { $0 + $1 * $1 })
    }

    @Test("the order of additions is the documented one")
    func documentedOrder() {
        var generator = SplitMix(state: 1)
        let x = (0..<21).map { _ in generator.nextUniform() * 1e3 }
        var lanes = [Double](repeating: 0, count: 8)
        for index in 0..<16 { lanes[index % 8] += x[index] }
        var expected =
            ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
        for index in 16..<21 { expected += x[index] }
        #expect(Reductions.sum(x).bitPattern == expected.bitPattern)
    }

    @Test("NaN and infinity propagate; the mean of nothing is NaN")
    func edges() {
        #expect(Reductions.sum([1, .nan, 2]).isNaN)
        #expect(Reductions.sum([1, .infinity]) == .infinity)
        #expect(Reductions.mean([]).isNaN && Reductions.mean([2, 4]) == 3)
    }
}

@Suite("EmpiricalQuantile") struct EmpiricalQuantileTests {
    @Test("type 7 by hand: quartiles of 1, 2, 4, 8")
    func byHand() {
        let sample: [Double] = [1, 2, 4, 8]
        // Position (4 - 1) * 0.25 = 0.75: 1 + 0.75 * (2 - 1).
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.25) == 1.75)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.5) == 3)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0) == 1)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 1) == 8)
        #expect(EmpiricalQuantile.ofSorted([5], probability: 0.9) == 5)
    }

    @Test("types 5 and 6 by hand: the quartile of 1, 2, 4, 8, and the ends")
    func otherDefinitions() {
        let sample: [Double] = [1, 2, 4, 8]
        // 4 * 0.25 - 0.5 = 0.5 and (4 + 1) * 0.25 - 1 = 0.25.
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.25, definition: .type5) == 1.5)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.25, definition: .type6) == 1.25)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.05, definition: .type6) == 1)
        #expect(EmpiricalQuantile.ofSorted(sample, probability: 0.95, definition: .type5) == 8)
    }

    @Test("never decreases with the probability")
    func monotone() {
        var generator = SplitMix(state: 2)
        let sample = (0..<37).map { _ in generator.nextUniform() }.sorted()
        let quantiles = (0...200).map { EmpiricalQuantile.ofSorted(sample, probability: Double($0) / 200) }
        for (earlier, later) in zip(quantiles, quantiles.dropFirst()) { #expect(earlier <= later) }
    }
}

@Suite("OrderStatistics") struct OrderStatisticsTests {
    @Test(
        "agrees with sorting, for every definition, with ties and in any order",
        arguments: [1, 2, 3, 12, 13, 14, 100, 1001])
    func agreesWithSorting(count: Int) {
        var generator = SplitMix(state: UInt64(count))
        let probabilities = [0.01, 0.1, 0.25, 0.5, 0.5, 0.75, 0.9, 0.975]
        for distinct in [1.0, 5, 1e9] {
            let sample = (0..<count).map { _ in Double(Int(generator.nextUniform() * distinct)) }
            for definition in [EmpiricalQuantile.Definition.type5, .type6, .type7] {
                var scratch = sample
                var quantiles = [Double](repeating: .nan, count: probabilities.count)
                scratch.withUnsafeMutableBufferPointer {
                    OrderStatistics.quantiles(
                        of: $0, probabilities: probabilities, definition: definition, into: &quantiles)
                }
                let sorted = sample.sorted()
                #expect(scratch.sorted() == sorted)
                for (probability, quantile) in zip(probabilities, quantiles) {
                    #expect(
                        quantile
                            == EmpiricalQuantile.ofSorted(
                                sorted, probability: probability, definition: definition))
                }
            }
        }
    }
}

extension OrderStatisticsTests {
    @Test("comes to an end where a sample has what is no number, which nobody should ask for")
    func notNumbers() {
        for share in [1, 2, 3, 50] {
            var sample = (0..<200).map { $0 % share == 0 ? Double.nan : Double($0 * 37 % 200) }
            var quantiles = [0.0, 0, 0]
            sample.withUnsafeMutableBufferPointer {
                OrderStatistics.quantiles(of: $0, probabilities: [0.1, 0.5, 0.9], into: &quantiles)
            }
            #expect(sample.count { $0.isNaN } == (200 + share - 1) / share)
        }
    }

    @Test("agrees with sorting for orders that are hard, for infinite values and for the largest ones")
    func extremes() {
        let rising = (0..<200).map(Double.init)
        let samples: [[Double]] = [
            rising, rising.reversed(), rising.map { _ in 7 },
            rising.map { $0.truncatingRemainder(dividingBy: 2) },
            rising.map { abs($0 - 100) }, rising.map { $0 < 60 ? -.infinity : $0 < 150 ? $0 : .infinity },
            rising.map { $0 < 100 ? -Double.greatestFiniteMagnitude : Double.greatestFiniteMagnitude },
            rising.map { $0 < 199 ? .infinity : 0 },
        ]
        let probabilities = [0.1, 0.25, 0.5, 0.75, 0.9]
        for sample in samples {
            var scratch = sample
            var quantiles = [Double](repeating: .nan, count: probabilities.count)
            scratch.withUnsafeMutableBufferPointer {
                OrderStatistics.quantiles(of: $0, probabilities: probabilities, into: &quantiles)
            }
            let sorted = sample.sorted()
            #expect(scratch.sorted() == sorted)
            #expect(
                quantiles.map(\.bitPattern)
                    == probabilities.map {
                        EmpiricalQuantile.ofSorted(sorted, probability: $0).bitPattern
                    })
        }
    }
}

@Suite("RandomSampling") struct RandomSamplingTests {
    // With 200,000 draws a mean has a standard error of sd / 447; five of them are allowed.
    static let draws = 200_000

    @Test("gamma numbers have mean and variance equal to the shape", arguments: [0.2, 0.7, 1, 1.2, 5, 80.5])
    func gamma(shape: Double) {
        var generator = SplitMix(state: 3)
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<Self.draws {
            let x = RandomSampling.gammaSample(shape: shape) { generator.nextUniform() }
            sum += x
            squares += (x - shape) * (x - shape)
        }
        let n = Double(Self.draws)
        #expect(abs(sum / n - shape) < 5 * (shape / n).squareRoot())
        // Var of (x - k)^2 is 2 k^2 + 6 k.
        #expect(abs(squares / n - shape) < 5 * ((2 * shape * shape + 6 * shape) / n).squareRoot())
    }

    @Test(
        "Poisson numbers have mean and variance equal to the mean",
        arguments: [0.0, 0.3, 4, 9.99, 10, 35.5, 1000])
    func poisson(mean: Double) {
        var generator = SplitMix(state: 4)
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<Self.draws {
            let x = Double(RandomSampling.poissonSample(mean: mean) { generator.nextUniform() })
            sum += x
            squares += (x - mean) * (x - mean)
        }
        let n = Double(Self.draws)
        #expect(abs(sum / n - mean) <= 5 * (mean / n).squareRoot())
        #expect(abs(squares / n - mean) <= 5 * ((2 * mean * mean + mean) / n).squareRoot())
    }

    @Test("small Poisson frequencies agree with the probabilities")
    func poissonFrequencies() {
        var generator = SplitMix(state: 5)
        var counts = [Int](repeating: 0, count: 60)
        for _ in 0..<Self.draws {
            counts[min(RandomSampling.poissonSample(mean: 12) { generator.nextUniform() }, 59)] += 1
        }
        var probability = PortableMath.exp(-12)
        for k in 0..<30 {
            let expected = probability * Double(Self.draws)
            #expect(abs(Double(counts[k]) - expected) < 5 * (expected + 1).squareRoot(), "k = \(k)")
            probability *= 12 / Double(k + 1)
        }
    }
}
