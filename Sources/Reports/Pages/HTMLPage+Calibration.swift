internal import ForecastCore

/// Whether forecasts are honest: about their uncertainty, and in the mean.
extension HTMLPage {
    func calibration() -> HTMLNode {
        let content = ([calibrationChart(), intervalTable()] + coverageParts()).filter { !$0.isNothing }
        guard !content.isEmpty else { return .nothing }
        return section(
            "Calibration", id: "calibration",
            note:
                "Quantiles of \(short(report.mainTarget)) against what came. On the dashed line a P90 holds for 90 % of actuals; "
                + "below it stock-outs come more often than promised, above it stock lies idle. Where actuals equal the "
                + "quantile, as many zeros do, the tie is counted in the model's favour.\(leftOut)",
            [element("div", ["class": "charts"], content)])
    }

    private func calibrationChart() -> HTMLNode {
        let target = report.mainTarget
        let lines = drawnModels.map { model in
            CalibrationChart.Line(
                name: chartName(model.name),
                points: model.calibration.filter { $0.target == target }.compactMap { coverage in
                    coverage.actual.map { (coverage.level, $0) }
                },
                style: style(of: model.name), isThick: isThick(model))
        }
        return CalibrationChart(
            lines: lines, label: "Promised and actual share of actuals under each quantile of \(target)"
        ).node()
    }

    private func intervalTable() -> HTMLNode {
        let metrics = report.metrics.filter { $0.isCoverage && $0.nominal.value != nil }
        guard !metrics.isEmpty else { return .nothing }
        let target = report.mainTarget
        let titles =
            [element("th", ["scope": "col"], text: "model")]
            + metrics.flatMap { metric in
                [
                    element("th", ["class": "n", "scope": "col"], text: "actual %"),
                    element(
                        "th", ["class": "promise", "scope": "col"],
                        text: "of \(NumberText.plain(metric.nominal.value)) % promised"),
                ]
            }
        let rows = report.ranked(target: target).prefix(30).map { model in
            element("tr", [:], [nameCell(model)] + metrics.flatMap { bullet(model, target, $0) })
        }
        return table(
            titles, rows,
            caption: "Actuals inside central intervals: the bar should end at the mark",
            style: metrics.count > 2 ? "" : "snug")
    }

    private func bullet(
        _ model: ExperimentReport.ModelReport, _ target: String, _ metric: ExperimentReport.MetricDescription
    ) -> [HTMLNode] {
        bullet(
            model.scores.value(target: target, metric: metric.id), metric.nominal.value ?? 0,
            style(of: model.name))
    }

    /// A share in percent as a number, then as a bar that should end at the mark.
    func bullet(_ value: Double?, _ nominal: Double, _ style: String) -> [HTMLNode] {
        let mark = element("b", ["style": "left:\(SVG.coordinate(nominal))%"])
        let bar =
            value.map {
                element(
                    "i", ["class": style, "style": "width:\(SVG.coordinate(min(100, max(0, $0))))%"])
            } ?? .nothing
        return [
            element("td", ["class": "n"], text: NumberText.fixed(value, decimals: 1)),
            element("td", [:], [element("div", ["class": "bullet"], [bar, mark])]),
        ]
    }

    // MARK: - Bias

    func bias() -> HTMLNode {
        let charts = report.targets.map(biasChart)
        let pictures = charts.map { $0.node() }.filter { !$0.isNothing }
        guard !pictures.isEmpty else { return .nothing }
        let cut =
            charts.contains(where: \.cutsBars) ? " A bar with a gap is cut: the number beside it counts." : ""
        return section(
            "Bias", id: "bias",
            note:
                "All forecasts together against all actuals together. A model that errs on one side fills shelves or empties "
                + "them, week after week, however small its error on a single series.\(cut)",
            [element("div", ["class": "charts"], pictures)])
    }

    private func biasChart(_ target: String) -> BiasChart {
        let rows = report.ranked(target: target).prefix(20).compactMap { model in
            model.standing.map {
                BiasChart.Row(
                    name: chartName(model.name), value: $0.bias[target]?.value, style: style(of: model.name),
                    isThick: isThick(model))
            }
        }
        return BiasChart(
            rows: rows, title: "bias of \(short(target)), % of what was observed",
            label: "Bias of each model on \(target)")
    }
}
