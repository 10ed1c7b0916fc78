import ForecastCore
import ForecastEvaluation
import NumericKernels
import Testing

/// Cases in which a bootstrap of series and blocks of windows promoted what it should not have.
@Suite("Cases built to fool a verdict") struct FooledCasesTests {
    /// Gains in points by window, the same for every series but for noise of its own; 100 actual everywhere, errors that
    /// alternate in sign so that no bias arises.
    private func pair(_ gains: [Double], series: Int = 400, noise: Double = 4) throws -> (
        champion: ScoreTable, challenger: ScoreTable
    ) {
        var random = RandomPath(seed: 9, ["fooled"]).stream
        func errors(_ gains: [Double]) -> [[Double]] {
            gains.map { gain in
                (0..<series).map { series -> Double in
                    let size = 40 - gain + noise * random.normal()
                    return series % 2 == 0 ? size : -size
                }
            }
        }
        return (
            try table("champion", errors: errors(gains.map { _ in 0 })),
            try table("challenger", errors: errors(gains))
        )
    }

    private func decide(
        _ champion: ScoreTable, _ challengers: [ScoreTable], metric: Metric = Metric(.mape),
        guardrails: GuardrailLimits = GuardrailLimits()
    ) throws -> Verdict {
        let naive = try table(
            "naive", errors: champion.windows.map { [Double](repeating: 95, count: $0.seriesCount) })
        return try PromotionPolicy(metric: metric, minimumImprovementPP: 1, guardrails: guardrails).decide(
            champion: champion, challengers: challengers, baselines: [naive], segmentations: [])
    }

    @Test(
        "windows that disagree are no lead",
        arguments: [
            [9.8, -3.3, 9.7, -1.1], [8.3, -6.6, 7.7, -4.4], [4.0, 3.8, 4.0, -2.3], [8.4, 0.1, 0.2, 0.7],
        ])
    func windowsThatDisagree(gains: [Double]) throws {
        let (champion, challenger) = try pair(gains)
        let verdict = try decide(champion, [challenger])
        #expect(verdict.decision == .inconclusive)
        #expect(try #require(verdict.intervalPP).lower < 0)
    }

    @Test("one window that carries the lead is named")
    func oneWindowCarries() throws {
        let (champion, challenger) = try pair([8.4, 0.1, 0.2, 0.7], noise: 0)
        let verdict = try decide(champion, [challenger])
        #expect(verdict.reasons.contains("Windows: +8.4 +0.1 +0.2 +0.7; one carries the lead."))
        let (old, new) = try pair([3, 2, 4, 3], noise: 0)
        #expect(try decide(old, [new]).reasons.contains("Windows: +3.0 +2.0 +4.0 +3.0."))
        // Three windows lead and one is far behind: none of the three carries anything.
        let (before, after) = try pair([2.9, 3.6, -8.5, 4.5], noise: 0)
        #expect(try decide(before, [after]).reasons.contains("Windows: +2.9 +3.6 -8.5 +4.5."))
    }

