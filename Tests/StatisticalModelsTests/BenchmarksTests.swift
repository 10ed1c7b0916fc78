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

    @Test(
        "within a season every step errs alike: seasonal naive intervals do not grow there",
        arguments: 13...21)
    func seasonalNaiveWithinASeason(count: Int) throws {
        // One to nine seasonal differences: fewer than make a tail of their own.
        let y = (0..<count).map { Double($0 * 37 % 11) * 5 }
        let model = try Fixture.model("seasonal_naive", ["season": .integer(12)])
        let forecast = Fixture.run(model, y, horizon: 24, isNonNegative: false)
        let spreads = (0..<24).map { step in
            (1...5).map { forecast.values[step * 6 + $0] - forecast.values[step * 6] }
        }
        for step in 1..<12 {
            for (now, first) in zip(spreads[step], spreads[0]) { #expect((now - first).magnitude < 1e-9) }
        }
        // Two seasons back: the root of two times as wide.
        for step in 12..<24 {
            for (now, first) in zip(spreads[step], spreads[0]) {
                #expect((now - 2.0.squareRoot() * first).magnitude < 1e-9)
            }
        }
    }

    @Test(
        "its intervals over noise hold what they promise in every step of a season, short histories included",
        arguments: [20, 21, 24, 40])
    func seasonalNaiveCoverage(count: Int) throws {
        let model = try Fixture.model("seasonal_naive", ["season": .integer(12)])
        var covered = [Int](repeating: 0, count: 12)
        let rounds = 400
        for round in 0..<rounds {
            var stream = RandomPath(seed: UInt64(round), ["noise"]).stream
            let y = (0..<count + 12).map { _ in
                100 + 10 * (0..<12).reduce(-6) { sum, _ in sum + stream.nextUniform() }
            }
            let forecast = Fixture.run(model, Array(y[..<count]), horizon: 12)
            for step in 0..<12
            where forecast.values[step * 6 + 1] <= y[count + step]
                && y[count + step] <= forecast.values[step * 6 + 5]
            {
                covered[step] += 1
            }
        }
        // 80 % is promised. Eight to ten differences tell p10 and p90 roughly; growing intervals held 96 to 99 %.
        let shares = covered.map { Double($0) / Double(rounds) }
        #expect(shares.allSatisfy { 0.70 < $0 && $0 < 0.90 }, "\(shares)")
    }

    @Test("with few errors after a gap, naive intervals grow from the lag that was measured")
    func naiveAfterAGap() throws {
        // Eleven values and three weeks without data: nine differences over four steps are too few for the next.
        let y: [Double] = [1, 5, 2, 8, 3, 9, 4, 6, 2, 7, 5, 8, 4] + [.nan, .nan, .nan]
        let forecast = Fixture.run(try Fixture.model("naive"), y, horizon: 4, isNonNegative: false)
        let spreads = (0..<4).map { forecast.values[$0 * 6 + 5] - forecast.values[$0 * 6] }
        for step in 1..<4 {
            let expected = spreads[0] * (Double(4 + step) / 4).squareRoot()
            #expect((spreads[step] - expected).magnitude < 1e-9, "\(spreads)")
        }
    }

    @Test(
        "a kind that says how much history it needs falls back below it, and not from it on",
        arguments: ["seasonal_naive", "holt_winters"])
    func leastHistory(name: String) throws {
        let kind = try #require(StatisticalModels.kinds.first { $0.name == name })
        for season in [1, 2, 4, 5, 12] {
            var values = Dictionary(
                uniqueKeysWithValues: kind.parameters.compactMap { declared in
                    declared.defaultValue.map { (declared.name, $0) }
                })
            values["season"] = .integer(season)
            let parameters = ModelParameters(values)
            let least = kind.leastHistory(parameters)
            let model = try #require(kind.localModel(parameters))
            let y = Fixture.seasonalSeries(count: least)
            #expect(Fixture.run(model, y).outcome.fallback == nil, "\(season)")
            if least > 1 {
                #expect(
                    Fixture.run(model, Array(y.dropLast())).outcome.fallback?.reason == .tooShort, "\(season)"
                )
            }
        }
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
