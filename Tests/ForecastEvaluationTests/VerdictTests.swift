import ForecastCore
import ForecastEvaluation
import Testing

@Suite("Decision") struct DecisionTests {
    private func decide(
        _ improvement: Double, _ lower: Double, _ upper: Double, minimum: Double = 1, guardrails: Bool = true
    ) -> Decision {
        Decision.about(
            improvementPP: improvement, intervalPP: .init(lower: lower, upper: upper), minimumPP: minimum,
            guardrailsHold: guardrails)
    }

    @Test(
        "the rows of the decision table, minimum 1",
        arguments: [
            (2.0, 1.5, 2.5, Decision.promote),  // surely more than asked for
            (2.0, 0.5, 3.5, .promote),  // large enough and surely above 0
            (1.0, 0.1, 1.9, .promote),  // exactly the minimum
            (2.0, -0.5, 4.5, .inconclusive),  // large enough, but perhaps nothing at all
            (2.0, 0.0, 4.0, .inconclusive),  // touching 0 is not above 0
            (0.8, 0.3, 1.4, .inconclusive),  // surely better, perhaps by enough
            (0.8, -0.3, 1.4, .inconclusive),
            (0.5, 0.2, 0.8, .keep),  // surely better, surely not by enough
            (0.5, 0.2, 1.0, .keep),  // the upper end touches the minimum
            (-1.0, -2.0, -0.5, .keep),  // worse
            (0.0, 0.0, 0.0, .keep),  // identical
            (2.0, -0.5, 0.9, .keep),  // a skewed bootstrap: not sure, and no straddling
            (0.9, 1.1, 1.5, .keep),  // a skewed bootstrap: too small as measured
        ])
    func rows(improvement: Double, lower: Double, upper: Double, expected: Decision) {
        #expect(decide(improvement, lower, upper) == expected)
        #expect(decide(improvement, lower, upper, guardrails: false) == .keep)
    }

    @Test("without a minimum any sure improvement promotes, and none is needed to keep")
    func noMinimum() {
        #expect(decide(0.1, 0.05, 0.2, minimum: 0) == .promote)
        #expect(decide(0.1, -0.05, 0.2, minimum: 0) == .inconclusive)
        #expect(decide(0.1, 0, 0.2, minimum: 0) == .inconclusive)
        #expect(decide(0, 0, 0, minimum: 0) == .keep)
        #expect(decide(-0.1, -0.2, 0, minimum: 0) == .keep)
    }

    @Test("every combination obeys the two sentences of the definition")
    func exhaustive() {
        let grid = stride(from: -2.0, through: 2.0, by: 0.5)
        for minimum in [0.0, 0.5, 1.0] {
            for improvement in grid {
                for lower in grid {
                    for upper in grid where upper >= lower {
                        for holds in [true, false] {
                            let decision = decide(
                                improvement, lower, upper, minimum: minimum, guardrails: holds)
                            let isPromoted = improvement >= minimum && lower > 0 && holds
                            #expect((decision == .promote) == isPromoted)
                            if decision == .inconclusive {
                                #expect(lower <= minimum && upper > minimum && holds)
                            }
                            if !isPromoted, holds, lower < minimum, minimum < upper {
                                #expect(decision == .inconclusive)
                            }
                        }
                    }
                }
            }
        }
    }
}

@Suite("PromotionPolicy") struct PromotionPolicyTests {
    let path = RandomPath(seed: 1, ["bootstrap"])
    let policy = PromotionPolicy(metric: Metric(.mape), minimumImprovementPP: 1)

    /// Errors that alternate in sign, so that they leave no bias; 50 series, 2 windows.
    private func unbiased(
        _ model: String, _ size: Double, spread: Double = 1, fallbacks: [Int: Fallback.Reason] = [:]
    ) throws -> ScoreTable {
        let errors = (0..<2).map { _ in
            (0..<50).map { ($0 % 2 == 0 ? 1 : -1) * (size + spread * Double($0 % 5 - 2)) }
        }
        return try table(model, errors: errors, fallbacks: fallbacks)
    }

    private func decide(
        _ policy: PromotionPolicy? = nil, champion: ScoreTable, _ challengers: ScoreTable...,
        baseline: ScoreTable? = nil,
        segments: [Segmentation] = []
    ) throws -> Verdict {
        let naive = try baseline ?? unbiased("naive", 60)
        return try (policy ?? self.policy).decide(
            champion: champion, challengers: challengers, baselines: [naive], segmentations: segments,
            random: path)
    }

