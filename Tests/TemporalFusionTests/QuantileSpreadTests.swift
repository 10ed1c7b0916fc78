import ForecastCore
import TemporalFusion
import Testing

@Suite("the spread of a network's quantiles") struct QuantileSpreadTests {
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
        let spread = QuantileSpread(all, levels: Self.levels, patterns: [.smooth])
        // A step of the factors is a twentieth.
        let found = spread.factors[Int(DemandPattern.smooth.rawValue)]
        #expect(
            (found[0] - 2).magnitude < 0.051 && found[1] == 1 && (found[2] - 1.25).magnitude < 0.051,
            "\(found)")
        var quantiles = [9.0, 10, 12]
        spread.spread(&quantiles, around: SpreadCentre(Self.levels), pattern: .smooth)
        #expect(quantiles == [10 - found[0], 10, 10 + 2 * found[2]])
    }

    @Test(
        "is each pattern's own where enough is known of it, else that of all; of few steps nothing is concluded"
    )
    func patterns() {
        var all = ExampleForecasts(width: 4)
        Self.forecasts(1000, series: 0, [-0.8, 0, 0.8], into: &all)
        Self.forecasts(1000, series: 1, [-1.6, 0, 1.6], into: &all)
        Self.forecasts(QuantileSpread.fewestRows - 1, series: 2, [-0.4, 0, 0.4], into: &all)
        let spread = QuantileSpread(all, levels: Self.levels, patterns: [.smooth, .erratic, .lumpy])
        func first(_ pattern: DemandPattern) -> Double { spread.factors[Int(pattern.rawValue)][0] }
        #expect((first(.smooth) - 2).magnitude < 0.051 && (first(.erratic) - 1).magnitude < 0.051)
        #expect(first(.lumpy) == first(.intermittent) && first(.lumpy) > first(.erratic))

        var few = ExampleForecasts(width: 4)
        Self.forecasts(QuantileSpread.fewestRows - 1, [-0.4, 0, 0.4], into: &few)
        let none = QuantileSpread(few, levels: Self.levels, patterns: [.smooth])
        #expect(none == QuantileSpread(levels: 3))
        var quantiles = [0.1, 0.7, 1.3]
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

    @Test("is kept with the network, read back, and refused where it is damaged")
    func kept() throws {
        var parameters = SmallPanel.small
        parameters.length = .automatic
        var panel = SmallPanel.seasons
        panel.series = (0..<40).map { panel.series[$0 % 4] }
        let fitted = try panel.fitted(parameters, jobs: 2)
        let file = try SafeTensors(bytes: fitted.bytes)
        let word = try #require(file.metadata["spread"])
        #expect(word.split(separator: "\n").count == DemandPattern.allCases.count)
        let restored = try panel.model(parameters).restored(from: fitted.bytes)
        #expect(restored.bytes == fitted.bytes)
        for wrong in ["", "1", "1\nx\n1\n1\n1", "1\t1\n1\t1\n1\t1\n1\t1\n1\t1"] {
            var words = file.metadata
            words["spread"] = wrong
            let changed = SafeTensors(file.tensors, metadata: words)
            #expect(throws: SafeTensorsError.self, "\(wrong)") {
                try panel.model(parameters).restored(from: changed.bytes)
            }
        }
    }
}
