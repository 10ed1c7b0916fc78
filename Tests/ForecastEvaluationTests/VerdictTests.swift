import ForecastCore
import ForecastEvaluation
import Testing

@Suite("Decision") struct DecisionTests {
    /// An improvement whose interval reaches `margin` to both sides.
    private func comparison(_ improvement: Double, margin: Double?, windows: Int = 4) -> Comparison {
        let unit = Comparison.Uncertainty(standardError: 1, degreesOfFreedom: 3).margin(confidence: 0.95)
        return Comparison(
            champion: "old", challenger: "new", metric: Metric(.mape), championValue: 20,
            challengerValue: 20 - improvement, improvementPP: improvement,
            windowsPP: [Double?](repeating: improvement, count: windows),
            uncertainty: margin.map { .init(standardError: $0 / unit, degreesOfFreedom: 3) },
            confidence: 0.95, seriesCount: 50, windowCount: windows, disjointWindows: windows,
            effectiveSeries: 50)
    }

    private func decide(
        _ improvement: Double, margin: Double?, minimum: Double = 1,
        guardrails: GuardrailResult.Outcome = .holds, windows: Int = 4
    ) -> Decision {
        Decision.about(
            comparison(improvement, margin: margin, windows: windows), minimumPP: minimum,
            guardrails: guardrails)
    }

    @Test(
        "the rows of the decision table, minimum 1",
        arguments: [
            (2.0, 0.5, Decision.promote),  // surely more than asked for
            (2.0, 1.5, .promote),  // large enough and surely above 0
            (1.0, 0.9, .promote),  // exactly the minimum
            (2.0, 2.5, .inconclusive),  // large enough, but perhaps nothing at all
            (0.8, 0.5, .inconclusive),  // surely better, perhaps by enough
            (0.8, 1.1, .inconclusive),
            (0.5, 0.3, .keep),  // surely better, surely not by enough
            (-1.0, 0.5, .keep),  // worse
            (-1.0, 2.5, .inconclusive),  // worse as measured, but perhaps better by enough
            (0.0, 0.0, .keep),  // identical
        ])
    func rows(improvement: Double, margin: Double, expected: Decision) {
        #expect(decide(improvement, margin: margin) == expected)
        #expect(decide(improvement, margin: margin, guardrails: .breaks) == .keep)
        #expect(
            decide(improvement, margin: margin, guardrails: .unsure)
                == (expected == .promote ? .inconclusive : expected))
    }

    @Test("fewer than three disjoint windows decide nothing, for or against", arguments: [1, 2])
    func fewWindows(windows: Int) {
        for improvement in [-9.0, 0.5, 9.0] {
            #expect(decide(improvement, margin: 0.1, windows: windows) == .inconclusive)
            #expect(
                decide(improvement, margin: 0.1, guardrails: .breaks, windows: windows) == .inconclusive)
        }
        #expect(decide(9, margin: nil) == .inconclusive)
    }

    @Test("without a minimum any sure improvement promotes, and none is needed to keep")
    func noMinimum() {
        #expect(decide(0.1, margin: 0.05, minimum: 0) == .promote)
        #expect(decide(0.1, margin: 0.15, minimum: 0) == .inconclusive)
        #expect(decide(0, margin: 0, minimum: 0) == .keep)
        #expect(decide(-0.1, margin: 0.05, minimum: 0) == .keep)
    }

    @Test("keep when the opposite is sure, inconclusive when chance may decide either way")
    func exhaustive() {
        for minimum in [0.0, 0.5, 1.0] {
            for improvement in stride(from: -2.0, through: 2.0, by: 0.25) {
                for margin in stride(from: 0.1, through: 2.0, by: 0.2) {
                    for guardrails in [GuardrailResult.Outcome.holds, .unsure, .breaks] {
                        let decision = decide(
                            improvement, margin: margin, minimum: minimum, guardrails: guardrails)
                        let isLead = improvement >= minimum && improvement - margin > 0
                        #expect((decision == .promote) == (isLead && guardrails == .holds))
                        #expect(
                            (decision == .keep)
                                == (guardrails == .breaks || !isLead && improvement + margin <= minimum))
                    }
                }
            }
        }
    }
}

@Suite("Uncertainty") struct UncertaintyTests {
    private let windows = Comparison.Uncertainty(standardError: 2, degreesOfFreedom: 12, fewestDegrees: 3)

    @Test("by hand: at 5 % Satterthwaite's degrees of freedom, at 0.5 % over half of the way to the windows'")
    func degreesByHand() {
        #expect(windows.degreesOfFreedom(atLevel: 0.1) == 12)
        #expect(windows.degreesOfFreedom(atLevel: 0.05) == 12)
        // 0.46 of 1/12 and 0.54 of 1/3 are 2.62/12.
        #expect((windows.degreesOfFreedom(atLevel: 0.005) - 12 / 2.62).magnitude < 1e-12)
        // Windows never add degrees of freedom.
        let series = Comparison.Uncertainty(standardError: 2, degreesOfFreedom: 4, fewestDegrees: 7)
        #expect(series.degreesOfFreedom(atLevel: 1e-6) == 4)
    }

