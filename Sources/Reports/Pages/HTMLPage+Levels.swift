internal import ForecastCore

/// Scores by level of the hierarchy.
extension HTMLPage {
    func levels() -> HTMLNode {
        let target = report.mainTarget
        let tables = report.levelMetrics.compactMap {
            LevelTable(report, target: target, metric: $0, most: 24)
        }
        guard let main = tables.first else { return .nothing }
        let drawn = drawnModels.filter { model in main.models.contains { $0.name == model.name } }
        let lines = drawn.map { model in
            LineChart.Line(
                name: chartName(model.name), values: main.keys.map { main.value(model, $0) },
                style: style(of: model.name), isThick: isThick(model))
        }
        let chart = LineChart(
            lines: lines, positions: main.keys.map(\.name), horizontalTitle: "",
            verticalTitle: "\(main.metric.title) of \(short(target)) by level",
            label: "\(main.metric.id) of \(target) by level: \(drawn.map(\.name).joined(separator: ", "))",
            hasNames: true)
        return section(
            "Every model by level", id: "levels",
            note:
                "Scores of \(target) on sums of series, each sum as one series, and on the series themselves. A model that was fitted to "
                + "each sum by itself says other things of a sum and of its parts; one that makes them add up does not. The best "
                + "of each level is bold.",
            [element("div", ["class": "charts"], [chart.node()])] + tables.map(table))
    }

    private func table(_ levels: LevelTable) -> HTMLNode {
        let titles = columns(
            [("model", false)] + levels.keys.map { (PlainText.truncated($0.title, to: 24), true) })
        let rows = levels.models.map { model in
            element(
                "tr", [:],
                [nameCell(model)]
                    + levels.keys.map { key in
                        let text = levels.text(model, key)
                        return levels.isBest(model, key)
                            ? element("td", ["class": "n"], [element("b", text: text)]) : number(text)
                    })
        }
        return table(titles, rows, caption: "\(levels.metric.title) of \(report.mainTarget) by level")
    }
}
