package import ForecastCore

/// Sufficient statistics added up by group: everything, the windows, the steps, the segments or the series.
package struct ScoreTotals: Equatable, Sendable {
    let layout: StatisticLayout
    /// **Shape** `[group, statistic]`, row-major.
    let sums: [Double]

    package var groupCount: Int { sums.count / layout.width }

    /// The metric over all points of `group`. A variant that the settings did not name is undefined.
    package func value(of metric: Metric, in group: Int = 0) -> MetricValue {
        let row = group * layout.width
        let offered = sums[row + StatisticLayout.points] + sums[row + StatisticLayout.unforecast]
        guard let formula = MetricFormula(metric, in: layout) else {
            return MetricValue(value: nil, points: 0, excluded: Int(offered))
        }
        return value(by: formula, in: group)
    }

    /// The metric in every group.
    package func values(of metric: Metric) -> [MetricValue] {
        guard let formula = MetricFormula(metric, in: layout) else {
            return (0..<groupCount).map { value(of: metric, in: $0) }
        }
        return (0..<groupCount).map { value(by: formula, in: $0) }
    }

    /// Points with an actual value and a finite forecast.
    package func points(in group: Int = 0) -> Int {
        Int(sums[group * layout.width + StatisticLayout.points])
    }

    /// The sum of |y|: the volume behind a group.
    package func absoluteActual(in group: Int = 0) -> Double {
        sums[group * layout.width + StatisticLayout.absoluteActual]
    }

    private func value(by formula: MetricFormula, in group: Int) -> MetricValue {
        let row = group * layout.width
        let entered = sums[row + formula.entered]
        let offered = sums[row + StatisticLayout.points] + sums[row + StatisticLayout.unforecast]
        let numerator = formula.numerator(sums.span, at: row)
        return MetricValue(
            value: formula.value(numerator, over: sums[row + formula.denominator]), points: Int(entered),
            excluded: Int(offered - entered))
    }
}