    @Test("one window or two decide nothing, and say so", arguments: [1, 2])
    func fewWindows(count: Int) throws {
        let (champion, challenger) = try pair([Double](repeating: 3.7, count: count))
        let verdict = try decide(champion, [challenger])
        #expect(verdict.decision == .inconclusive)
        #expect((verdict.intervalPP == nil) == (count == 1))
        #expect(
            try #require(verdict.reasons.last)
                == "Inconclusive: \(count) \(count == 1 ? "window" : "windows"); fewer than 3 windows that share no period decide nothing."
        )
    }

    @Test("a single series in four windows: a verdict about one series says so")
    func oneSeries() throws {
        let (champion, challenger) = try pair([10, 11, 9, 12], series: 1, noise: 0)
        let verdict = try decide(champion, [challenger])
        #expect(verdict.reasons[1].contains("(1 series, 4 windows)"))
    }

    @Test("a sweep of thirty that differ by next to nothing is kept, and told as thirty tries")
    func sweep() throws {
        let (champion, _) = try pair([0, 0, 0, 0], series: 100)
        let challengers = try (0..<30).map { index in
            let errors = champion.windows.map { scores in
                (0..<scores.seriesCount).map { series -> Double in
                    let size = 39.95 - 0.001 * Double(index)
                    return series % 2 == 0 ? size : -size
                }
            }
            return try table("alpha\(index)", errors: errors)
        }
        let verdict = try decide(champion, challengers)
        #expect(verdict.decision != .promote)
        #expect(verdict.challengersTried == 30)
        #expect(verdict.reasons.contains { $0.hasPrefix("30 challengers were tried") })
    }

    @Test("two names of one model count once, and the champion under another name not at all")
    func twins() throws {
        let (champion, challenger) = try pair([3, 4, 5, 4])
        let same = ScoreTable(
            model: "same", target: champion.target, settings: champion.settings, windows: champion.windows)
        let twin = ScoreTable(
            model: "twin", target: champion.target, settings: champion.settings, windows: challenger.windows)
        let verdict = try decide(champion, [challenger, twin, same])
        #expect(verdict.challengersTried == 1)
        #expect(verdict.intervalPP == (try decide(champion, [challenger])).intervalPP)
        let only = try decide(champion, [same])
        #expect(only.decision == .keep)
        #expect(only.reasons[0].contains(": no different;"))
    }

    /// Skewed demand with shocks that all series share, and forecasts near its mean.
    private func shop(_ factors: [Double], bias: Double = 1.01) throws -> [ScoreTable] {
        let settings = EvaluationSettings(
            metrics: [Metric(.mape), Metric(.wape), Metric(.bias), Metric(.rmsse, season: 1)], levels: [])
        var random = RandomPath(seed: 12, ["shrunk"]).stream
        let levels = (0..<300).map { _ in 20 * random.exponential(of: 1) }
        let spread = 0.6
        let shocks = (0..<4).map { _ in random.exponential(of: 0.03) }
        let actuals = shocks.map { shock in
            levels.map { level in
                (0..<4).map { _ in level * shock * random.exponential(of: spread) }
            }
        }
        let mean = bias * PortableMath.exp(spread * spread / 2)
        return try factors.enumerated().map { index, factor in
            let windows = try actuals.map { actuals in
                try Scenario.Window(
                    training: levels.map { [$0, 2 * $0, $0] }, actuals: actuals,
                    forecasts: levels.map { level in
                        (0..<4).map { _ in [level * mean * factor] }
                    }
                ).scores(settings: settings)
            }
            return ScoreTable(
                model: "x\(index)", target: "volume", settings: settings, windows: windows)
        }
    }

    private func decideShrunk(_ champion: ScoreTable, _ challenger: ScoreTable, _ metric: MetricName) throws
        -> Verdict
    {
        try PromotionPolicy(metric: Metric(metric), minimumImprovementPP: 1).decide(
            champion: champion, challengers: [challenger], baselines: try shop([3]), segmentations: [])
    }

    @Test("a champion cut by a few percent wins MAPE and is not promoted", arguments: [0.975, 0.95])
    func shrunkOnce(factor: Double) throws {
        let tables = try shop([1, factor])
        let verdict = try decideShrunk(tables[0], tables[1], .mape)
        #expect(verdict.improvementPP > 1)
        #expect(try #require(verdict.intervalPP).lower > 0)
        #expect(verdict.decision != .promote)
        #expect(verdict.guardrails.contains { $0.name == "bias_pp" && !$0.passed })
    }

    @Test(
        "cut twelve times, each against the one before: no step of 2.5 % is promoted, nor small ones without end"
    )
    func ratchet() throws {
        for step in [0.975, 0.985] {
            let factors = (0...12).map { index in (0..<index).reduce(1.0) { product, _ in product * step } }
            let tables = try shop(factors)
            var champion = 0
            for challenger in 1...12 {
                let verdict = try decideShrunk(tables[champion], tables[challenger], .mape)
                if verdict.decision == .promote { champion = challenger }
            }
            let bias = try #require(tables[champion].value(of: Metric(.bias)).value)
            #expect(bias > -10, "\(step): \(bias)")
            if step == 0.975 { #expect(champion == 0) }
        }
    }

    @Test("on WAPE, too: 0.95 of the champion is not promoted")
    func shrunkByWAPE() throws {
        let tables = try shop([1, 0.95], bias: 1.02)
        let verdict = try decideShrunk(tables[0], tables[1], .wape)
        #expect(verdict.improvementPP > 0)
        #expect(verdict.decision != .promote)
    }

    @Test("fallbacks count against the champion's; histories of one value are none")
    func fallbacks() throws {
        func model(_ name: String, _ error: Double, _ count: Int, _ reason: Fallback.Reason) throws
            -> ScoreTable
        {
            let errors = (0..<4).map { _ in
                (0..<100).map { series -> Double in
                    let size = error + 0.1 * Double(series % 5)
                    return series % 2 == 0 ? size : -size
                }
            }
            return try table(
                name, errors: errors,
                fallbacks: Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, reason) }))
        }
        func outcome(_ ours: Int, _ reason: Fallback.Reason, champions: Int) throws -> GuardrailResult {
            let verdict = try decide(
                model("old", 40, champions, .tooShort), [model("new", 30, ours, reason)])
            #expect((verdict.decision == .promote) == verdict.guardrails.allSatisfy(\.passed))
            return try #require(verdict.guardrails.last)
        }
        #expect(try outcome(25, .tooShort, champions: 0).outcome == .breaks)
        #expect(try outcome(7, .tooShort, champions: 0).outcome == .unsure)
        #expect(try outcome(25, .tooShort, champions: 25).outcome == .holds)
        #expect(try outcome(25, .allZero, champions: 0).outcome == .holds)
        #expect(try outcome(25, .constant, champions: 0).outcome == .holds)
    }

    @Test("a champion below the naive baseline is told of")
    func championBelowBaseline() throws {
        let (champion, challenger) = try pair([0.1, -0.1, 0.1, -0.1])
        let naive = try table(
            "naive", errors: champion.windows.map { [Double](repeating: 35, count: $0.seriesCount) })
        let verdict = try PromotionPolicy(metric: Metric(.mape), minimumImprovementPP: 1).decide(
            champion: champion, challengers: [challenger], baselines: [naive], segmentations: [])
        #expect(
            try #require(verdict.championBelowBaseline).hasPrefix(
                "the champion champion itself is worse than the naive baseline naive (mape "))
        #expect(try decide(champion, [challenger]).championBelowBaseline == nil)
    }
}
