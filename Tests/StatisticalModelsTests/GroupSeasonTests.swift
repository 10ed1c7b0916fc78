import ForecastCore
import StatisticalModels
import Testing

@Suite("a season that a group of series shares") struct GroupSeasonTests {
    /// By quarter of the grid.
    private static let figure = [0.6, 0.8, 1.0, 1.6]

    private static func history(_ id: String, level: Double, from first: Int, to end: Int) -> SeriesHistory {
        let values = (first..<end).map { step -> Double in
            let noise = 1 + 0.01 * Double(step * 7 % 5)
            return level * figure[step % 4] * noise
        }
        return SeriesHistory(id: id, values: values, firstStep: first)
    }

    /// Two long ones and two that begin in different seasons, up to step 40.
    private static let members = [
        history("a", level: 100, from: 0, to: 40), history("b", level: 16, from: 3, to: 40),
        history("short", level: 40, from: 34, to: 40), history("shorter", level: 8, from: 35, to: 40),
    ]

    private static func grouped(_ kind: String, _ seasonal: String, _ group: String = "category") throws
        -> any GroupedModel
    {
        let changes: [String: ParameterValue] = ["seasonal": .word(seasonal), "group": .word(group)]
        return try #require(try Fixture.model(kind, changes) as? any GroupedModel)
    }

    private static func forecast(_ model: any LocalModel, _ history: SeriesHistory, _ horizon: Int = 4)
        -> SeriesForecast
    {
        LocalModelExecution.run(
            model, history: history, fitHistory: history,
            request: ForecastRequest(horizon: horizon, levels: Fixture.levels, isNonNegative: true),
            random: RandomPath(seed: 1, ["test"]))
    }

    @Test(
        "serves those that are too short, at their own place of the season",
        arguments: ["classical", "stl", "fourier"])
    func shortSeries(seasonal: String) throws {
        let model = try Self.grouped("ses", seasonal)
        let season = try #require(model.season(of: Self.members))
        for history in Self.members.suffix(2) {
            let forecast = Self.forecast(model.sharing(season), history)
            #expect(forecast.outcome.parameters.last == 1)
            let fitted = FittedParameters(forecast.outcome.parameters)
            #expect(model.choice(in: fitted)?.choice == "season of the group")
            let level = history.id == "short" ? 40.0 : 8
            for step in 0..<4 {
                let truth = level * Self.figure[step] * 1.02
                #expect(
                    isClose(forecast.values[step * 6], truth, within: 0.06),
                    "\(seasonal), \(history.id), \(step)")
            }
            // Alone it knows none.
            let alone = Self.forecast(model.sharing(nil), history)
            #expect(model.choice(in: FittedParameters(alone.outcome.parameters))?.choice == "no season")
            #expect(alone.values[0] == alone.values[18])
        }
    }

    @Test("leaves a series of two seasons its own, to the bit")
    func longSeries() throws {
        let model = try Self.grouped("damped", "stl")
        let season = try #require(model.season(of: Self.members))
        let history = Self.members[1]
        let own = Self.forecast(try Fixture.model("damped", ["seasonal": .word("stl")]), history)
        let shared = Self.forecast(model.sharing(season), history)
        #expect(shared.values == own.values)
        #expect(shared.outcome.parameters == own.outcome.parameters + [0])
    }

    @Test("is none where the group is young, and none in the place of a group that was not named")
    func none() throws {
        let model = try Self.grouped("ses", "classical")
        #expect(model.season(of: []) == nil)
        #expect(model.season(of: Array(Self.members.suffix(2))) == nil)
        let flat = (0..<3).map { SeriesHistory(id: "\($0)", values: [5, 5, 5, 5, 5, 5, 5, 5], firstStep: 0) }
        #expect(model.season(of: flat) == nil)
        #expect(try Self.grouped("ses", "classical", "none").group == nil)
    }

    @Test("does not depend on the unit of a member, and lies at the same weeks wherever the grid begins")
    func equivariance() throws {
        let model = try Self.grouped("ses", "fourier")
        let short = Self.members[2]
        let expected = Self.forecast(model.sharing(model.season(of: Self.members)), short).values
        let scaled = Self.members.enumerated().map { place, member in
            SeriesHistory(
                id: member.id, values: place == 0 ? member.values.map { 1024 * $0 } : member.values,
                firstStep: member.firstStep)
        }
        #expect(Self.forecast(model.sharing(model.season(of: scaled)), short).values == expected)
        let later = Self.members.map {
            SeriesHistory(id: $0.id, values: $0.values, firstStep: $0.firstStep + 3)
        }
        #expect(Self.forecast(model.sharing(model.season(of: later)), later[2]).values == expected)
    }

    @Test("goes through conformal intervals and transforms")
    func wrapped() throws {
        let changes: [String: ParameterValue] = [
            "seasonal": .word("stl"), "group": .word("category"), "intervals": .word("conformal"),
        ]
        let conformal = try #require(try Fixture.model("ses", changes) as? any GroupedModel)
        let logarithms = TransformedModel(try Self.grouped("ses", "stl"), transform: .log)
        for model in [conformal, logarithms as any GroupedModel] {
            #expect(model.group == "category")
            let season = try #require(model.season(of: Self.members))
            let forecast = Self.forecast(model.sharing(season), Self.members[2])
            #expect(forecast.outcome.parameters.last == 1 && forecast.outcome.fallback == nil)
            #expect(isClose(forecast.values[18], 40 * 1.6 * 1.02, within: 0.15), "\(forecast.values[18])")
        }
    }
}