    @Test("an interval of 95 % is what it was without the tails")
    func usualLevel() {
        let plain = Comparison.Uncertainty(standardError: 2, degreesOfFreedom: 12)
        for confidence in [0.5, 0.9, 0.95] {
            #expect(windows.margin(confidence: confidence) == plain.margin(confidence: confidence))
        }
        #expect(windows.margin(confidence: 0.99) > 1.05 * plain.margin(confidence: 0.99))
    }

    @Test("the p-value is the level whose margin is the distance, from certainty to none")
    func pValueIsInverse() {
        for level in [0.9, 0.2, 0.05, 0.0499, 0.01, 1e-3, 1e-6, 1e-12] {
            let p = windows.pValue(of: -windows.margin(confidence: 1 - level))
            // 1 - (1 - level) has lost the digits below 1e-16.
            #expect((p / level - 1).magnitude < 1e-9 + 1e-15 / level, "\(level): \(p)")
        }
        #expect(windows.pValue(of: 0) == 1)
    }

    @Test("a surer interval is wider, and a greater distance less likely")
    func isMonotone() {
        let margins = stride(from: 0.001, to: 0.2, by: 0.001).map { windows.margin(confidence: 1 - $0) }
        for (wide, narrow) in zip(margins, margins.dropFirst()) { #expect(narrow < wide) }
        let values = stride(from: 0.0, to: 60, by: 0.5).map { windows.pValue(of: $0) }
        for (near, far) in zip(values, values.dropFirst()) { #expect(far < near) }
    }
}

@Suite("Holm") struct HolmTests {
    @Test("by hand: the surest as one of four, the next as one of three, until one fails")
    func byHand() {
        let levels = Holm.confidences([0.04, 0.001, nil, 0.015], 0.95, amongst: 4)
        let alphas = levels.map { 1 - $0 }
        // 0.001 <= 0.05/4; 0.015 <= 0.05/3; 0.04 > 0.05/2, and so does what nobody knows.
        for (found, wanted) in zip(alphas, [0.05 / 2, 0.05 / 4, 0.05 / 2, 0.05 / 3]) {
            #expect((found - wanted).magnitude < 1e-12)
        }
    }

    @Test("one comparison keeps its level; of many, none is surer than one of all")
    func ends() {
        #expect(Holm.confidences([0.3], 0.95, amongst: 1) == [Holm.confidence(0.95, amongst: 1)])
        #expect((Holm.confidence(0.95, amongst: 1) - 0.95).magnitude < 1e-12)
        let all = Holm.confidences([0.2, 0.3, 0.4], 0.95, amongst: 3)
        #expect(all == [Double](repeating: Holm.confidence(0.95, amongst: 3), count: 3))
    }
}

@Suite("PromotionPolicy") struct PromotionPolicyTests {
    let policy = PromotionPolicy(metric: Metric(.mape), minimumImprovementPP: 1)

    /// Errors that alternate in sign, so that they leave no bias; 50 series, 4 windows.
    private func unbiased(
        _ model: String, _ size: Double, spread: Double = 1, fallbacks: [Int: Fallback.Reason] = [:]
    ) throws -> ScoreTable {
        let errors = (0..<4).map { _ in
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
            champion: champion, challengers: challengers, baselines: [naive], segmentations: segments)
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
                "naive_baseline", "bias_pp", "bias_abs_pp", "worst_segment_pp", "fallback_share",
            ])
        #expect(verdict.reasons.count == 4)
        #expect(
            verdict.reasons[0]
                == "mape of lgbm is 15.00 %, of the champion ets 20.00 %: 5.00 percentage points better; "
                + "at least 1.00 percentage points is asked for.")
        #expect(verdict.reasons[1].hasPrefix("The 95 % interval of the improvement is 4."))
        #expect(verdict.reasons[1].hasSuffix("could have been told from chance."))
        #expect(verdict.reasons[1].contains(" (50 series, 4 windows). A lead of 0."))
        #expect(verdict.reasons[2] == "Windows: +5.0 +5.0 +5.0 +5.0.")
        #expect(
            verdict.reasons[3]
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
            "biased", errors: [[Double]](repeating: [Double](repeating: -12, count: 50), count: 4))
        let verdict = try decide(champion: unbiased("ets", 20), biased, unbiased("sound", 15))
        #expect(verdict.challenger == "sound")
        #expect(
            verdict.challengers[0].reasons.last
                == "Keep ets: the challenger surely breaks bias_pp, bias_abs_pp.")
    }

    @Test("the bias guardrail: distance from 0, up to and including the limit")
    func bias() throws {
        func guardrail(_ bias: Double, limit: Double, _ decision: Decision) throws -> GuardrailResult {
            let challenger = try table(
                "new", errors: [[Double]](repeating: [Double](repeating: -bias, count: 50), count: 4))
            let policy = PromotionPolicy(
                metric: Metric(.mape), minimumImprovementPP: 1,
                guardrails: .init(
                    biasPP: limit, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil))
            let verdict = try decide(policy, champion: unbiased("ets", 20, spread: 0), challenger)
            #expect(verdict.decision == decision)
            return try #require(verdict.guardrails.first { $0.name == "bias_pp" })
        }
        #expect(try guardrail(9, limit: 9, .promote).passed)
        let broken = try guardrail(9, limit: 2, .keep)
        #expect(broken.outcome == .breaks)
        #expect(broken.measured == 9)
        #expect(
            broken.detail
                == "Bias is -9.00 %, the champion's 0.00 %: 9.00 percentage points lower, which mape rewards, 2.00 allowed."
        )
        // The champion's own 0 is the mean of 20 and -20, so 3 may be chance.
        let unsure = try guardrail(3, limit: 2, .inconclusive)
        #expect(unsure.outcome == .unsure)
        #expect(unsure.detail.contains("2.00 allowed; perhaps by chance (95 % interval -"))
    }

    @Test("a median forecast of 0 on intermittent demand wins WAPE and is kept out by its bias")
    func medianOfZero() throws {
        // One period in four has demand 10. A forecast of 0 costs 10 in four periods, the unbiased 2.5 costs 15.
        let settings = EvaluationSettings(metrics: [Metric(.wape), Metric(.bias)], levels: [])
        func model(_ name: String, _ forecast: Double) throws -> ScoreTable {
            let window = Scenario.Window(
                training: (0..<400).map { _ in [1] }, actuals: (0..<400).map { [$0 % 4 == 0 ? 10 : 0] },
                forecasts: (0..<400).map { _ in [[forecast]] })
            return ScoreTable(
                model: name, target: "volume", settings: settings,
                windows: [WindowScores](
                    repeating: try window.scores(settings: settings), count: 4))
        }
        let policy = PromotionPolicy(metric: Metric(.wape), minimumImprovementPP: 1)
        let verdict = try decide(
            policy, champion: model("croston", 2.5), model("zero", 0), baseline: model("naive", 9))
        #expect(verdict.improvementPP == 50)
        #expect(try #require(verdict.intervalPP).lower > 0)
        #expect(verdict.decision == .keep)
        #expect(
            verdict.guardrails.filter { $0.outcome == .breaks }.map(\.name) == ["bias_pp", "bias_abs_pp"])
    }

    @Test("worst segment: a loss in one segment of enough points breaks it, a tiny segment does not")
    func worstSegment() throws {
        // The challenger halves the error of most series and doubles that of 10 (40 points in 4 windows) or 9 (27 in 3).
        func tables(_ windows: Int, _ gaining: Int) throws -> (
            ScoreTable, ScoreTable, ScoreTable, Segmentation
        ) {
            func errors(_ first: Double, _ last: Double) -> [[Double]] {
                (0..<windows).map { _ in
                    (0..<50).map { ($0 % 2 == 0 ? 1 : -1) * ($0 < gaining ? first : last) }
                }
            }
            let indices = (0..<windows).map { _ in (0..<50).map { Int32($0 < gaining ? 0 : 1) } }
            return (
                try table("ets", errors: errors(20, 20)), try table("new", errors: errors(10, 40)),
                try table("naive", errors: errors(60, 60)),
                Segmentation(name: "abc_class", labels: ["A", "B", "C"], indices: indices)
            )
        }
        let (champion, challenger, naive, segments) = try tables(4, 40)
        let broken = try decide(champion: champion, challenger, baseline: naive, segments: [segments])
        #expect(broken.decision == .keep)
        let result = try #require(broken.guardrails.first { $0.name == "worst_segment_pp" })
        #expect((try #require(result.measured) - 20).magnitude < 1e-9)
        #expect(
            result.detail
                == "Of 2 segments the worst is abc_class B: mape is 20.00 percentage points worse, 5.00 allowed."
        )
        let (small, smallChallenger, smallNaive, smallSegments) = try tables(3, 41)
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
        #expect(verdict.decision == .inconclusive)
        #expect(
            verdict.reasons.contains(
                "12 of 200 forecasts (6.00 %, 6.00 % of the volume) are fallbacks; 5.00 % more than the champion's allowed; perhaps by chance."
            ))
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
                segmentations: [])
        }
    }

    @Test("guardrails can be switched off, the naive baselines cannot")
    func off() throws {
        let policy = PromotionPolicy(
            metric: Metric(.mape), minimumImprovementPP: 1,
            guardrails: .init(
                biasPP: nil, absoluteBiasPP: nil, worstSegmentPP: nil, fallbackShare: nil))
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
        #expect(verdict.reasons[0].contains("no different"))
    }
}
