import Combinations
import ForecastCore
import Testing

@Suite("An ensemble") struct EnsembleTests {
    private static func ensemble(
        _ members: [EnsembleMember], _ rule: Ensemble.Rule = .mean, changing: [String: ParameterValue] = [:]
    ) -> Ensemble {
        let defaults: [String: ParameterValue] = [
            "members": .members(members), "combine": .word(rule.rawValue), "best": .word("all"),
            "weights": .word("fixed"), "by": .word("wql"), "windows": .integer(1),
        ]
        return Ensemble(ModelParameters(defaults.merging(changing) { $1 }))
    }

    /// As many series as any test has, of no matter what class.
    private static let known = KnownSeries(
        classes: SeriesClasses(
            abc: Array(repeating: .a, count: 50), xyz: Array(repeating: .x, count: 50),
            pattern: Array(repeating: .smooth, count: 50)),
        history: Array(repeating: 10, count: 50), attributes: [])

    private static func named(_ names: String..., weights: [Double]? = nil) -> [EnsembleMember] {
        names.enumerated().map { EnsembleMember(name: $1, weight: weights?[$0]) }
    }

    /// One step, a mean and two quantiles; nil for a series that the model could not forecast.
    private static func block(_ rows: [[Double]?]) -> ForecastBlock {
        var block = ForecastBlock(horizon: 1, levelCount: 2)
        for row in rows {
            block.append(
                SeriesForecast(
                    values: row ?? [9, 9, 9],
                    outcome: SeriesOutcome(fallback: row == nil ? Fallback(.tooShort) : nil)))
        }
        return block
    }

    @Test("of equal members is their mean, value by value")
    func mean() {
        let combination = Self.ensemble(Self.named("a", "b")).combine(
            [Self.block([[2, 1, 4], [0, 0, 0]]), Self.block([[4, 2, 10], [6, 3, 9]])], of: Self.known)
        #expect(combination.block.values == [3, 1.5, 7, 3, 1.5, 4.5])
        #expect(combination.missing == [0, 0])
    }

    @Test("with weights counts each member by its own")
    func weights() {
        let combination = Self.ensemble(Self.named("a", "b", weights: [0.75, 0.25])).combine(
            [
                Self.block([[4, 0, 8]]), Self.block([[8, 4, 16]]),
            ], of: Self.known)
        #expect(combination.block.values == [5, 1, 10])
    }

    @Test("as a median takes the middle, and the mean of the two middle ones")
    func median() {
        let three = [[1.0, 0, 9], [5, 4, 6], [100, 1, 7]].map { Self.block([$0]) }
        #expect(
            Self.ensemble(Self.named("a", "b", "c"), .median).combine(three, of: Self.known).block.values == [
                5, 1, 7,
            ])
        let four = three + [Self.block([[7, 2, 8]])]
        #expect(
            Self.ensemble(Self.named("a", "b", "c", "d"), .median).combine(four, of: Self.known).block.values
                == [
                    6, 1.5, 7.5,
                ])
    }

    @Test("as a trimmed mean leaves a fifth out at each end, at least one of three")
    func trimmed() {
        let values: [[Double]] = [[1, 0, 9], [5, 4, 6], [100, 1, 7]]
        let three = values.map { Self.block([$0]) }
        #expect(
            Self.ensemble(Self.named("a", "b", "c"), .trimmedMean).combine(three, of: Self.known).block.values
                == [5, 1, 7])
        // A fifth of six, rounded up, is two.
        let six = [0.0, 1, 2, 4, 50, 100].map { Self.block([[$0, $0, $0]]) }
        let names = ["a", "b", "c", "d", "e", "f"].map { EnsembleMember(name: $0) }
        #expect(Self.ensemble(names, .trimmedMean).combine(six, of: Self.known).block.values == [3, 3, 3])
        #expect(
            Self.ensemble(Self.named("a", "b"), .trimmedMean).combine(Array(three.prefix(2)), of: Self.known)
                .block.values
                == [3, 2, 7.5])
    }

    @Test("gives the weight of a member that could not forecast to the others, and counts it")
    func missing() {
        let members = Self.named("a", "b", "c", weights: [0.5, 0.25, 0.25])
        let combination = Self.ensemble(members).combine(
            [
                Self.block([nil, [1, 1, 1]]), Self.block([[2, 1, 3], [1, 1, 1]]),
                Self.block([[4, 3, 5], [1, 1, 1]]),
            ], of: Self.known)
        #expect(combination.block.values == [3, 2, 4, 1, 1, 1])
        #expect(combination.missing == [1, 0, 0])
        #expect(combination.block.outcomes.allSatisfy { $0.fallback == nil })
    }

    @Test("is a fallback where all members are")
    func allMissing() {
        let combination = Self.ensemble(Self.named("a", "b")).combine(
            [Self.block([nil]), Self.block([nil])], of: Self.known)
        #expect(combination.block.values == [9, 9, 9])
        #expect(combination.block.outcomes[0].fallback == Fallback(.tooShort))
        #expect(combination.missing == [0, 0])
    }

    @Test("keeps a series out that takes no part")
    func absent() {
        var block = ForecastBlock(horizon: 1, levelCount: 0)
        block.append(SeriesForecast(values: [0], outcome: SeriesOutcome(isAbsent: true)))
        let combination = Self.ensemble(Self.named("a", "b")).combine([block, block], of: Self.known)
        #expect(combination.block.outcomes[0].isAbsent)
    }

    @Test("of ordered quantiles has ordered quantiles, by any rule", arguments: Ensemble.Rule.allCases)
    func order(rule: Ensemble.Rule) {
        var stream = RandomPath(seed: 7, ["ensemble"]).stream
        let members = (0..<7).map { _ in
            Self.block((0..<50).map { _ in (0..<3).map { _ in stream.nextUniform() }.sorted() })
        }
        let names = (0..<7).map { EnsembleMember(name: "m\($0)") }
        let block = Self.ensemble(names, rule).combine(members, of: Self.known).block
        for series in 0..<50 {
            #expect(block.quantile(series, 0, level: 0) <= block.quantile(series, 0, level: 1))
        }
    }
}
