import ForecastCore
import ForecastEvaluation
import Testing

@Suite("What each series adds to a metric") struct SeriesContributionTests {
    @Test("by hand: WAPE by its errors over everybody's volume, RMSE by its squares")
    func byHand() throws {
        // Two series, two windows, actuals of 100.
        let champion = try table("a", errors: [[10, 30], [10, -30]])
        let challenger = try table("b", errors: [[20, 10], [20, -10]])
        // 20 and 60 of 400: 5 and 15 points of 20.
        #expect(champion.contributions(to: Metric(.wape)) == [5, 15])
        #expect(champion.contributions(to: Metric(.bias)) == [5, 0])
        // Of 5 points, the first takes 5 and the second gives 10.
        #expect(champion.contributions(toImprovementOf: challenger, on: Metric(.wape)) == [-5, 10])
        // mae is 20 and 15: percent of 20.
        #expect(champion.contributions(toImprovementOf: challenger, on: Metric(.mae)) == [-25, 50])
        let roots = try #require(champion.contributions(to: Metric(.rmse)))
        // Squares 200 and 1,800 under a root of 500.
        #expect((roots[0] / roots[1] - 1.0 / 9).magnitude < 1e-12)
        #expect((roots[0] + roots[1] - 500.0.squareRoot()).magnitude < 1e-12)
    }

    @Test(
        "the parts sum up to the metric and to the improvement, whatever the metric",
        arguments: 1...6 as ClosedRange<UInt64>)
    func sums(seed: UInt64) throws {
        let champion = try Scenario(series: 40, windows: 3, horizon: 4, seed: seed).table(model: "a")
        var other = Scenario(series: 40, windows: 3, horizon: 4, seed: seed)
        for window in other.windows.indices {
            other.windows[window].forecasts = other.windows[window].forecasts.map { steps in
                steps.map { $0.map { 0.7 * $0 + 2 } }
            }
        }
        let challenger = try other.table(model: "b")
        for metric in allMetrics(levels: [p10, p50, p90], seasons: [1, 4]) {
            guard let before = champion.value(of: metric).value,
                let after = challenger.value(of: metric).value
            else { continue }
            let parts = try #require(champion.contributions(to: metric), "\(metric.id)")
            #expect(
                (parts.reduce(0, +) - before).magnitude <= 1e-9 * max(1, before.magnitude), "\(metric.id)")
            guard let improvement = metric.improvement(champion: before, challenger: after) else { continue }
            let gains = try #require(champion.contributions(toImprovementOf: challenger, on: metric))
            #expect(
                (gains.reduce(0, +) - improvement).magnitude <= 1e-9 * max(1, improvement.magnitude),
                "\(metric.id): \(gains.reduce(0, +)) of \(improvement)")
        }
    }

    @Test("a bias on the other side of 0, and coverage beyond the nominal, count as distances")
    func distances() throws {
        let low = try table("a", errors: [[-10, -30]])
        let high = try table("b", errors: [[10, 10]])
        // Bias -20 becomes 10: the distance shrinks by 10, 5 + 15 less 5 + 5.
        let gains = try #require(low.contributions(toImprovementOf: high, on: Metric(.bias)))
        #expect(gains == [0, 10])
    }

    @Test("series that err alike add exactly nothing", arguments: [MetricName.wape, .mae, .rmse, .bias])
    func alike(name: MetricName) throws {
        let champion = try table("a", errors: [[1.0 / 3, 0.1, 7], [0.7, 0.2, 9]])
        let challenger = try table("b", errors: [[1.0 / 3, 0.1, 5], [0.7, 0.2, 3]])
        let gains = try #require(champion.contributions(toImprovementOf: challenger, on: Metric(name)))
        #expect(gains[0] == 0 && gains[1] == 0 && gains[2] > 0)
    }

    @Test("a series that sells nothing adds its errors, where its own WAPE is undefined")
    func nothingSold() throws {
        let settings = EvaluationSettings(metrics: [Metric(.wape), Metric(.mape)], levels: [])
        let scores = try Scenario.Window(
            training: [[1], [1]], actuals: [[0], [50]], forecasts: [[[5]], [[40]]]
        ).scores(settings: settings)
        let table = ScoreTable(model: "a", target: "volume", settings: settings, windows: [scores])
        #expect(table.totalsBySeries().values(of: Metric(.wape)).map(\.value) == [nil, 20])
        #expect(table.contributions(to: Metric(.wape)) == [10, 20])
        // MAPE leaves the zero out.
        #expect(table.contributions(to: Metric(.mape)) == [0, 20])
    }

    @Test("undefined as a whole is undefined in its parts")
    func undefined() throws {
        let zeros = try table("a", errors: [[1, 2]], actual: 0)
        #expect(
            zeros.contributions(to: Metric(.mape)) == nil && zeros.contributions(to: Metric(.wape)) == nil)
        let huge = try table("a", errors: [[1e300, 2]])
        #expect(huge.contributions(to: Metric(.rmse)) == nil)
        #expect(huge.contributions(to: Metric(.mase, season: 4)) == nil)
    }

    @Test("windows and stand-ins are counted series by series")
    func counts() throws {
        let table = try table("a", errors: [[1, 2], [1, 2]], fallbacks: [1: .tooShort])
        #expect(table.windowsBySeries().map(\.forecasts) == [2, 2])
        #expect(table.windowsBySeries().map(\.fallbacks) == [0, 2])
        #expect(!table.neverForecasts)
        let silent = try Self.silent("s", error: 3)
        #expect(silent.neverForecasts && silent.fallbacks().isTotal)
    }

    static func silent(_ model: String, error: Double) throws -> ScoreTable {
        try table(
            model, errors: [error, -error, error, -error].map { Array(repeating: $0, count: 30) },
            fallbacks: Dictionary(uniqueKeysWithValues: (0..<30).map { ($0, Fallback.Reason.tooShort) }))
    }
}

