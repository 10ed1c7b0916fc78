import ForecastCore
import ForecastEvaluation
import Testing

@Suite("Scoring at size") struct ScoringSpeedTests {
    private func forecasts(series: Int, horizon: Int, levels: Int) -> ForecastBlock {
        var block = ForecastBlock(horizon: horizon, levelCount: levels)
        block.reserve(series: series)
        let steps = (0..<horizon * (1 + levels)).map { Double($0 % (1 + levels)) + 3 }
        for _ in 0..<series { block.append(SeriesForecast(values: steps, outcome: SeriesOutcome())) }
        return block
    }

    @Test("100,000 series of 13 steps with five levels stay small and are scored fast")
    func large() throws {
        let levels = [0.1, 0.25, 0.5, 0.75, 0.9].map(level)
        let settings = EvaluationSettings(metrics: allMetrics(levels: levels, seasons: [52]), levels: levels)
        let count = 100_000
        let block = forecasts(series: count, horizon: 13, levels: 5)
        var random = RandomPath(seed: 3, ["actuals"]).stream
        let actuals = (0..<count * 13).map { _ in Double(random.nextWord() & 15) }
        let history = (0..<count * 60).map { _ in Double(random.nextWord() & 15) }
        let clock = ContinuousClock()
        var scales: SeriesScales?
        let scaling = clock.measure {
            scales = SeriesScales(values: history, timeCount: 60, training: 0..<60, seasons: [52])
        }
        let given = try #require(scales)
        var scores: WindowScores?
        let scoring = try clock.measure {
            scores = try WindowScores.score(block, against: actuals, scales: given, settings: settings)
        }
        let window = try #require(scores)
        let pooling = clock.measure {
            let table = ScoreTable(model: "m", target: "t", settings: settings, windows: [window])
            #expect(table.value(of: Metric(.mape)).points > 0)
        }
        print("100,000 x 13: scales \(scaling), scoring \(scoring), pooling \(pooling)")
        #expect(window.statistics.count * 8 / count < 250)
    }
}
