import ForecastCore
import StatisticalModels
import Testing

@Suite("naive, seasonal naive, moving average, drift and mean") struct BenchmarksTests {
    @Test("worked examples")
    func byHand() throws {
        let y: [Double] = [2, 4, 9, 5, 3, 7, 8]
        #expect(Fixture.points(try Fixture.model("naive"), y, horizon: 2) == [8, 8])
        // Positions: ..., 5 | 3 7 8, the next is the season of 5.
        #expect(Fixture.points(try Fixture.model("seasonal_naive"), y, horizon: 6) == [5, 3, 7, 8, 5, 3])
        #expect(Fixture.points(try Fixture.model("moving_average"), y, horizon: 1) == [(5.0 + 3 + 7 + 8) / 4])
        #expect(Fixture.points(try Fixture.model("drift"), y, horizon: 2) == [9, 10])
        #expect(Fixture.points(try Fixture.model("mean"), y, horizon: 1) == [38.0 / 7])
    }

    @Test("gaps: the last observed value, also of a season, also of older ones")
    func gaps() throws {
        let y: [Double] = [2, 4, 9, 5, 3, .nan, 8, .nan]
        #expect(Fixture.points(try Fixture.model("naive"), y, horizon: 1) == [8])
        #expect(Fixture.points(try Fixture.model("seasonal_naive"), y, horizon: 4) == [3, 4, 8, 5])
        #expect(Fixture.points(try Fixture.model("moving_average"), y, horizon: 1) == [(9.0 + 5 + 3 + 8) / 4])
        // (8 - 2) / 6 a step, two steps after the last observation.
        #expect(Fixture.points(try Fixture.model("drift"), y, horizon: 1) == [10])
        // A position that was never observed takes the last value of any.
        #expect(Fixture.points(try Fixture.model("seasonal_naive"), [2, .nan, 9, 5], horizon: 2) == [2, 5])
    }

    @Test("naive quantiles are those of the differences over h steps")
    func naiveQuantilesByHand() throws {
        // One step: 1, 3, 1, 3, ... ; two steps: always 4.
        let y = (0..<31).map { Double($0 / 2 * 4 + $0 % 2) }
        let forecast = Fixture.run(try Fixture.model("naive"), y, horizon: 2)
        #expect(Array(forecast.values[0..<6]) == [60, 61, 61, 62, 63, 63])
        #expect(Array(forecast.values[6..<12]) == [60, 64, 64, 64, 64, 64])
    }

    @Test("weeks without data before the cutoff widen the naive quantiles")
    func trailingGap() throws {
        let y = (0..<31).map { Double($0 / 2 * 4 + $0 % 2) }
        let forecast = Fixture.run(try Fixture.model("naive"), y + [.nan], horizon: 1)
        // Two steps after the last observation: the differences over two steps.
        #expect(forecast.values == [60, 64, 64, 64, 64, 64])
    }

    @Test("short histories", arguments: ["naive", "mean", "moving_average"])
    func onePoint(kind: String) throws {
        let forecast = Fixture.run(try Fixture.model(kind), [5])
        #expect(forecast.outcome.fallback == nil && forecast.values.allSatisfy { $0 == 5 })
    }

    @Test("a constant or all-zero history is no fallback, its forecast exact", arguments: [0.0, 0.1, 7])
    func constant(value: Double) throws {
        for kind in ["naive", "seasonal_naive", "moving_average", "drift", "mean"] {
            let forecast = Fixture.run(try Fixture.model(kind), [Double](repeating: value, count: 11))
            #expect(forecast.outcome.fallback == nil && forecast.values.allSatisfy { $0 == value }, "\(kind)")
        }
    }

    @Test("too short for a season, or for a line, falls back to the last value")
    func tooShort() throws {
        let seasonal = Fixture.run(try Fixture.model("seasonal_naive"), [3, 1, 2])
        #expect(seasonal.outcome.fallback == Fallback(.tooShort))
        #expect(Fixture.means(seasonal, width: 6) == [2, 2, 2, 2, 2, 2])
        #expect(Fixture.run(try Fixture.model("drift"), [3]).outcome.fallback == Fallback(.tooShort))
    }
}
