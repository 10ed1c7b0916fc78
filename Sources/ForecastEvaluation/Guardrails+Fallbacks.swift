package import ForecastCore

extension GuardrailCheck {
    /// How much larger the share of the challenger's forecasts that something simpler made is than the champion's.
    func fallbacks(limit: Double) -> GuardrailResult {
        let ours = challenger.fallbacks()
        let theirs = champion.fallbacks()
        let excess = ours.share - theirs.share
        let harm = Harm(
            excess,
            margin: FallbackInfluence(champion, challenger).flatMap {
                margin(TwoWayVariance($0, overlap: champion.overlap))
            })
        let outcome = harm.against(limit)
        let forecasts = NumberText.count(ours.scoredForecasts, "forecast", "forecasts")
        let shares =
            "\(NumberText.percent(ours.share)), \(NumberText.percent(ours.volumeShare)) of the volume"
        let beside =
            theirs.scoredCount == 0 ? "" : ", of the champion's \(NumberText.percent(theirs.share))"
        return GuardrailResult(
            name: "fallback_share", outcome: outcome, limit: limit, measured: excess,
            detail: "\(NumberText.count(ours.scoredCount)) of \(forecasts) (\(shares)) "
                + "\(ours.scoredCount == 1 ? "is a fallback" : "are fallbacks")\(beside); "
                + "\(NumberText.percent(limit)) more than the champion's allowed"
                + (outcome == .unsure ? "; perhaps by chance" : "") + ".")
    }
}

extension GuardrailResult {
    /// The guardrail on fallbacks by itself, as a verdict checks it.
    package static func fallbackShare(
        champion: ScoreTable, challenger: ScoreTable, on metric: Metric, limit: Double, confidence: Double
    ) -> GuardrailResult {
        GuardrailCheck(champion: champion, challenger: challenger, metric: metric, confidence: confidence)
            .fallbacks(limit: limit)
    }
}

/// The share of fallbacks as a mean over series and windows, so that it can be tested like a metric.
private struct FallbackInfluence: InfluenceGrid {
    let windows: [Int]
    let measuredSeries: [Int]
    let seriesShares: [Double]
    let windowShares: [Double]
    /// By measured window and series: 1 where only the challenger, -1 where only the champion fell back; NaN where there is
    /// nothing to score.
    private let differences: [[Double]]
    private let mean: Double
    private let count: Double

    /// Nil without a forecast to score.
    init?(_ champion: ScoreTable, _ challenger: ScoreTable) {
        let all = zip(champion.windows, challenger.windows).map { left, right in
            (0..<left.seriesCount).map { series in
                left.hasPoints(series)
                    ? (right.isFailure(series) ? 1.0 : 0) - (left.isFailure(series) ? 1.0 : 0) : .nan
            }
        }
        windows = all.indices.filter { all[$0].contains { !$0.isNaN } }
        let measured = (0..<champion.seriesCount).filter { series in all.contains { !$0[series].isNaN } }
        guard !windows.isEmpty else { return nil }
        differences = windows.map { window in measured.map { all[window][$0] } }
        let known = differences.map { $0.filter { !$0.isNaN } }
        let count = Double(known.reduce(0) { $0 + $1.count })
        self.count = count
        mean = known.reduce(0) { $0 + $1.reduce(0, +) } / count
        measuredSeries = measured
        windowShares = known.map { Double($0.count) / count }
        seriesShares = measured.indices.map { [differences] series in
            Double(differences.count { !$0[series].isNaN }) / count
        }
    }

    func values(inWindow index: Int) -> [Double] {
        differences[index].map { $0.isNaN ? 0 : ($0 - mean) / count }
    }
}
