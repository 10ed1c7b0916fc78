package import ForecastCore

/// What each series adds to a metric over all windows: parts that sum up to the whole.
///
/// A metric is a quotient of sums (`MetricFormula`), so a series' part is its own numerator over everybody's
/// denominator. A series that sells little adds little, whatever its own percentage; one that sells nothing adds its
/// error, where its own percentage is undefined.
extension ScoreTable {
    /// `[series]`, in the unit of the metric; nil where the metric is undefined as a whole.
    ///
    /// **Numerics** The root of RMSE is shared out in proportion to the squared errors under it.
    package func contributions(to metric: Metric) -> [Double]? {
        guard let parts = SeriesParts(of: self, metric) else { return nil }
        let scale = parts.formula.takesRoot ? (parts.value > 0 ? 1 / parts.value : 0) : parts.formula.factor
        return parts.numerators.map { scale * $0 / parts.denominator }
    }

    /// What each series adds to the improvement of `challenger` on this model, `[series]`, in the unit of
    /// `Metric.improvement`, or in that of the metric where a percentage of 0 would be asked for; nil where the metric is undefined for either.
    /// Both must be scored on the same points.
    package func contributions(toImprovementOf challenger: ScoreTable, on metric: Metric) -> [Double]? {
        guard let ours = SeriesParts(of: self, metric), let theirs = SeriesParts(of: challenger, metric),
            ours.numerators.count == theirs.numerators.count
        else { return nil }
        let gains = Self.gains(ours, theirs, metric)
        guard !metric.name.isPercentage, ours.value > 0 else { return gains }
        return gains.map { 100 * $0 / ours.value }
    }

    /// The parts of `loss(champion) - loss(challenger)`; exactly 0 where both err alike.
    private static func gains(_ champion: SeriesParts, _ challenger: SeriesParts, _ metric: Metric)
        -> [Double]
    {
        let series = champion.numerators.indices
        if champion.formula.takesRoot {
            // a - b = (a^2 - b^2) / (a + b).
            let sum = champion.denominator * (champion.value + challenger.value)
            return series.map { sum > 0 ? (champion.numerators[$0] - challenger.numerators[$0]) / sum : 0 }
        }
        let (signs, origin) = distances(champion.value, challenger.value, metric)
        let scale = champion.formula.factor / champion.denominator
        return series.map { index in
            let expected = origin * champion.weights[index]
            return scale
                * (signs.champion * (champion.numerators[index] - expected)
                    - signs.challenger * (challenger.numerators[index] - expected))
        }
    }

    /// On which side of the best value each lies, and that value as a share of the denominator.
    private static func distances(
        _ champion: Double, _ challenger: Double, _ metric: Metric
    ) -> (signs: (champion: Double, challenger: Double), origin: Double) {
        let best: Double
        switch metric.name {
        case .bias: best = 0
        case .coverage: best = metric.interval?.nominalPercent ?? 0
        default: return ((1, 1), 0)
        }
        func sign(_ value: Double) -> Double { value > best ? 1 : value < best ? -1 : 0 }
        return ((sign(champion), sign(challenger)), best / 100)
    }

    /// In how many windows each series was forecast, and in how many of these by something simpler, `[series]`.
    package func windowsBySeries() -> [(forecasts: Int, fallbacks: Int)] {
        var counts = Array(repeating: (forecasts: 0, fallbacks: 0), count: seriesCount)
        for scores in windows {
            for (series, reason) in scores.fallbackReasons.enumerated()
            where reason != WindowScores.absentCode {
                counts[series].forecasts += 1
                if reason != 0 { counts[series].fallbacks += 1 }
            }
        }
        return counts
    }
}

/// A metric's sums, series by series.
private struct SeriesParts {
    let formula: MetricFormula
    /// Over all series.
    let value: Double
    let denominator: Double
    /// `[series]`.
    let numerators: [Double]
    let weights: [Double]

    /// Nil where the metric is undefined.
    init?(of table: ScoreTable, _ metric: Metric) {
        let layout = table.settings.layout
        guard let formula = MetricFormula(metric, in: layout), let value = table.value(of: metric).value
        else { return nil }
        let sums = table.totalsBySeries().sums
        let rows = (0..<table.seriesCount).map { $0 * layout.width }
        self.formula = formula
        self.value = value
        denominator = table.total.sums[formula.denominator]
        numerators = rows.map { formula.numerator(sums.span, at: $0) }
        weights = rows.map { sums[$0 + formula.denominator] }
    }
}
