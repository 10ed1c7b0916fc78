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

    /// `pp` for differences of percentages, nothing otherwise.
    var differenceUnit: String { unit == .percent ? "pp" : "" }

    /// True for the width of an interval that is meant to hold a stated share of the observations.
    var isCoverage: Bool { better == .nominal }
}
