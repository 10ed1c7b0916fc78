import ExperimentRunner
import ExperimentSpec
import ForecastCore
import ForecastEvaluation
import ForecastTasks
import Reports
import Testing
import Workers

@Suite("The verdict of a run") struct VerdictStageTests {
    private static func spec(windows: Int = 4, promotes: Bool = true) -> String {
        """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        models: {naive: {kind: naive}, old: {kind: mean}, new: {kind: ses}}
        backtest: {horizon: 2, windows: \(windows), step: 2}
        quantiles: []
        evaluate: {metrics: [wape], season: 1}

        """
            + (promotes
                ? "promotion: {champion: old, challengers: [new], metric: wape, min_improvement_pp: 1}\n"
                : "")
    }

    /// By how much a forecast misses, as a share of what came.
    private typealias Miss = @Sendable (_ series: Int, _ window: Int, _ step: Int) -> Double

    /// Too high and too low in turn, a little more here and there: no bias, and nothing is all alike.
    private static func misses(_ share: Double) -> Miss {
        { series, window, step in
            let sign = (series + window + step) % 2 == 0 ? 1.0 : -1.0
            return sign * share * (1 + 0.05 * Double((3 * series + window) % 5 - 2))
        }
    }

    private func verdict(
        _ spec: String = spec(), naive: @escaping Miss = misses(0.3), old: @escaping Miss,
        new: @escaping Miss, without missing: String = ""
    ) throws -> ExperimentReport.Verdict? {
        let inputs = try StageInputs(spec, .lively(series: 12, weeks: 24))
        return VerdictStage(
            experiment: inputs.spec,
            results: [try result(of: inputs, inputs.history(), [naive, old, new], without: missing)],
            classes: try inputs.classes()
        ).verdict()
    }

    /// - Parameter misses: of naive, old and new.
    private func result(
        of inputs: StageInputs, _ history: TargetHistory, _ misses: [Miss], without missing: String = ""
    ) throws -> TargetResult {
        let forecasts = misses.map { miss in
            history.windows.map { Self.block(missing: miss, history, $0) }
        }
        let scores = try EvaluationStage(
            experiment: inputs.spec, history: history, queue: WorkQueue(jobs: 1), progress: SilentProgress()
        ).run(forecasts)
        return TargetResult(
            history: history, forecasts: forecasts, scores: scores.filter { $0.model != missing }, fits: [])
    }

    private static func block(
        missing miss: @escaping Miss, _ history: TargetHistory, _ window: BacktestWindow
    )
        -> ForecastBlock
    {
        let actuals = history.actuals(in: window)
        var block = ForecastBlock(horizon: window.horizon, levelCount: 0)
        for series in 0..<history.panel.seriesCount {
            let values = (0..<window.horizon).map { step in
                actuals[series * window.horizon + step] * (1 + miss(series, window.index, step))
            }
            block.append(SeriesForecast(values: values, outcome: SeriesOutcome()))
        }
        return block
    }

    @Test("promotes a challenger that is surely better by more than the minimum")
    func promote() throws {
        let verdict = try #require(try verdict(old: Self.misses(0.2), new: Self.misses(0.05)))
        #expect(verdict.decision == .promote, "\(verdict.reasons)")
        #expect(verdict.champion == "old" && verdict.challenger == "new" && verdict.metric == "wape")
        // 20 % against 5 %, but for what the misses differ by.
        #expect(abs(try #require(verdict.improvementPP.value) - 15) < 0.5)
        #expect(try #require(verdict.intervalPP).lower > 10)
        #expect(verdict.guardrails.allSatisfy(\.passed) && verdict.challengersTried == 1)
        #expect(verdict.championBelowBaseline == nil)
    }

