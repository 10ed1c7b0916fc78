internal import ForecastCore

extension MarkdownReport {
    /// Every model on the levels of the hierarchy, a table per metric that levels can be compared by.
    static func levels(_ report: ExperimentReport) -> [String] {
        let target = report.mainTarget
        let tables = report.levelMetrics.compactMap {
            LevelTable(report, target: target, metric: $0, most: 16)
        }
        guard !tables.isEmpty else { return [] }
        let lines = tables.flatMap { levels -> [String] in
            var table = MarkdownTable(
                [name(levels.metric.title)] + levels.keys.map { name($0.title) },
                alignment: "l" + String(repeating: "r", count: levels.keys.count))
            for model in levels.models {
                table.append(
                    [name(model.name)]
                        + levels.keys.map { key in
                            let text = levels.text(model, key)
                            return levels.isBest(model, key) ? "**\(text)**" : text
                        })
            }
            return table.lines(limit: 4000, noun: "models") + [""]
        }
        return ["### \(name(target)) by level", ""] + lines.dropLast() + [
            "",
            "A level's scores are those of sums of series, each as one series; in brackets how many there are. Bold is best.",
        ]
    }
}
