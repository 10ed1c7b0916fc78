internal import ForecastCore

extension TerminalTable {
    /// The main metric of every model on the levels of the hierarchy; the best of each is marked.
    static func levels(_ report: ExperimentReport, _ width: Int) -> [String] {
        guard let metric = report.levelMetrics.first,
            let levels = LevelTable(report, target: report.mainTarget, metric: metric, most: 30)
        else { return [] }
        let title = "\(PlainText.sanitised(metric.title)) by level"
        let rows =
            [[title] + levels.keys.map { PlainText.truncated(PlainText.sanitised($0.title), to: 20) + " " }]
            + levels.models.map { model in
                [PlainText.truncated(PlainText.sanitised(model.name), to: max(12, width * 2 / 5))]
                    + levels.keys.map { levels.text(model, $0) + (levels.isBest(model, $0) ? "*" : " ") }
            }
        return PlainColumns.render(rows, width: width) + [""]
    }
}
