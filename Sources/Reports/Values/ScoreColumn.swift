internal import ForecastCore

/// One metric of one target, as a column of a ranking: how its cells read and compare.
struct ScoreColumn {
    let target: String
    let metric: ExperimentReport.MetricDescription
    let decimals: Int
    /// Nil where there is nothing to compare.
    let best: Double?
    let referenceName: String?
    let reference: Double?

    func value(of model: ExperimentReport.ModelReport) -> Double? {
        model.scores.value(target: target, metric: metric.id)
    }

    func text(of model: ExperimentReport.ModelReport) -> String {
        NumberText.fixed(value(of: model), decimals: decimals)
    }

    func isBest(_ model: ExperimentReport.ModelReport) -> Bool {
        !model.neverForecasts(target) && value(of: model).map { $0 == best } ?? false
    }

    /// How much nearer to the best possible value the model is than the reference, in the column's unit: positive where
    /// it is better, as in the verdict. Nil for the reference itself.
    func gain(of model: ExperimentReport.ModelReport) -> Double? {
        guard model.name != referenceName, let value = value(of: model), let reference else { return nil }
        return metric.gain(from: reference, to: value)
    }

    /// `+0.42`, or nil where there is nothing to compare.
    func gainText(of model: ExperimentReport.ModelReport) -> String? {
        gain(of: model).map { NumberText.signed($0, decimals: decimals) }
    }

    /// The gain in the unit of verdicts: percentage points, or percent of the reference's value.
    func improvementText(of model: ExperimentReport.ModelReport) -> String? {
        guard let gain = gain(of: model), let reference else { return nil }
        guard metric.unit != .percent else { return NumberText.signed(gain, decimals: 2) }
        if gain == 0 { return NumberText.fixed(0, decimals: 2) }
        return reference > 0 ? NumberText.signed(100 * gain / reference, decimals: 2) : nil
    }
}
