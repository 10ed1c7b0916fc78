import Combinations
import ForecastCore
import ForecastEvaluation
import Testing

@Suite("An ensemble that learns from earlier windows") struct LearningTests {
    private static let levels = [0.1, 0.5, 0.9].map { QuantileLevel($0)! }

    private static func ensemble(_ members: Int, _ changes: [String: ParameterValue]) -> Ensemble {
        let names = (0..<members).map { EnsembleMember(name: "m\($0)") }
        let defaults: [String: ParameterValue] = [
            "members": .members(names), "combine": .word("mean"), "best": .word("all"),
            "weights": .word("fixed"), "by": .word("wql"), "windows": .integer(1),
        ]
        return Ensemble(ModelParameters(defaults.merging(changes) { $1 }))
    }

    private static func known(_ series: Int) -> KnownSeries {
        KnownSeries(
            classes: SeriesClasses(
                abc: Array(repeating: .a, count: series), xyz: Array(repeating: .x, count: series),
                pattern: Array(repeating: .smooth, count: series)),
            history: Array(repeating: 10, count: series), attributes: [])
    }

    /// One step; every quantile is the mean. Nil for a series that the model could not forecast.
    private static func flat(_ values: [Double?]) -> ForecastBlock {
        var block = ForecastBlock(horizon: 1, levelCount: levels.count)
        for value in values {
            block.append(
                SeriesForecast(
                    values: Array(repeating: value ?? 5, count: 1 + levels.count),
                    outcome: SeriesOutcome(fallback: value == nil ? Fallback(.tooShort) : nil)))
        }
        return block
    }

    private static func window(_ members: [[Double?]], came actuals: [Double]) -> EarlierForecasts {
        EarlierForecasts(members: members.map(flat), actuals: actuals, levels: levels)
    }

    private static func weights(_ ensemble: Ensemble, _ earlier: [EarlierForecasts]) -> [Double] {
        let series = earlier[0].members[0].seriesCount
        return ensemble.learning(from: earlier, of: known(series)).shares.map(\.weight)
    }

