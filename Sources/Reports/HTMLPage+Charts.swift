/// The charts of the page.
extension HTMLPage {
    /// The models that get a line: those with a colour, then baselines, few enough to be told apart.
    private var drawnModels: [ExperimentReport.ModelReport] {
        let ranked = report.ranked(target: report.mainTarget)
        let coloured = ranked.filter { styles[$0.name] != nil }
        let others = ranked.filter { styles[$0.name] == nil }
        return coloured + others.prefix(max(0, 8 - coloured.count))
    }

    /// ` 22 further models are left out.`, or nothing.
    private var leftOut: String {
        let count = report.models.count - drawnModels.count
        return count > 0 ? " \(NumberText.count(count, "further model is", "further models are")) left out." : ""
    }

    private func isThick(_ model: ExperimentReport.ModelReport) -> Bool {
        model.name == report.verdict?.champion || model.name == report.verdict?.challenger
    }

    // MARK: - Error by step and by window

    func steps() -> HTMLNode {
        guard let metric = report.mainMetric else { return .nothing }
        let numbers = report.models.first { !$0.byStep.isEmpty }?.byStep.map(\.step) ?? []
        guard numbers.count > 1 else { return .nothing }
        let charts = report.targets.map { target in
            let lines = drawnModels.map { model in
                LineChart.Line(
                    name: model.name,
                    values: numbers.map { number in
                        model.byStep.first { $0.step == number }?.scores.value(target: target, metric: metric.id)
                    }, style: style(of: model.name), isThick: isThick(model))
            }
            return LineChart(
                lines: lines, positions: numbers.map(String.init),
                horizontalTitle: "\(report.stepNoun(2)) ahead", verticalTitle: "\(metric.title) of \(shortened(target))",
                label: "\(metric.id) of \(target) by horizon step"
            ).node()
        }
        return section(
            "Error by step",
            note: "\(metric.id) at each step of the horizon. A line that climbs steeply belongs to a model that loses the "
                + "thread further ahead; dashed grey lines are baselines.\(leftOut)",
            [element("div", ["class": "charts"], charts)])
    }

    func windows() -> HTMLNode {
        guard let metric = report.mainMetric, report.windows.count > 1 else { return .nothing }
        let charts = report.targets.map { target in
            let lines = drawnModels.map { model in
                LineChart.Line(
                    name: model.name,
                    values: report.windows.map { model.scores(window: $0.window)?.value(target: target, metric: metric.id) },
                    style: style(of: model.name), isThick: isThick(model))
            }
            return LineChart(
                lines: lines, positions: report.windows.map(\.test.first), horizontalTitle: "first tested period",
                verticalTitle: "\(metric.title) of \(shortened(target))", label: "\(metric.id) of \(target) by window"
            ).node()
        }
        return section(
            "Error by window",
            note: "\(metric.id) in each backtest window. A challenger that wins everywhere is worth more than one that owes "
                + "its lead to one window.\(leftOut)",
            [element("div", ["class": "charts"], charts)])
    }

    private func shortened(_ name: String) -> String { PlainText.truncated(PlainText.sanitised(name), to: 30) }

    // MARK: - Series

    func highlights() -> HTMLNode {
        guard let highlights = report.highlights, !(highlights.gains.isEmpty && highlights.losses.isEmpty)
        else { return .nothing }
        let band = highlights.band.count == 2 ? " (shaded: \(highlights.band[0]) to \(highlights.band[1]))" : ""
        let legend = element(
            "div", ["class": "legend"],
            [
                element("span", [:], [swatch("c0"), .text("\(highlights.champion), champion\(band)")]),
                element("span", [:], [swatch("c1"), .text("\(highlights.challenger), challenger\(band)")]),
                element("span", [:], [element("span", ["class": "swatch", "style": "background:var(--ink)"]), "history and actuals"]),
            ])
        return section(
            "Series that gain and lose most",
            note: "\(highlights.target) of the series on which the two differ most in \(highlights.metric). Right of the "
                + "dotted line lies what neither model had seen.",
            [
                legend, gallery("\(highlights.challenger) gains", highlights.gains, highlights),
                gallery("\(highlights.challenger) loses", highlights.losses, highlights),
            ])
    }

    private func swatch(_ style: String) -> HTMLNode { element("span", ["class": "swatch \(style)"]) }

    private func gallery(
        _ title: String, _ series: [ExperimentReport.SeriesHighlight], _ highlights: ExperimentReport.Highlights
    ) -> HTMLNode {
        guard !series.isEmpty else { return .nothing }
        let metric = report.metrics.first { $0.id == highlights.metric }
        let figures = series.prefix(20).map { series -> HTMLNode in
            let values = [series.championValue.value, series.challengerValue.value]
            let decimals = metric?.decimals(for: values.compactMap { $0 }) ?? 2
            let texts = values.map { NumberText.fixed($0, decimals: decimals) }
            let classes = series.classes.isEmpty ? "" : " · " + series.classes.joined(separator: ", ")
            return element(
                "figure", [:],
                [
                    element(
                        "figcaption", [:],
                        [
                            element("b", [:], [element("bdi", text: PlainText.truncated(PlainText.sanitised(series.uniqueID), to: 60))]),
                            element("span", text: "\(metric?.title ?? highlights.metric) \(texts[0]) to \(texts[1])\(classes)"),
                        ]),
                    SeriesChart(series: series, target: highlights.target).node(),
                ])
        }
        return .group([element("h3", text: title), element("div", ["class": "small"], Array(figures))])
    }
}
