internal import ForecastCore

/// Error against cost, and what a search by halving tried.
extension HTMLPage {
    func frontier() -> HTMLNode {
        guard let frontier = report.frontier,
            let metric = report.metrics.first(where: { $0.id == frontier.metric })
        else { return .nothing }
        let points = frontier.points.compactMap { point in
            point.value.value.map {
                FrontierChart.Point(
                    name: point.model, work: point.work, value: $0, style: style(of: point.model),
                    isOnFrontier: point.isOnFrontier)
            }
        }
        let chart = FrontierChart(
            points: points, reference: frontierReference(frontier, metric),
            verticalTitle: "\(metric.title) of \(short(frontier.target))",
            label: "\(metric.id) of \(frontier.target) against the work of training")
        return section(
            "Error against cost", id: "frontier",
            note:
                "Each dot is a model: further right takes more work to train, further down errs less. Named dots on the line are "
                + "the frontier: no other model errs less for the same work. Work counts the cells that training visits "
                + "(rows x columns x trees x levels of a tree), which no machine or cache changes.",
            [chart.node(), frontierTable(frontier, metric)])
    }

    /// The champion, else the best model without known work.
    private func frontierReference(
        _ frontier: ExperimentReport.Frontier, _ metric: ExperimentReport.MetricDescription
    ) -> (name: String, value: Double)? {
        let drawn = Set(frontier.points.map(\.model))
        let others = report.ranked(target: frontier.target).filter { !drawn.contains($0.name) }
        let model = others.first { $0.name == report.verdict?.champion } ?? others.first
        return model.flatMap { model in
            model.scores.value(target: frontier.target, metric: metric.id).map { (model.name, $0) }
        }
    }

    private func frontierTable(
        _ frontier: ExperimentReport.Frontier, _ metric: ExperimentReport.MetricDescription
    ) -> HTMLNode {
        let decimals = report.decimals(target: frontier.target, metric: metric)
        let titles = [("model", ""), ("work", "n"), (metric.title, "n"), ("frontier", "")].map {
            element("th", ["class": $0.1, "scope": "col"], text: $0.0)
        }
        let rows = frontier.points.prefix(60).map { point -> HTMLNode in
            let name = PlainText.truncated(PlainText.sanitised(point.model), to: 80)
            return element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [
                            element("span", ["class": "swatch \(style(of: point.model))"]),
                            element("bdi", text: name),
                        ]), element("td", ["class": "n"], text: WorkText.number(point.work)),
                    element(
                        "td", ["class": "n"], text: NumberText.fixed(point.value.value, decimals: decimals)),
                    element("td", text: point.isOnFrontier ? "on it" : ""),
                ])
        }
        return table(titles, rows)
    }
}
