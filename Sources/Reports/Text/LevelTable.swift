internal import ForecastCore

/// Scores by level of the hierarchy as cells, for every renderer: a row per model, a column per level.
struct LevelTable {
    let metric: ExperimentReport.MetricDescription
    let keys: [ExperimentReport.LevelKey]
    /// Best of the series first.
    let models: [ExperimentReport.ModelReport]
    private let target: String

    /// Nil where the report knows no level.
    init?(
        _ report: ExperimentReport, target: String, metric: ExperimentReport.MetricDescription, most: Int
    ) {
        keys = report.levelKeys
        guard !keys.isEmpty else { return nil }
        self.metric = metric
        self.target = target
        models = Array(report.ranked(target: target).filter { !$0.byLevel.isEmpty }.prefix(most))
    }

    func value(_ model: ExperimentReport.ModelReport, _ key: ExperimentReport.LevelKey) -> Double? {
        model.scores(key)?.value(target: target, metric: metric.id)
    }

    /// As many decimals as the level's own values ask for.
    func text(_ model: ExperimentReport.ModelReport, _ key: ExperimentReport.LevelKey) -> String {
        let values = models.compactMap { value($0, key) }
        return NumberText.fixed(value(model, key), decimals: metric.decimals(for: values))
    }

    /// Whether no model is better on this level.
    func isBest(_ model: ExperimentReport.ModelReport, _ key: ExperimentReport.LevelKey) -> Bool {
        guard let own = value(model, key), models.count > 1 else { return false }
        let losses = models.compactMap { value($0, key) }.map(metric.loss)
        return losses.allSatisfy { metric.loss(of: own) <= $0 }
    }
}
