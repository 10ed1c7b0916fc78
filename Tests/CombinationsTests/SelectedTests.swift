import Combinations
import ForecastCore
import Testing

@Suite("A selected model") struct SelectedTests {
    private static func selected(_ changes: [String: ParameterValue] = [:]) -> Selected {
        let defaults: [String: ParameterValue] = [
            "members": .members(["a", "b", "c"].map { EnsembleMember(name: $0) }), "by": .word("mae"),
            "within": .names(["demand_pattern"]), "windows": .integer(2), "confidence": .number(0.95),
        ]
        return Selected(ModelParameters(defaults.merging(changes) { $1 }))
    }

    /// Twelve series, the second half of them lumpy; of importance A and C in turn.
    private static let known = KnownSeries(
        classes: SeriesClasses(
            abc: (0..<12).map { $0 % 2 == 0 ? .a : .c }, xyz: Array(repeating: .x, count: 12),
            pattern: (0..<12).map { $0 < 6 ? .smooth : .lumpy }),
        history: Array(repeating: 10, count: 12), attributes: [])

    /// Members off by so much of a series: what came is 100.
    private static func window(_ errors: [(Int) -> Double?]) -> EarlierForecasts {
        let blocks = errors.map { error in
            var block = ForecastBlock(horizon: 1, levelCount: 0)
            for series in 0..<12 {
                let value = error(series).map { 100 + $0 }
                block.append(
                    SeriesForecast(
                        values: [value ?? 100],
                        outcome: SeriesOutcome(fallback: value == nil ? Fallback(.tooShort) : nil)))
            }
            return block
        }
        return EarlierForecasts(members: blocks, actuals: Array(repeating: 100, count: 12), levels: [])
    }

    private static func choices(_ model: Selected, _ earlier: [EarlierForecasts]) -> [Int]? {
        model.learning(from: earlier, of: known).choices
    }

    @Test("is the best of all series, and of a segment where that is sure")
    func sure() throws {
        // Member 0 is best overall; of the lumpy half member 1 is, by 2 to 3 of every series.
        let errors: [(Int) -> Double?] = [
            { $0 < 6 ? 1 : 10 }, { $0 < 6 ? 30 : 7 + Double($0 % 2) }, { _ in 20 },
        ]
        let window = Self.window(errors)
        #expect(
            Self.choices(Self.selected(["within": .names([])]), [window]) == Array(repeating: 0, count: 12))
        let expected = Array(repeating: 0, count: 6) + Array(repeating: 1, count: 6)
        #expect(Self.choices(Self.selected(), [window]) == expected)
        let learned = Self.selected().learning(from: [window], of: Self.known)
        #expect(learned.shares.map(\.segment) == ["smooth", "smooth", "smooth", "lumpy", "lumpy", "lumpy"])
        #expect(learned.shares.map(\.weight) == [1, 0, 0, 0, 1, 0])
        #expect(learned.shares.map(\.score) == [1, 30, 20, 10, 7.5, 20])
        #expect(learned.shares.allSatisfy { $0.series == 6 })
        // Every series has the forecast of its own member.
        let blocks = [0.0, 1, 2].map { value in Self.window([{ _ in value - 100 }]).members[0] }
        #expect(learned.combiner.combine(blocks, of: Self.known).block.values == expected.map(Double.init))
    }

    @Test("stays with the wider choice where one series alone speaks for another")
    func unsure() {
        // The same gain over the lumpy series as a whole, all of it from one of them.
        let errors: [(Int) -> Double?] = [
            { $0 < 6 ? 1 : 10 }, { $0 < 6 ? 30 : $0 == 6 ? 0 : 10 }, { _ in 20 },
        ]
        #expect(Self.choices(Self.selected(), [Self.window(errors)]) == Array(repeating: 0, count: 12))
        let easy = Self.selected(["confidence": .number(0.5)])
        #expect(
            Self.choices(easy, [Self.window(errors)]) == Array(repeating: 0, count: 6)
                + Array(repeating: 1, count: 6))
    }

    @Test("divides by one key after the other, each part under the choice above it")
    func keys() {
        // Lumpy series: member 1; those of them that matter (A): member 2.
        let errors: [(Int) -> Double?] = [
            { _ in 10 }, { $0 < 6 ? 30 : 5 + Double($0 % 3) / 10 },
            { $0 < 6 ? 30 : $0 % 2 == 0 ? 4 + Double($0 % 3) / 10 : 9 },
        ]
        let model = Self.selected(["within": .names(["demand_pattern", "abc_class"])])
        #expect(Self.choices(model, [Self.window(errors)]) == [0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1])
        let segments = model.learning(from: [Self.window(errors)], of: Self.known).shares.map(\.segment)
        #expect(Set(segments) == ["smooth A", "smooth C", "lumpy A", "lumpy C"])
    }

    @Test("never chooses who did not forecast, and is the mean of all where nobody did")
    func silent() {
        let errors: [(Int) -> Double?] = [{ _ in nil }, { _ in 30 }, { _ in 20 }]
        #expect(Self.choices(Self.selected(), [Self.window(errors)]) == Array(repeating: 2, count: 12))
        let nobody = Self.window([{ _ in nil }, { _ in nil }, { _ in nil }])
        let untaught = Self.selected().learning(from: [nobody], of: Self.known)
        #expect(untaught.shares.isEmpty && untaught.choices == nil)
        let now = Self.window([{ _ in 1 }, { _ in nil }, { _ in 3 }]).members
        let combination = untaught.combiner.combine(now, of: Self.known)
        #expect(combination.block.values == Array(repeating: 102, count: 12))
        #expect(combination.missing == [0, 12, 0])
    }

    @Test("keeps a stand-in of the chosen member, and a series out that takes no part")
    func standIn() {
        let learned = Self.selected().learning(
            from: [Self.window([{ _ in 1 }, { _ in 2 }, { _ in 3 }])], of: Self.known)
        var blocks = Self.window([{ $0 == 3 ? nil : 0 }, { _ in 5 }, { _ in 5 }]).members
        var absent = ForecastBlock(horizon: 1, levelCount: 0)
        for series in 0..<12 {
            var forecast = blocks[0].forecast(ofSeries: series)
            if series == 7 { forecast.outcome.isAbsent = true }
            absent.append(forecast)
        }
        blocks[0] = absent
        let block = learned.combiner.combine(blocks, of: Self.known).block
        #expect(block.outcomes.indices.filter { block.outcomes[$0].fallback != nil } == [3])
        #expect(block.outcomes.indices.filter { block.outcomes[$0].isAbsent } == [7])
    }
}
