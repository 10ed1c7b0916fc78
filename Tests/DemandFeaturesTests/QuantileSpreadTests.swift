import DemandFeatures
import ForecastCore
import Testing

@Suite("the spread of quantiles") struct QuantileSpreadTests {
    private static let levels = [0.1, 0.5, 0.9]

    /// Targets evenly between -2 and 2 around `centre`, forecast with these quantiles.
    private static func forecasts(
        _ count: Int, series: Int32 = 0, _ quantiles: [Float], into all: inout ExampleForecasts
    ) {
        for row in 0..<count {
            let target = -2 + 4 * (Float(row) + 0.5) / Float(count)
            ([0] + quantiles).withUnsafeBufferPointer { output in
                if let output = output.baseAddress {
                    all.append(series: series, target: target, output: output)
                }
            }
        }
    }

    @Test("is that of the least pinball loss: quantiles at half of their place are moved twice as far out")
    func factors() {
        var all = ExampleForecasts(width: 4)
        // The tenth and the nine tenths of the targets are -1.6 and 1.6.
        Self.forecasts(1000, [-0.8, 0, 1.28], into: &all)
        let spread = QuantileSpread(leastLoss: all, levels: Self.levels, patterns: [.smooth])
        // A step of the factors is a twentieth.
        let found = spread.factors[Int(DemandPattern.smooth.rawValue)]
        #expect(
            (found[0] - 2).magnitude < 0.051 && found[1] == 1 && (found[2] - 1.25).magnitude < 0.051,
            "\(found)")
        var quantiles: ArraySlice = [9.0, 10, 12]
        spread.spread(&quantiles, around: SpreadCentre(Self.levels), pattern: .smooth)
        #expect(quantiles == [10 - found[0], 10, 10 + 2 * found[2]])
    }

    @Test("is conformal: the order statistic at (n + 1) tau of how far of the way observations lie")
    func orderStatistic() {
        var all = ExampleForecasts(width: 4)
        // 999 targets, of which the 100th and the 900th are -1.6016 and 1.6016.
        Self.forecasts(999, [-0.8, 0, 1.28], into: &all)
        let spread = QuantileSpread(conformal: all, levels: Self.levels, patterns: [.smooth])
        let found = spread.factors[Int(DemandPattern.smooth.rawValue)]
        let place = -2 + 4 * (899.5) / 999
        #expect((found[0] - place / 0.8).magnitude < 1e-6 && found[1] == 1)
        #expect((found[2] - place / 1.28).magnitude < 1e-6, "\(found)")
        #expect(!spread.changesNothing)
    }

    @Test(
        "is conformal: as many new observations lie below each level as it says, however wrong the quantiles were"
    )
    func coverage() {
        var random = RandomStream(key: 5, counter: 0)
        // Skewed, with a width of its own each time that the quantiles know of.
        func draw() -> Double {
            let share = random.nextUniform()
            return share / (1 - 0.9 * share)
        }
        var all = ExampleForecasts(width: 4)
        for _ in 0..<4000 {
            let width = 0.5 + random.nextUniform()
            let row: [Double] = [1, 0.5, 0.9, 2.5].map { width * $0 }
            all.append(series: 0, target: Float(width * draw()), output: row[...])
        }
        let spread = QuantileSpread(conformal: all, levels: Self.levels, patterns: [.smooth])
        var below = [0, 0, 0]
        let trials = 20_000
        for _ in 0..<trials {
            let width = 0.5 + random.nextUniform()
            let target = width * draw()
            var quantiles: ArraySlice = [0.5 * width, 0.9 * width, 2.5 * width]
            spread.spread(&quantiles, around: SpreadCentre(Self.levels), pattern: .smooth)
            for level in 0..<3 where target <= quantiles[level] { below[level] += 1 }
        }
        let shares = below.map { Double($0) / Double(trials) }
        // Three standard errors of 4,000 and of 20,000 draws.
        #expect((shares[0] - 0.1).magnitude < 0.016 && (shares[2] - 0.9).magnitude < 0.016, "\(shares)")
    }

    @Test("is conformal: bounded, and 1 where quantiles are the median or rows are few")
    func degenerate() {
        func factors(_ count: Int, _ quantiles: [Float]) -> [Double] {
            var all = ExampleForecasts(width: 4)
            Self.forecasts(count, quantiles, into: &all)
            return QuantileSpread(conformal: all, levels: Self.levels, patterns: [.smooth])
                .factors[Int(DemandPattern.smooth.rawValue)]
        }
        #expect(factors(1000, [0, 0, 0]) == [1, 1, 1] && factors(0, []) == [1, 1, 1])
        #expect(factors(1000, [-1e-3, 0, 1e30]) == [4, 1, 0.25])
        #expect(factors(QuantileSpread.fewestRows - 1, [-0.1, 0, 0.1]) == [1, 1, 1])
    }

    @Test(
        "is each pattern's own where enough is known of it, else that of all; of few steps nothing is concluded"
    )
    func patterns() {
        var all = ExampleForecasts(width: 4)
        Self.forecasts(1000, series: 0, [-0.8, 0, 0.8], into: &all)
        Self.forecasts(1000, series: 1, [-1.6, 0, 1.6], into: &all)
        Self.forecasts(QuantileSpread.fewestRows - 1, series: 2, [-0.4, 0, 0.4], into: &all)
        let spread = QuantileSpread(
            leastLoss: all, levels: Self.levels, patterns: [.smooth, .erratic, .lumpy])
        func first(_ pattern: DemandPattern) -> Double { spread.factors[Int(pattern.rawValue)][0] }
        #expect((first(.smooth) - 2).magnitude < 0.051 && (first(.erratic) - 1).magnitude < 0.051)
        #expect(first(.lumpy) == first(.intermittent) && first(.lumpy) > first(.erratic))

        var few = ExampleForecasts(width: 4)
        Self.forecasts(QuantileSpread.fewestRows - 1, [-0.4, 0, 0.4], into: &few)
        let none = QuantileSpread(leastLoss: few, levels: Self.levels, patterns: [.smooth])
        #expect(none == QuantileSpread(levels: 3))
        var quantiles: ArraySlice = [0.1, 0.7, 1.3]
        none.spread(&quantiles, around: SpreadCentre(Self.levels), pattern: .smooth)
        #expect(quantiles == [0.1, 0.7, 1.3])
    }

    @Test(
        "turns around the median, a level of its own or between two, and leaves quantiles on one side alone")
    func centre() throws {
        #expect(try #require(SpreadCentre([0.1, 0.5, 0.9])).value([1, 2, 4]) == 2)
        #expect(try #require(SpreadCentre([0.25, 0.75])).value([1, 2]) == 1.5)
        #expect((try #require(SpreadCentre([0.1, 0.6])).value([0, 1]) - 0.8).magnitude < 1e-12)
        #expect(SpreadCentre([0.9, 0.95]) == nil && SpreadCentre([]) == nil)
    }

    @Test("a mean lacks what came over what was forecast, in the target's unit")
    func ratio() {
        var all = ExampleForecasts(width: 2)
        for (series, target) in [(Int32(0), Float(3)), (1, 1)] {
            [Float(2), 0].withUnsafeBufferPointer { output in
                if let output = output.baseAddress {
                    all.append(series: series, target: target, output: output)
                }
            }
        }
        // (3 x 1 + 1 x 10) over (2 x 1 + 2 x 10).
        #expect(all.meanRatio([1, 10]) == 13.0 / 22)
        #expect(ExampleForecasts(width: 2).meanRatio([]) == nil)
    }
}
