package import ForecastCore

extension ExperimentReport.MetricDescription {
    /// How reports describe `metric`.
    package init(_ metric: Metric) {
        let unit: Unit =
            switch metric.name {
            case .mape, .wape, .smape, .bias, .coverage: .percent
            case .mase, .rmsse, .wql: .ratio
            case .mae, .rmse, .pinball: .target
            }
        let better: Better =
            switch metric.name {
            case .bias: .zero
            case .coverage: .nominal
            default: .lower
            }
        self.init(
            id: metric.id, unit: unit, better: better, nominal: Figure(metric.interval?.nominalPercent))
    }

    /// The distance of `value` from the best it could be: what ranks models.
    func loss(of value: Double) -> Double {
        switch better {
        case .lower: value
        case .zero: value.magnitude
        case .nominal: (value - (nominal.value ?? 0)).magnitude
        }
    }

    /// `%` or nothing: the unit as a column's title carries it.
    var unitSuffix: String { unit == .percent ? " %" : "" }

    /// How much smaller the loss becomes: positive where `new` is better, whatever the metric.
    func gain(from old: Double, to new: Double) -> Double { loss(of: old) - loss(of: new) }

    /// Of improvements, as the verdict has them: percentage points, or percent of the value that is improved on.
    var improvementUnit: ExperimentReport.Verdict.ImprovementUnit {
        unit == .percent ? .percentagePoints : .percent
    }

    /// True for the width of an interval that is meant to hold a stated share of the observations.
    var isCoverage: Bool { better == .nominal }
}