    @Test("a sure and large improvement is promoted, and the reasons say why")
    func promotes() throws {
        let verdict = try decide(champion: unbiased("ets", 20), unbiased("lgbm", 15, spread: 2))
        #expect(verdict.decision == .promote)
        #expect(verdict.champion == "ets")
        #expect(verdict.challenger == "lgbm")
        #expect(verdict.metric == "mape")
        #expect((verdict.improvementPP - 5).magnitude < 1e-9)
        #expect(
            verdict.guardrails.map(\.name) == [
                "naive_baseline", "bias_pp", "worst_segment_pp", "fallback_share",
            ])
        #expect(verdict.reasons.count == 3)
        #expect(
            verdict.reasons[0]
                == "mape of lgbm is 15.00 %, of the champion ets 20.00 %: 5.00 percentage points better; "
                + "at least 1.00 percentage points is asked for.")
        #expect(verdict.reasons[1].hasPrefix("The 95 % interval of the improvement is 4."))
        #expect(verdict.reasons[1].hasSuffix("(50 series, 2 windows, 1,000 resamples)."))
        #expect(
            verdict.reasons[2]
                == "Promote lgbm: the improvement is large enough, its interval lies above 0, and all guardrails hold."
        )
    }

    @Test("too small an improvement is not promoted")
    func keeps() throws {
        let verdict = try decide(champion: unbiased("ets", 20), unbiased("lgbm", 19.5))
        #expect(verdict.decision == .keep)
        #expect(
            verdict.reasons.last
                == "Keep ets: the whole interval lies below the 1.00 percentage points asked for.")
    }

    @Test("a metric without a percent sign is measured in percent of the champion's value")
    func relative() throws {
        let policy = PromotionPolicy(metric: Metric(.mae), minimumImprovementPP: 30)
        let verdict = try decide(policy, champion: unbiased("ets", 20), unbiased("lgbm", 15))
        #expect(verdict.decision == .keep)
        #expect(
            verdict.reasons[0].contains(
                "25.00 % of the champion's value better; at least 30.00 % of the champion's value"))
    }

    @Test("the best of several promotable challengers wins, and all are listed")
    func several() throws {
        let verdict = try decide(
            champion: unbiased("ets", 20), unbiased("worse", 25), unbiased("good", 15), unbiased("best", 12),
            unbiased("twin", 12))
        #expect(verdict.decision == .promote)
        #expect(verdict.challenger == "best")
        #expect(verdict.challengers.map(\.challenger) == ["worse", "good", "best", "twin"])
        #expect(verdict.challengers.map(\.decision) == [.keep, .promote, .promote, .promote])
        #expect(
            verdict.reasons.contains {
                $0.hasPrefix("worse: keep, 5.00 percentage points worse than the champion")
            })
    }

    @Test("a larger improvement that breaks a guardrail does not stand in the way of a sound one")
    func soundOneWins() throws {
        let biased = try table(
            "biased", errors: [[Double]](repeating: [Double](repeating: -5, count: 50), count: 2))
        let verdict = try decide(champion: unbiased("ets", 20), biased, unbiased("sound", 15))
        #expect(verdict.challenger == "sound")
        #expect(verdict.challengers[0].reasons.last == "Keep ets: the challenger breaks bias_pp.")
    }

    @Test("the bias guardrail: distance from 0, up to and including the limit")
    func bias() throws {
        func guardrail(_ limit: Double) throws -> GuardrailResult {
            let challenger = try table(
                "new", errors: [[Double]](repeating: [Double](repeating: -3, count: 50), count: 2))
            let policy = PromotionPolicy(
                metric: Metric(.mape), minimumImprovementPP: 1,
                guardrails: .init(biasPP: limit, worstSegmentPP: nil, fallbackShare: nil))
            let verdict = try decide(policy, champion: unbiased("ets", 20, spread: 0), challenger)
            #expect(verdict.decision == (limit >= 3 ? .promote : .keep))
            return try #require(verdict.guardrails.first { $0.name == "bias_pp" })
        }
        #expect(try guardrail(3).passed)
        let broken = try guardrail(2)
        #expect(!broken.passed)
        #expect(broken.measured == 3)
        #expect(
            broken.detail
                == "Bias is -3.00 %, the champion's 0.00 %: 3.00 percentage points further from 0, 2.00 allowed."
        )
    }

    @Test("a median forecast of 0 on intermittent demand wins WAPE and is kept out by its bias")
    func medianOfZero() throws {
        // One period in four has demand 10. A forecast of 0 costs 10 in four periods, the unbiased 2.5 costs 15.
        let settings = EvaluationSettings(metrics: [Metric(.wape), Metric(.bias)], levels: [])
        func model(_ name: String, _ forecast: Double) throws -> ScoreTable {
            let window = Scenario.Window(
                training: (0..<40).map { _ in [1] }, actuals: (0..<40).map { [$0 % 4 == 0 ? 10 : 0] },
                forecasts: (0..<40).map { _ in [[forecast]] })
            return ScoreTable(
                model: name, target: "volume", settings: settings,
                windows: [try window.scores(settings: settings)])
        }
        let policy = PromotionPolicy(metric: Metric(.wape), minimumImprovementPP: 1)
        let verdict = try decide(
            policy, champion: model("croston", 2.5), model("zero", 0), baseline: model("naive", 9))
        #expect(verdict.improvementPP == 50)
        #expect(verdict.intervalPP.lower > 0)
        #expect(verdict.decision == .keep)
        #expect(verdict.guardrails.filter { !$0.passed }.map(\.name) == ["bias_pp"])
    }

    @Test("worst segment: a loss in one segment of enough points breaks it, a tiny segment does not")
    func worstSegment() throws {
        // The challenger halves the error of 40 series and doubles that of 10 (20 points in 2 windows, 40 in 4).
        func tables(_ windows: Int) throws -> (ScoreTable, ScoreTable, ScoreTable, Segmentation) {
            func errors(_ first: Double, _ last: Double) -> [[Double]] {
                (0..<windows).map { _ in (0..<50).map { ($0 % 2 == 0 ? 1 : -1) * ($0 < 40 ? first : last) } }
            }
            let indices = (0..<windows).map { _ in (0..<50).map { Int32($0 < 40 ? 0 : 1) } }
            return (
                try table("ets", errors: errors(20, 20)), try table("new", errors: errors(10, 40)),
                try table("naive", errors: errors(60, 60)),
                Segmentation(name: "abc_class", labels: ["A", "B", "C"], indices: indices)
            )
        }
        let (champion, challenger, naive, segments) = try tables(4)
        let broken = try decide(champion: champion, challenger, baseline: naive, segments: [segments])
        #expect(broken.decision == .keep)
        let result = try #require(broken.guardrails.first { $0.name == "worst_segment_pp" })
        #expect((try #require(result.measured) - 20).magnitude < 1e-9)
        #expect(
            result.detail
                == "Of 2 segments the worst is abc_class B: mape is 20.00 percentage points worse, 5.00 allowed."
        )
        let (small, smallChallenger, smallNaive, smallSegments) = try tables(2)
        let passed = try decide(
            champion: small, smallChallenger, baseline: smallNaive, segments: [smallSegments])
        #expect(
            passed.guardrails.first { $0.name == "worst_segment_pp" }?.detail
                == "Of 1 segment mape is worse in none; the least gain is 10.00 percentage points in abc_class A (1 segment below 30 points left out)."
        )
        #expect(passed.decision == .promote)
    }

    @Test("fallbacks above their share keep a challenger out")
    func fallbackShare() throws {
        let some = Dictionary(uniqueKeysWithValues: (0..<3).map { ($0, Fallback.Reason.tooShort) })
        let verdict = try decide(champion: unbiased("ets", 20), unbiased("lgbm", 15, fallbacks: some))
        #expect(verdict.decision == .keep)
        #expect(
            verdict.reasons.contains(
                "6 of 100 forecasts (6.00 %, 6.00 % of the volume) are fallbacks, 5.00 % allowed."))
    }

    @Test("nothing below the best naive baseline is promoted, and without a baseline nothing is decided")
    func naiveBaseline() throws {
        let verdict = try decide(
            champion: unbiased("ets", 20), unbiased("lgbm", 15), baseline: unbiased("naive", 14))
        #expect(verdict.decision == .keep)
        #expect(
            verdict.reasons.contains(
                "The best naive baseline, naive, has a mape of 14.00 %; the challenger is worse."))
        let equal = try decide(
            champion: unbiased("ets", 20), unbiased("lgbm", 15), baseline: unbiased("naive", 15))
        #expect(equal.decision == .promote)
        #expect(throws: ComparisonImpossible.self) {
            try policy.decide(
                champion: unbiased("ets", 20), challengers: [unbiased("lgbm", 15)], baselines: [],
                segmentations: [], random: path)
        }
    }

    @Test("guardrails can be switched off, the naive baselines cannot")
    func off() throws {
        let policy = PromotionPolicy(
            metric: Metric(.mape), minimumImprovementPP: 1,
            guardrails: .init(biasPP: nil, worstSegmentPP: nil, fallbackShare: nil))
        let verdict = try decide(policy, champion: unbiased("ets", 20), unbiased("lgbm", 15))
        #expect(verdict.guardrails.map(\.name) == ["naive_baseline"])
    }

    @Test("one challenger that cannot be compared stops the verdict and is named; so does having none")
    func impossible() throws {
        let error = #expect(throws: ComparisonImpossible.self) {
            try decide(
                champion: unbiased("ets", 20), unbiased("good", 10),
                table("broken", errors: [[1, 2], [1, 2]]))
        }
        #expect(try #require(error).reason.contains("broken"))
        #expect(throws: ComparisonImpossible.self) { try decide(champion: unbiased("ets", 20)) }
    }

    @Test("the same model is kept with an interval of [0, 0]")
    func identical() throws {
        let verdict = try decide(champion: unbiased("ets", 20), unbiased("copy", 20))
        #expect(verdict.decision == .keep)
        #expect(verdict.intervalPP == .init(lower: 0, upper: 0))
        #expect(verdict.reasons[0].contains("no better or worse"))
    }
}