    @Test("is about the target that the spec names, whichever comes first")
    func target() throws {
        var inputs = try StageInputs(Self.spec(), .lively(series: 12, weeks: 24))
        let volume = inputs.panel.columns[0]
        inputs.panel = Panel(
            grid: inputs.panel.grid, seriesIDs: inputs.panel.seriesIDs, firstStep: inputs.panel.firstStep,
            columns: [
                volume,
                PanelColumn(name: "revenue", knowledge: .target, values: volume.values.map { 3 * $0 }),
            ])
        inputs.spec.promotion?.target = "revenue"
        let (worse, better) = (Self.misses(0.2), Self.misses(0.05))
        let revenue = try TargetHistory(
            target: "revenue", panel: inputs.panel, windows: inputs.windows(),
            backtest: inputs.spec.backtest, queue: WorkQueue(jobs: 1))
        let results = [
            try result(of: inputs, inputs.history(), [Self.misses(0.3), better, worse]),
            try result(of: inputs, revenue, [Self.misses(0.3), worse, better]),
        ]
        for order in [results, results.reversed()] {
            let verdict = try #require(
                VerdictStage(experiment: inputs.spec, results: order, classes: try inputs.classes()).verdict()
            )
            #expect(verdict.decision == .promote && verdict.target == "revenue", "\(verdict.reasons)")
        }
    }

    @Test("keeps the champion where the challenger is surely worse, or better by less than the minimum")
    func keep() throws {
        let worse = try #require(try verdict(old: Self.misses(0.05), new: Self.misses(0.2)))
        #expect(worse.decision == .keep, "\(worse.reasons)")
        let little = try #require(try verdict(old: Self.misses(0.2), new: Self.misses(0.199)))
        #expect(little.decision == .keep && (little.improvementPP.value ?? 0) > 0, "\(little.reasons)")
        #expect(try #require(little.intervalPP).upper < 1)
    }

    @Test("is inconclusive where windows disagree, and where there are too few of them")
    func inconclusive() throws {
        let erratic: Miss = { series, window, step in
            Self.misses(window % 2 == 0 ? 0.05 : 0.33)(series, window, step)
        }
        let torn = try #require(try verdict(old: Self.misses(0.2), new: erratic))
        #expect(torn.decision == .inconclusive, "\(torn.reasons)")
        let interval = try #require(torn.intervalPP)
        #expect(interval.lower < 0 && interval.upper > 1)
        let few = try #require(
            try verdict(Self.spec(windows: 2), old: Self.misses(0.2), new: Self.misses(0.05)))
        #expect(few.decision == .inconclusive, "\(few.reasons)")
    }

    @Test("keeps the champion where a guardrail surely breaks, however much better the challenger is")
    func guardrail() throws {
        let biased: Miss = { series, window, step in abs(Self.misses(0.05)(series, window, step)) }
        let verdict = try #require(try verdict(old: Self.misses(0.2), new: biased))
        #expect(verdict.decision == .keep && (verdict.improvementPP.value ?? 0) > 14, "\(verdict.reasons)")
        #expect(verdict.comparisons[0].brokenGuardrails == ["bias_pp"])
    }

    @Test("holds the challenger against the naive baseline, and says when the champion is worse than it")
    func baseline() throws {
        let verdict = try #require(
            try verdict(naive: Self.misses(0.02), old: Self.misses(0.2), new: Self.misses(0.1)))
        #expect(verdict.decision == .keep, "\(verdict.reasons)")
        #expect(verdict.comparisons[0].brokenGuardrails == ["naive_baseline"])
        #expect(verdict.championBelowBaseline != nil)
    }

    @Test("is inconclusive, with the reason, where nothing can be compared")
    func impossible() throws {
        let verdict = try #require(
            try verdict(old: Self.misses(0.2), new: Self.misses(0.05), without: "old"))
        #expect(verdict.decision == .inconclusive && verdict.intervalPP == nil)
        #expect(verdict.reasons == ["The comparison cannot be made: the champion 'old' did not run."])
    }

    @Test("is none where the spec promotes nothing")
    func none() throws {
        let spec = Self.spec(promotes: false)
        #expect(try verdict(spec, old: Self.misses(0.2), new: Self.misses(0.05)) == nil)
    }
}