    @Test("asks for earlier windows only where it uses them")
    func asks() {
        #expect(Self.ensemble(3, [:]).earlierWindows == 0)
        #expect(Self.ensemble(3, ["best": .integer(3), "windows": .integer(4)]).earlierWindows == 0)
        #expect(Self.ensemble(3, ["best": .integer(2), "windows": .integer(4)]).earlierWindows == 4)
        #expect(Self.ensemble(3, ["weights": .word("learned")]).earlierWindows == 1)
        // Only a mean has weights.
        #expect(
            Self.ensemble(3, ["weights": .word("learned"), "combine": .word("median")]).earlierWindows == 0)
    }

    @Test("keeps the best by the measure that is asked for, all windows together")
    func best() throws {
        // Errors of the members: 1, 2, 4 in the first window; 5, 1, 4 in the second: 6, 3, 8.
        let first = Self.window([[11], [12], [14]], came: [10])
        let second = Self.window([[15], [11], [14]], came: [10])
        let ensemble = Self.ensemble(3, ["best": .integer(1), "by": .word("mae"), "windows": .integer(2)])
        #expect(Self.weights(ensemble, [first]) == [1, 0, 0])
        #expect(Self.weights(ensemble, [first, second]) == [0, 1, 0])
        let learned = ensemble.learning(from: [first, second], of: Self.known(1))
        #expect(learned.shares.map(\.score) == [3, 1.5, 4] && learned.shares.allSatisfy { $0.series == 1 })
        let block = learned.combiner.combine([[1], [2], [3]].map(Self.flat), of: Self.known(1)).block
        #expect(block.values == [2, 2, 2, 2])
    }

    @Test("averages the best alike, the first ones where equals compete, and no other speaks for a series")
    func kept() {
        let earlier = [Self.window([[12], [11], [9], [30]], came: [10])]
        let ensemble = Self.ensemble(4, ["best": .integer(2), "by": .word("wape")])
        #expect(Self.weights(ensemble, earlier) == [0, 0.5, 0.5, 0])
        let learned = ensemble.learning(from: earlier, of: Self.known(1)).combiner
        let now: [[Double?]] = [[1], [nil], [3], [100]]
        let combination = learned.combine(now.map(Self.flat), of: Self.known(1))
        #expect(combination.block.values == [3, 3, 3, 3])
        #expect(combination.missing == [0, 1, 0, 0])
    }

    @Test("leaves out who never forecast there, and everybody counts alike where nobody did")
    func silent() {
        // The stand-in of the first, 5, would be the best.
        let earlier = [Self.window([[nil, nil], [7, 7], [9, 9]], came: [5, 5])]
        let ensemble = Self.ensemble(3, ["best": .integer(2), "by": .word("mae")])
        let shares = ensemble.learning(from: earlier, of: Self.known(2)).shares
        #expect(shares.map(\.weight) == [0, 0.5, 0.5] && shares.map(\.score) == [nil, 2, 4])
        let nobody = [Self.window([[nil], [nil], [nil]], came: [5])]
        #expect(Self.weights(ensemble, nobody).allSatisfy { $0 == 1 / 3.0 })
        let nothing = [Self.window([[1], [2], [3]], came: [.nan])]
        #expect(Self.weights(ensemble, nothing).allSatisfy { $0 == 1 / 3.0 })
    }

    @Test("takes given weights along: those of the kept, scaled to sum 1")
    func given() {
        let members = zip(["a", "b", "c"], [0.5, 0.3, 0.2]).map { EnsembleMember(name: $0, weight: $1) }
        let ensemble = Self.ensemble(
            3, ["members": .members(members), "best": .integer(2), "by": .word("mae")])
        let weights = Self.weights(ensemble, [Self.window([[10], [30], [11]], came: [10])])
        #expect(abs(weights[0] - 5 / 7.0) < 1e-15 && weights[1] == 0 && abs(weights[2] - 2 / 7.0) < 1e-15)
    }

    // MARK: - Learned weights

    /// Forecasts at random around what came, one member better than the next.
    private static func noisy(
        _ name: String, members: Int, series: Int, steps: Int = 4
    ) -> EarlierForecasts {
        var stream = RandomPath(seed: 3, [name]).stream
        var actuals = (0..<series * steps).map { _ in 20 + 10 * stream.nextUniform() }
        var blocks: [ForecastBlock] = []
        for member in 0..<members {
            var block = ForecastBlock(horizon: steps, levelCount: levels.count)
            for row in 0..<series {
                let values = (0..<steps).flatMap { step -> [Double] in
                    let mean =
                        actuals[row * steps + step] + Double(member + 1) * 6 * (stream.nextUniform() - 0.5)
                    return [mean, mean - 3, mean, mean + 3]
                }
                block.append(SeriesForecast(values: values, outcome: SeriesOutcome()))
            }
            blocks.append(block)
        }
        actuals[3] = .nan
        return EarlierForecasts(members: blocks, actuals: actuals, levels: levels)
    }

    /// What the mean with these weights would have lost, by the metrics of the report.
    private static func loss(
        _ weights: [Double], in window: EarlierForecasts, by metric: MetricName
    ) throws -> Double {
        let settings = EvaluationSettings(metrics: [Metric(metric)], levels: levels)
        var mean = ForecastBlock(horizon: window.members[0].horizon, levelCount: levels.count)
        for series in 0..<window.members[0].seriesCount {
            let rows = window.members.map { $0.forecast(ofSeries: series).values }
            mean.append(
                SeriesForecast(
                    values: rows[0].indices.map { place in
                        zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[place] }
                    }, outcome: SeriesOutcome()))
        }
        let scores = try WindowScores.score(
            mean, against: window.actuals,
            scales: SeriesScales(values: [], timeCount: 1, training: 0..<1, seasons: []), settings: settings)
        return try #require(
            ScoreTable(model: "", target: "", settings: settings, windows: [scores]).value(of: Metric(metric))
                .value)
    }

    @Test(
        "has weights that are not negative and sum to 1, under which less is lost than under equal ones",
        arguments: [MetricName.wql, .wape, .rmse, .mape])
    func learned(metric: MetricName) throws {
        let window = Self.noisy("window", members: 3, series: 40)
        let equal = Array(repeating: 1 / 3.0, count: 3)
        let weights = LearnedWeights.weights(from: [window], by: metric, towards: equal)
        #expect(weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) < 1e-12)
        #expect(weights[0] > weights[1] && weights[1] > weights[2], "\(weights)")
        // The lowest loss of all weights on a grid.
        var least = Double.infinity
        for first in 0...20 {
            for second in 0...(20 - first) {
                let place = [first, second, 20 - first - second].map { Double($0) / 20 }
                least = min(least, try Self.loss(place, in: window, by: metric))
            }
        }
        let before = try Self.loss(equal, in: window, by: metric)
        let after = try Self.loss(weights, in: window, by: metric)
        // It is pulled towards equal weights, so it keeps a part of what they lose.
        #expect(after < before, "\(least) \(after) \(before)")
        #expect(after - least < 0.25 * (before - least), "\(least) \(after) \(before)")
    }

    @Test("gives a member the same weight wherever it stands, and none to one that has none")
    func order() {
        let window = Self.noisy("order", members: 3, series: 30)
        let weights = LearnedWeights.weights(from: [window], by: .wql, towards: [0.5, 0.25, 0.25])
        let turned = EarlierForecasts(
            members: [window.members[2], window.members[0], window.members[1]], actuals: window.actuals,
            levels: Self.levels)
        let again = LearnedWeights.weights(from: [turned], by: .wql, towards: [0.25, 0.5, 0.25])
        // Sums run in another order.
        for (place, member) in [2, 0, 1].enumerated() { #expect(abs(again[place] - weights[member]) < 1e-9) }
        let without = LearnedWeights.weights(from: [window], by: .wql, towards: [0.5, 0, 0.5])
        #expect(without[1] == 0 && abs(without[0] + without[2] - 1) < 1e-12)
    }

    @Test("stays with the given weights where nothing came, and where all members say the same")
    func nothing() {
        let given = [0.7, 0.3]
        let nothing = [Self.window([[1], [2]], came: [.nan])]
        #expect(LearnedWeights.weights(from: nothing, by: .wql, towards: given) == given)
        let same = [Self.window([[4], [4]], came: [9])]
        for (weight, prior) in zip(LearnedWeights.weights(from: same, by: .wql, towards: given), given) {
            #expect(abs(weight - prior) < 1e-12)
        }
        let huge = [Self.window([[1e308], [-1e308]], came: [0])]
        let weights = LearnedWeights.weights(from: huge, by: .rmse, towards: given)
        #expect(weights.allSatisfy { $0.isFinite })
    }
}
