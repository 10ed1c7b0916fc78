import ForecastCore
import StatisticalModels
import Testing

@Suite("conformal intervals") struct ConformalIntervalsTests {
    private static let conformal = ["intervals": ParameterValue.word("conformal")]

    /// Uniform in 90 to 110, then in 50 to 150: what the model learned of the first half is too narrow later.
    private static func widening(count: Int, seed: UInt64) -> [Double] {
        var stream = RandomPath(seed: seed, ["widening"]).stream
        return (0..<count).map { 100 + (2 * $0 < count ? 10 : 50) * (2 * stream.nextUniform() - 1) }
    }

    @Test("means and medians stay, whatever the model")
    func centreStays() throws {
        for kind in StatisticalModels.kinds.map(\.name) {
            for y in ModelPropertiesTests.histories {
                let plain = Fixture.run(try Fixture.model(kind), y)
                let moved = Fixture.run(try Fixture.model(kind, Self.conformal), y)
                #expect(Fixture.means(moved, width: 6) == Fixture.means(plain, width: 6), "\(kind)")
                let medians = { (forecast: SeriesForecast) in
                    stride(from: 3, to: forecast.values.count, by: 6).map { forecast.values[$0] }
                }
                #expect(medians(moved) == medians(plain), "\(kind)")
                #expect(moved.outcome.parameters == plain.outcome.parameters, "\(kind)")
            }
        }
    }

    @Test("the same bits whether the median is asked for or not, and without levels the plain means")
    func levels() throws {
        let y = ModelPropertiesTests.histories[0]
        let model = try Fixture.model("damped", Self.conformal)
        let outer = [0.1, 0.9].compactMap(QuantileLevel.init)
        let some = Fixture.run(model, y, levels: outer).values
        let all = Fixture.run(model, y).values
        for step in 0..<6 {
            #expect(some[3 * step] == all[6 * step])
            #expect(some[3 * step + 1] == all[6 * step + 1])
            #expect(some[3 * step + 2] == all[6 * step + 5])
        }
        #expect(
            Fixture.run(model, y, levels: []).values
                == Fixture.run(try Fixture.model("damped"), y, levels: []).values)
    }

    @Test("the factor is that of a search by hand over origins and steps")
    func oracle() throws {
        let y = Self.widening(count: 60, seed: 3).map { $0 / 3 }
        let horizon = 4
        let plain = try Fixture.model("mean")
        var above: [Double] = []
        var below: [Double] = []
        for origin in 30..<60 {
            let rows = Fixture.run(plain, Array(y[..<origin]), horizon: horizon, isNonNegative: false).values
            for step in 0..<min(horizon, 60 - origin) {
                let row = rows[6 * step..<6 * step + 6]
                let (low, median, high) = (row[6 * step + 1], row[6 * step + 3], row[6 * step + 5])
                above.append((y[origin + step] - median) / (high - median))
                below.append((median - y[origin + step]) / (median - low))
            }
        }
        let weight = 7.5 / 13.5  // 30 steps are 7.5 horizons.
        let factor = { (scores: [Double]) in
            let sorted = scores.sorted()
            let place = 0.9 * Double(sorted.count + 1) - 1
            let whole = Int(place)
            let found = sorted[whole] + (place - Double(whole)) * (sorted[whole + 1] - sorted[whole])
            return 1 + weight * (found - 1)
        }
        let own = Fixture.run(plain, y, horizon: horizon).values
        let moved = Fixture.run(try Fixture.model("mean", Self.conformal), y, horizon: horizon).values
        #expect(isClose(moved[5], own[3] + factor(above) * (own[5] - own[3]), within: 1e-12))
        #expect(isClose(moved[1], own[3] - factor(below) * (own[3] - own[1]), within: 1e-12))
        #expect(factor(above) > 1.1)
    }

    @Test("where the spread has grown the interval holds more of what comes")
    func coverage() throws {
        var held = [0, 0]
        for seed in 0..<60 {
            let y = Self.widening(count: 104, seed: UInt64(seed))
            // Twice as long, so that its second half has the later spread from the start.
            let coming = Self.widening(count: 208, seed: UInt64(1000 + seed)).suffix(8)
            for (index, changes) in [[:], Self.conformal].enumerated() {
                let values = Fixture.run(try Fixture.model("mean", changes), y, horizon: 8).values
                for (step, value) in coming.enumerated()
                where values[6 * step + 1] <= value && value <= values[6 * step + 5] {
                    held[index] += 1
                }
            }
        }
        // 480 of a nominal 80 %.
        #expect(held[1] > held[0])
        #expect((held[1] - 384).magnitude < (held[0] - 384).magnitude)
    }

    @Test("a short history keeps the model's own quantiles")
    func shortHistory() throws {
        // Origins 4 to 6 and two steps each but the last: five scores.
        let y = Self.widening(count: 7, seed: 1)
        let plain = Fixture.run(try Fixture.model("ses"), y, horizon: 2)
        #expect(plain.outcome.fallback == nil)
        #expect(Fixture.run(try Fixture.model("ses", Self.conformal), y, horizon: 2) == plain)
    }

    @Test("quantiles are in order without a repair, and four times the series is four times the forecast")
    func orderAndScale() throws {
        for kind in StatisticalModels.kinds.map(\.name) {
            let model = try Fixture.model(kind, Self.conformal)
            for y in ModelPropertiesTests.histories.map({ $0.map { 0.3 * $0 } }) {
                let plain = Fixture.run(model, y)
                #expect(plain.outcome.repairs.crossed == 0, "\(kind)")
                #expect(Fixture.run(model, y.map { 4 * $0 }).values == plain.values.map { 4 * $0 }, "\(kind)")
            }
        }
    }
}
