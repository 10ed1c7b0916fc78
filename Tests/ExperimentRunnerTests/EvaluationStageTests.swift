import ExperimentSpec
import ForecastCore
import ForecastEvaluation
import ForecastTasks
import Testing
import Workers

@Suite("The scores of a run") struct EvaluationStageTests {
    private static func spec(_ evaluate: String, windows: Int = 1) -> String {
        """
        experiment: small
        data: {dataset: shop, targets: [volume]}
        models: {naive: {kind: naive}}
        backtest: {horizon: 2, windows: \(windows), step: 2}
        quantiles: []
        evaluate: {\(evaluate), season: 1}

        """
    }

    /// The last week of b was not observed; c is launched after the cutoff.
    private static let panel = Panel.weekly([
        ("a", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("b", [10, 20, 10, 20, 10, 20, 10, .nan]),
        ("c", [.nan, .nan, .nan, .nan, .nan, .nan, 50, 50]),
    ])

    /// Errors of -1, +2 and +5; what stands for c must not count.
    private static let block = block(of: [[6, 10], [15, 15], nil])

    private static func block(of rows: [[Double]?]) -> ForecastBlock {
        var block = ForecastBlock(horizon: 2, levelCount: 0)
        for row in rows {
            block.append(
                SeriesForecast(values: row ?? [1000, 1000], outcome: SeriesOutcome(isAbsent: row == nil)))
        }
        return block
    }

    private func table(
        _ inputs: StageInputs, _ blocks: [[ForecastBlock]] = [[block]], jobs: Int = 1
    ) throws -> [ScoreTable] {
        try EvaluationStage(
            experiment: inputs.spec, history: inputs.history(), queue: WorkQueue(jobs: jobs),
            progress: SilentProgress()
        ).run(blocks)
    }

    @Test("are those of the definitions, computed by hand")
    func byHand() throws {
        let inputs = try StageInputs(
            Self.spec("metrics: [wape, bias, mae, rmse, mape, mase, rmsse]"), Self.panel)
        let table = try table(inputs)[0]
        let expected: [(MetricName, Double)] = [
            (.wape, 100 * 8 / 25), (.bias, 100 * 6 / 25), (.mae, 8.0 / 3),
            (.rmse, 10.0.squareRoot()),  // (1 + 4 + 25) / 3
            (.mape, 100 * (1.0 / 7 + 2.0 / 8 + 5.0 / 10) / 3),
            // In the past a moved by 1 a week and b by 10: (1.5 / 1 + 5 / 10) / 2.
            (.mase, 1.0),
            (.rmsse, (2.5.squareRoot() + 0.5) / 2),
        ]
        #expect(inputs.spec.evaluation.metrics.map(\.name) == expected.map(\.0))
        for (metric, value) in zip(inputs.spec.evaluation.metrics, expected.map(\.1)) {
            let scored = table.value(of: metric)
            // Sums of at most three terms, each rounded once.
            #expect(abs(try #require(scored.value) - value) < 1e-12 * value, "\(metric.id)")
            #expect(scored.points == 3, "\(metric.id)")
        }
    }

    @Test("of windows are pooled, not averaged, and each window has its own")
    func windows() throws {
        let inputs = try StageInputs(Self.spec("metrics: [wape]", windows: 2), Self.panel)
        // The first window ends with week 4; all of its forecasts are right but one, by 4.
        let first = Self.block(of: [[5, 10], [10, 20], nil])
        for jobs in [1, 3] {
            let table = try table(inputs, [[first, Self.block]], jobs: jobs)[0]
            let wape = Metric(.wape)
            let byWindow = (0..<2).map { table.totalsByWindow.value(of: wape, in: $0).value }
            #expect(byWindow[0] == 100 * 4.0 / 41 && byWindow[1] == 100 * 8.0 / 25)
            #expect(table.value(of: wape).value == 100 * 12.0 / 66)
        }
    }

    @Test("are those of each model, in the order of the spec")
    func models() throws {
        let two = Self.spec("metrics: [mae]").replacing(
            "{naive: {kind: naive}}", with: "{z: {kind: mean}, naive: {kind: naive}}")
        let inputs = try StageInputs(two, Self.panel)
        let right = Self.block(of: [[7, 8], [10, 0], nil])
        let tables = try table(inputs, [[right], [Self.block]], jobs: 2)
        #expect(tables.map(\.model) == ["z", "naive"])
        #expect(tables.map { $0.value(of: Metric(.mae)).value } == [0, 8.0 / 3])
    }

    @Test("of chosen steps leave out the others")
    func steps() throws {
        let inputs = try StageInputs(Self.spec("metrics: [wape], steps: [2]"), Self.panel)
        #expect(try table(inputs)[0].value(of: Metric(.wape)).value == 100 * 2 / 8)
    }

    @Test("of MAPE leave zeros out and count them, or are refused where the spec says so")
    func zeros() throws {
        let panel = Self.panel.changing { $0 == 0 && $1 == 6 ? 0 : nil }
        let lenient = try StageInputs(Self.spec("metrics: [mape]"), panel)
        let value = try table(lenient)[0].value(of: Metric(.mape))
        #expect(value.points == 2 && value.excluded == 1)
        #expect(value.value == 100 * (2.0 / 8 + 5.0 / 10) / 2)
        let strict = try StageInputs(Self.spec("metrics: [mape], zeros: error"), panel)
        for refuse in [
            { _ = try self.table(strict) },
            { try strict.history().refuseZeroActuals(under: strict.spec.evaluation) },
        ] as [() throws -> Void] {
            let error = try #require(throws: DiagnosticsError.self) { try refuse() }
            #expect(error.diagnostics[0].code == "D301")
            #expect(error.diagnostics[0].notes == ["the first is series 'a', 7"])
        }
    }
}