@Suite("A model that never forecast, in the decision") struct SilentModelTests {
    private let policy = PromotionPolicy(
        metric: Metric(.mape), minimumImprovementPP: 1,
        guardrails: GuardrailLimits(
            biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil))

    private func own(_ model: String, error: Double) throws -> ScoreTable {
        try table(model, errors: [error, -error, error, -error].map { Array(repeating: $0, count: 30) })
    }

    private func decide(champion: ScoreTable, _ challenger: ScoreTable, baselines: [ScoreTable]) throws
        -> Verdict
    {
        try policy.decide(
            champion: champion, challengers: [challenger], baselines: baselines, segmentations: [])
    }

    @Test("as champion nothing is promoted over it")
    func champion() throws {
        let error = #expect(throws: ComparisonImpossible.self) {
            try decide(
                champion: SeriesContributionTests.silent("s", error: 50), own("good", error: 5),
                baselines: [own("naive", error: 60)])
        }
        #expect(
            error?.reason
                == "the champion s never forecast: all 120 forecasts under its name are fallbacks (too short)"
        )
    }

    @Test("as challenger it is never promoted, though every guardrail is off")
    func challenger() throws {
        let verdict = try decide(
            champion: own("ets", error: 50), SeriesContributionTests.silent("s", error: 5),
            baselines: [own("naive", error: 60)])
        #expect(verdict.decision == .keep)
        #expect(verdict.guardrails.map(\.passed) == [false] && verdict.guardrails[0].measured == nil)
    }

    @Test("as baseline it is no yardstick: neither the one to beat nor the one that is beaten")
    func baseline() throws {
        let lucky = try SeriesContributionTests.silent("seasonal", error: 1)
        let verdict = try decide(
            champion: own("ets", error: 50), own("good", error: 5),
            baselines: [lucky, own("naive", error: 60)])
        #expect(verdict.decision == .promote)
        #expect(verdict.guardrails[0].detail.contains("The best naive baseline, naive,"))
        #expect(throws: ComparisonImpossible.self) {
            try decide(champion: own("ets", error: 50), own("good", error: 5), baselines: [lucky])
        }
    }

    @Test("with a single forecast of its own it is measured as ever")
    func nearly() throws {
        let champion = try table(
            "ets", errors: [50, -50, 50, -50].map { Array(repeating: $0, count: 30) },
            fallbacks: Dictionary(uniqueKeysWithValues: (1..<30).map { ($0, Fallback.Reason.constant) }))
        #expect(!champion.neverForecasts)
        #expect(
            try decide(champion: champion, own("good", error: 5), baselines: [own("naive", error: 60)])
                .decision
                == .promote)
    }
}
