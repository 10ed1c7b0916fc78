import ForecastCore
import NumericKernels
import StatisticalModels
import Testing

@Suite("auto") struct AutoSelectionTests {
    /// The candidates by number, as `docs/models/auto.md` lists them, with a season of 4.
    private static let candidates: [(kind: String, seasonal: String?)] = [
        ("ses", "stl"), ("damped", "stl"), ("theta", "stl"), ("holt", "stl"), ("ets", "stl"),
        ("sba", nil), ("ses", nil), ("tsb", nil), ("imapa", nil), ("count", nil),
        ("ses", "fourier"), ("theta", "fourier"),
    ]
    private static let smooth = [0, 1, 2, 10, 11]
    private static let intermittent = [5, 6, 7, 8, 9]

    private func model(_ number: Int) throws -> any LocalModel {
        let (kind, seasonal) = Self.candidates[number]
        guard let seasonal else {
            return try Fixture.model(kind, kind == "ses" ? ["season": .integer(1)] : [:])
        }
        return try Fixture.model(kind, ["seasonal": .word(seasonal)])
    }

    /// The sum of losses over folds, the slow and plain way.
    private func error(
        of number: Int, _ y: [Double], cutoffs: [Int], horizon: Int, loss: (Double) -> Double
    ) throws -> Double {
        var total = 0.0
        for cutoff in cutoffs {
            let forecast = Fixture.run(try model(number), Array(y[..<cutoff]), horizon: horizon, levels: [])
            try #require(forecast.outcome.fallback == nil)
            for step in 0..<horizon { total += loss(y[cutoff + step] - forecast.values[step]) }
        }
        return total
    }

    private static let walk: [Double] = {
        var stream = RandomPath(seed: 4, ["walk"]).stream
        var level = 500.0
        return (0..<60).map { _ in
            level += 20 * (stream.nextUniform() - 0.4)
            return level
        }
    }()

    @Test("the choice, the runner-up and the lead are those of an exhaustive search by hand")
    func oracle() throws {
        let seasonal = Fixture.seasonalSeries(count: 60)
        let intermittent = Fixture.intermittentSeries(count: 60)
        for (y, family) in [
            (seasonal, Self.smooth), (Self.walk, Self.smooth), (intermittent, Self.intermittent),
        ] {
            for word in ["squared", "absolute"] {
                // 60 steps, horizon 6: from the 30th step on, four folds at most a horizon apart.
                let errors = try family.map { number in
                    try error(of: number, y, cutoffs: [36, 42, 48, 54], horizon: 6) {
                        word == "squared" ? $0 * $0 : $0.magnitude
                    }
                }
                let order = family.indices.sorted { errors[$0] < errors[$1] }
                let auto = try Fixture.model("auto", ["folds": .integer(4), "by": .word(word)])
                let outcome = Fixture.run(auto, y).outcome
                #expect(outcome.parameters[0] == Double(family[order[0]]))
                #expect(outcome.parameters[1] == Double(family[order[1]]))
                #expect(outcome.parameters[2] == 4)
                #expect(isClose(outcome.parameters[3], 1 - errors[order[0]] / errors[order[1]], within: 1e-9))
            }
        }
    }

    @Test("the forecast is that of the chosen model alone, quantiles included")
    func forecastOfTheChoice() throws {
        var choices: Set<Double> = []
        for y in [Fixture.seasonalSeries(count: 60), Self.walk, Fixture.intermittentSeries(count: 60)] {
            let ours = Fixture.run(try Fixture.model("auto"), y)
            choices.insert(ours.outcome.parameters[0])
            let alone = Fixture.run(try model(Int(ours.outcome.parameters[0])), y)
            #expect(ours.values == alone.values)
            #expect(ours.outcome.parameters.dropFirst(4).starts(with: alone.outcome.parameters))
        }
        #expect(choices.count > 1, "the choice never changes")
    }

    @Test("all chooses among every model")
    func everyFamily() throws {
        let y = Self.walk
        let all = Fixture.run(try Fixture.model("auto", ["among": .word("all")]), y).outcome.parameters
        let errors = try Self.candidates.indices.map { number in
            try error(of: number, y, cutoffs: [34, 38, 42, 46, 50, 54], horizon: 6) { $0 * $0 }
        }
        #expect(errors[Int(all[0])] == errors.min())
    }

    @Test("a history too short for a fold takes the first model that can, and says so")
    func shortHistory() throws {
        let y: [Double] = [12, 15, 11, 14, 18, 16, 13, 15, 17]
        let outcome = Fixture.run(try Fixture.model("auto"), y, horizon: 6).outcome
        #expect(outcome.fallback == nil)
        #expect(Array(outcome.parameters.prefix(4)) == [0, 1, 0, 0])
        let longer = y + y
        #expect(Fixture.run(try Fixture.model("auto"), longer, horizon: 6).outcome.parameters[2] > 0)
        #expect(Fixture.run(try Fixture.model("auto"), [3, 4]).outcome.fallback == Fallback(.tooShort))
    }

    @Test("the horizon decides which model is best")
    func horizonMatters() throws {
        let auto = try Fixture.model("auto")
        let histories = (0..<20).map { Fixture.seasonalSeries(count: 60, noise: 30, seed: UInt64($0)) }
        let choices = histories.map { y in
            [1, 12].map { Fixture.run(auto, y, horizon: $0).outcome.parameters[0] }
        }
        #expect(choices.contains { $0[0] != $0[1] })
    }

    @Test("a fold without an observed step, and gaps anywhere, leave a choice")
    func gaps() throws {
        var y = Fixture.seasonalSeries(count: 60)
        for step in 48..<60 where step % 2 == 0 { y[step] = .nan }
        for step in 50..<56 { y[step] = .nan }
        let outcome = Fixture.run(try Fixture.model("auto"), y).outcome
        #expect(outcome.fallback == nil)
        #expect(outcome.parameters[2] == 6)
    }

    @Test("behind a logarithm the choice knows the horizon, too")
    func transformed() throws {
        let y = Self.walk
        let auto = try Fixture.model("auto")
        let logs = TransformedModel(auto, transform: .log)
        let inner = Fixture.run(auto, y.map { PortableMath.log1p($0) }, horizon: 12, isNonNegative: false)
        #expect(Fixture.run(logs, y, horizon: 12).outcome.parameters == inner.outcome.parameters)
    }
}
