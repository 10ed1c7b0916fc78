import ForecastCore
import ForecastEvaluation
import NumericKernels
import Testing

/// Panels of a shape that fools a verdict: demand that is mostly zero, a product that is most of the volume, a week that
/// was unlike the others for everyone.
@Suite("Panels built to fool a verdict") struct FooledPanelsTests {
    private static let settings = EvaluationSettings(
        metrics: [Metric(.wape), Metric(.bias), Metric(.rmsse, season: 1)], levels: [])

    /// One model's scores from what it forecasts for every series and step of every window.
    private func table(
        _ model: String, _ actuals: [[[Double]]], forecast: (_ window: Int, _ series: Int) -> Double
    ) throws -> ScoreTable {
        let windows = try actuals.enumerated().map { window, series in
            try Scenario.Window(
                training: series.map { _ in [0, 20, 0, 10] }, actuals: series,
                forecasts: series.enumerated().map { index, steps in
                    steps.map { _ in [forecast(window, index)] }
                }
            ).scores(settings: Self.settings)
        }
        return ScoreTable(model: model, target: "volume", settings: Self.settings, windows: windows)
    }

    private func decide(
        _ metric: Metric, _ champion: ScoreTable, _ challenger: ScoreTable, baseline: ScoreTable
    ) throws -> Verdict {
        try PromotionPolicy(metric: metric, minimumImprovementPP: 1).decide(
            champion: champion, challengers: [challenger], baselines: [baseline], segmentations: [])
    }

    // MARK: - Zeros

    /// `[window][series][step]`: a sale in one of ten weeks.
    private func intermittent() -> (actuals: [[[Double]]], means: [Double]) {
        var random = RandomPath(seed: 31, ["intermittent"]).stream
        let sizes = (0..<400).map { _ in 20 * random.exponential(of: 0.8) }
        let actuals = (0..<8).map { _ in
            sizes.map { size in
                (0..<4).map { _ in random.nextUniform() < 0.1 ? size * random.exponential(of: 0.3) : 0 }
            }
        }
        return (actuals, sizes.map { 0.1 * $0 * PortableMath.exp(0.3 * 0.3 / 2) })
    }

    @Test("nine of ten periods are zero: forecasting nothing wins WAPE by forty points, and is not promoted")
    func forecastOfNothing() throws {
        let (actuals, means) = intermittent()
        let champion = try table("mean", actuals) { means[$1] }
        let nothing = try table("nothing", actuals) { _, _ in 0 }
        let naive = try table("naive", actuals) { means[$1] * 4 }
        let verdict = try decide(Metric(.wape), champion, nothing, baseline: naive)
        #expect(verdict.improvementPP > 40)
        #expect(try #require(verdict.intervalPP).lower > 30)
        #expect(verdict.decision == .keep)
        #expect(verdict.guardrails.contains { $0.name == "bias_pp" && $0.outcome == .breaks })
        #expect(verdict.guardrails.contains { $0.name == "bias_abs_pp" && $0.outcome == .breaks })
    }

    @Test("... half too much is refused, too, and what is nearer to the mean of every product is promoted")
    func nearerToTheMean() throws {
        let (actuals, means) = intermittent()
        var random = RandomPath(seed: 32, ["estimates"]).stream
        let rough = means.map { $0 * 3 * random.exponential(of: 1) / PortableMath.exp(0.5) }
        let champion = try table("rough", actuals) { rough[$1] }
        let naive = try table("naive", actuals) { means[$1] * 20 }
        let rmsse = Metric(.rmsse, season: 1)
        let better = try decide(
            rmsse, try table("half too much", actuals) { 1.5 * means[$1] },
            try table("mean", actuals) { means[$1] }, baseline: naive)
        #expect(better.improvementPP > 0)
        let wins = try decide(rmsse, champion, try table("mean", actuals) { means[$1] }, baseline: naive)
        #expect(wins.decision == .promote, "\(wins.reasons)")
        let high = try decide(
            rmsse, try table("mean", actuals) { means[$1] },
            try table("half too much", actuals) { 1.5 * means[$1] }, baseline: naive)
        #expect(high.decision != .promote)
        #expect(high.guardrails.contains { $0.name == "bias_abs_pp" && $0.outcome == .breaks })
    }

    // MARK: - One product

    @Test(
        "one product is most of the volume and gains, two of three others lose: nobody is promoted, and who decides is said",
        arguments: [0.8, 0.9999])
    func oneProduct(share: Double) throws {
        var random = RandomPath(seed: 33, ["giant"]).stream
        let giant = share / (1 - share) * 299 * 100
        let actuals = (0..<4).map { _ in
            (0..<300).map { series in
                (0..<4).map { _ in (series == 0 ? giant : 100) * random.exponential(of: 0.2) }
            }
        }
        // The giant's lead is large in some windows, and not in others.
        let giantsErrors = [0.30, 0.52, 0.20, 0.47]
        let champion = try table("old", actuals) { _, series in (series == 0 ? giant : 100) * 1.5 }
        let challenger = try table("new", actuals) { window, series in
            series == 0 ? giant * (1 + giantsErrors[window]) : 100 * (series % 3 == 0 ? 1.45 : 1.55)
        }
        let naive = try table("naive", actuals) { _, series in (series == 0 ? giant : 100) * 3 }
        let verdict = try decide(Metric(.wape), champion, challenger, baseline: naive)
        #expect(verdict.improvementPP > 1)
        #expect(verdict.decision == .inconclusive, "\(verdict.reasons)")
        #expect(
            verdict.reasons.contains {
                $0.contains(
                    "300 series that tell as much as \(share > 0.9 ? 1 : 2) of one size: a few of them decide"
                )
            }, "\(verdict.reasons)")
    }

    // MARK: - One week

    @Test(
        "the last training week was 5 % high for everyone: from one window, or one of four, nothing is decided"
    )
    func highWeek() throws {
        var random = RandomPath(seed: 34, ["week"]).stream
        for windows in [1, 4] {
            let actuals = (0..<windows).map { _ in
                (0..<400).map { _ in (0..<4).map { _ in 100 * random.exponential(of: 0.05) } }
            }
            // The champion follows its last week, which only that of the last window leads astray.
            let champion = try table("last", actuals) { window, _ in window == windows - 1 ? 108 : 100 }
            let challenger = try table("mean", actuals) { _, _ in 100 }
            let naive = try table("naive", actuals) { _, _ in 150 }
            let verdict = try decide(Metric(.wape), champion, challenger, baseline: naive)
            #expect(verdict.improvementPP > 1 && verdict.decision == .inconclusive, "\(verdict.reasons)")
            #expect(
                verdict.reasons.contains {
                    $0.contains(windows == 1 ? "fewer than 3 windows" : "one carries the lead")
                }, "\(verdict.reasons)")
        }
    }
}
