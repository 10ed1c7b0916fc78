internal import ForecastCore

/// The charts of the page.
extension HTMLPage {
    /// The models that get a line: those with a colour, then the best others, few enough to be told apart.
    var drawnModels: [ExperimentReport.ModelReport] {
        let ranked = report.ranked(target: report.mainTarget)
        let coloured = ranked.filter { styles[$0.name] != nil }
        let others = ranked.filter { styles[$0.name] == nil }
        return coloured + others.prefix(max(0, 8 - coloured.count))
    }

    /// ` Left out: ma4, holt and 2 more.`, or nothing.
    var leftOut: String {
        let drawn = Set(drawnModels.map(\.name))
        let names = report.ranked(target: report.mainTarget).map(\.name).filter { !drawn.contains($0) }
        guard !names.isEmpty else { return "" }
        let shown = names.count > 13 ? 12 : names.count
        let more = names.count - shown
        return " Left out: " + names.prefix(shown).map(chartName).joined(separator: ", ")
            + (more > 0 ? " and \(NumberText.count(more)) more." : ".")
    }

    func isThick(_ model: ExperimentReport.ModelReport) -> Bool {
        [report.pair?.reference, report.pair?.contender, report.verdict?.champion].contains(model.name)
    }

    // MARK: - Error by step and by window

    func errors() -> HTMLNode {
        guard let metric = report.mainMetric else { return .nothing }
        let charts = report.targets.flatMap { steps($0, metric) + windows($0, metric) }
        guard !charts.allSatisfy({ $0.isNothing }) else { return .nothing }
        return section(
            "Where the error comes from", id: "errors",
            note:
                "\(metric.title)\(metric.better == .lower ? ", lower is better" : ""): at each step of the horizon, then in each backtest window. A line that "
                + "climbs loses the thread further ahead; a lead that one window alone gives is worth little. Dashed grey "
                + "lines are the other models, an arrow marks a line that leaves the chart.\(leftOut)",
            [element("div", ["class": "charts"], charts)])
    }

    private func steps(_ target: String, _ metric: ExperimentReport.MetricDescription) -> [HTMLNode] {
        let numbers = report.models.first { !$0.byStep.isEmpty }?.byStep.map(\.step) ?? []
        guard numbers.count > 1 else { return [] }
        return chart(
            "by step", target, metric, positions: numbers.map(String.init),
            title: "\(report.stepNoun(2)) ahead"
        ) { model in
            numbers.map { number in
                model.byStep.first { $0.step == number }?.scores.value(target: target, metric: metric.id)
            }
        }
    }

    private func windows(_ target: String, _ metric: ExperimentReport.MetricDescription) -> [HTMLNode] {
        guard report.windows.count > 1 else { return [] }
        return chart(
            "by window", target, metric, positions: report.windows.map(\.test.first),
            title: "first tested period"
        ) { model in
            report.windows.map { model.scores(window: $0.window)?.value(target: target, metric: metric.id) }
        }
    }

    private func chart(
        _ what: String, _ target: String, _ metric: ExperimentReport.MetricDescription, positions: [String],
        title: String, values: (ExperimentReport.ModelReport) -> [Double?]
    ) -> [HTMLNode] {
        let lines = drawnModels.map {
            LineChart.Line(
                name: chartName($0.name), values: values($0), style: style(of: $0.name), isThick: isThick($0))
        }
        let chart = LineChart(
            lines: lines, positions: positions, horizontalTitle: title,
            verticalTitle: "\(metric.title) of \(short(target)) \(what)",
            label: "\(metric.id) of \(target) \(what): \(drawnModels.map(\.name).joined(separator: ", "))")
        return [chart.node()]
    }

    // MARK: - Series

    func highlights() -> HTMLNode {
        guard let highlights = report.highlights, !(highlights.gains.isEmpty && highlights.losses.isEmpty)
        else { return .nothing }
        let band =
            highlights.band.count == 2 ? " (shaded: \(highlights.band[0]) to \(highlights.band[1]))" : ""
        let roles = report.verdict == nil ? ("", "") : (", champion", ", challenger")
        let legend = element(
            "div", ["class": "legend"],
            [
                element(
                    "span", [:], [swatch("c0"), .text("\(short(highlights.champion))\(roles.0)\(band)")]),
                element(
                    "span", [:], [swatch("c1"), .text("\(short(highlights.challenger))\(roles.1)\(band)")]),
                element(
                    "span", [:],
                    [
                        element("span", ["class": "swatch", "style": "background:var(--ink)"]),
                        "history and actuals",
                    ]),
            ])
        return section(
            "Series that gain and lose most", id: "series",
            note:
                "\(highlights.target) of the series that add most to the difference in \(highlights.metric) over all series, or take most from it. At each "
                + "dotted line a window begins: right of it lies what neither model had seen when it forecast. The numbers are over "
                + "all windows. An arrow with a number is a peak that leaves the chart, whose height is that of the forecasts.",
            [
                legend, gallery("\(short(highlights.challenger)) gains", highlights.gains, highlights),
                gallery("\(short(highlights.challenger)) loses", highlights.losses, highlights),
            ])
    }

    /// `+0.31 pp`, of the improvement over all series.
    private func contribution(_ value: Double) -> String {
        let unit = report.verdict?.improvementUnit ?? report.headToHead?.improvementUnit
        let decimals = min(6, max(2, NumberText.decimals(for: [value.magnitude])))
        return NumberText.signed(value, decimals: decimals) + (unit.map { " \($0.rawValue)" } ?? "")
    }

    private func swatch(_ style: String) -> HTMLNode { element("span", ["class": "swatch \(style)"]) }

    private func gallery(
        _ title: String, _ series: [ExperimentReport.SeriesHighlight],
        _ highlights: ExperimentReport.Highlights
    ) -> HTMLNode {
        guard !series.isEmpty else { return .nothing }
        let metric = report.metrics.first { $0.id == highlights.metric }
        let figures = series.prefix(20).map { series -> HTMLNode in
            let values = [series.championValue.value, series.challengerValue.value]
            let decimals = metric?.decimals(for: values.compactMap { $0 }) ?? 2
            let texts = values.map { NumberText.fixed($0, decimals: decimals) }
            let share = series.contribution.map { " · adds \(contribution($0))" } ?? ""
            let classes = series.classes.isEmpty ? "" : " · " + series.classes.joined(separator: ", ")
            return element(
                "figure", [:],
                [
                    element(
                        "figcaption", [:],
                        [
                            element(
                                "b", [:],
                                [
                                    element(
                                        "bdi",
                                        text: PlainText.truncated(
                                            PlainText.sanitised(series.uniqueID), to: 60))
                                ]),
                            element(
                                "span",
                                text:
                                    "\(metric?.title ?? highlights.metric): \(short(highlights.champion)) \(texts[0]), \(short(highlights.challenger)) \(texts[1])\(share)\(classes)"
                            ),
                        ]),
                    SeriesChart(series: series, highlights: highlights).node(),
                ])
        }
        return .group([element("h3", text: title), element("div", ["class": "small"], Array(figures))])
    }
}
