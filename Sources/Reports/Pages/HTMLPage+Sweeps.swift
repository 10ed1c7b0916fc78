internal import ForecastCore

/// Sweeps by the values of their keys: a table of one key, a heat map of two.
extension HTMLPage {
    func sweeps() -> HTMLNode {
        guard let metric = report.mainMetric, !names.sweeps.isEmpty else { return .nothing }
        let parts = names.sweeps.prefix(6).map { sweep -> HTMLNode in
            let told = sweep.axes.indices.filter { sweep.values(of: $0).count > 1 }
            return element(
                "div", [:],
                [element("h3", text: short(sweep.base))]
                    + (told.count == 2
                        ? [grid(sweep, down: told[0], across: told[1], metric)] : [list(sweep, metric)]))
        }
        return section(
            "Sweeps", id: "sweeps",
            note:
                "\(metric.title) of \(short(report.mainTarget)) by what was swept, in the order of the values. Green is better than "
                + "\(short(report.referenceName ?? "")), purple worse, in steps at 1, 5 and 15 % of its value; the star is the best point. "
                + "The best of many is lucky, too: its lead is overstated.",
            [element("div", ["class": "charts"], parts)])
    }

    /// Two keys: rows by the first, columns by the second.
    private func grid(
        _ sweep: ModelNames.Sweep, down: Int, across: Int, _ metric: ExperimentReport.MetricDescription
    ) -> HTMLNode {
        let columnValues = sweep.values(of: across)
        let column = report.column(target: report.mainTarget, metric: metric)
        let best = bestPoint(of: sweep, column)
        let titles = self.columns(
            [("\(sweep.axes[down]) \\ \(sweep.axes[across])", false)] + columnValues.map { ($0, true) })
        let rows = sweep.values(of: down).map { row in
            element(
                "tr", [:],
                [element("th", ["scope": "row"], text: row)]
                    + columnValues.map { value in
                        let point = sweep.points.first {
                            $0.values[down] == row && $0.values[across] == value
                        }
                        return sweepCell(point.flatMap { report.model($0.model) }, column, best: best)
                    })
        }
        return table(
            titles, rows, caption: "\(sweep.base): \(sweep.axes[down]) down, \(sweep.axes[across]) across",
            style: "heat")
    }

    /// One key or more than two: a row per point.
    private func list(_ sweep: ModelNames.Sweep, _ metric: ExperimentReport.MetricDescription) -> HTMLNode {
        let column = report.column(target: report.mainTarget, metric: metric)
        let best = bestPoint(of: sweep, column)
        let rows = sweep.points.prefix(100).map { point in
            element(
                "tr", [:],
                point.values.enumerated().map { index, value in
                    index == 0
                        ? element("th", ["scope": "row"], text: value) : element("td", text: value)
                } + [sweepCell(report.model(point.model), column, best: best)])
        }
        let left = sweep.points.count - rows.count
        return table(
            columns(sweep.axes.map { ($0, false) } + [(metric.title, true)]), Array(rows),
            caption: "Points of \(sweep.base)"
                + (left > 0 ? ", the first \(rows.count) of \(sweep.points.count)" : ""), style: "heat")
    }

    private func bestPoint(of sweep: ModelNames.Sweep, _ column: ScoreColumn) -> String? {
        let losses = sweep.points.compactMap { point in
            report.model(point.model).flatMap(column.value(of:)).map {
                (model: point.model, loss: column.metric.loss(of: $0))
            }
        }
        return losses.min { $0.loss < $1.loss }?.model
    }

    private func sweepCell(_ model: ExperimentReport.ModelReport?, _ column: ScoreColumn, best: String?)
        -> HTMLNode
    {
        guard let model, let value = column.value(of: model) else {
            return element("td", ["class": "h"], text: model == nil ? "" : NumberText.undefined)
        }
        let base = column.reference.map(column.metric.loss(of:))
        let relative = column.gain(of: model).flatMap { gain in base.map { $0 > 0 ? gain / $0 : gain } }
        let number = element(
            "span", ["class": model.name == best ? "best" : ""],
            text: NumberText.fixed(value, decimals: column.decimals))
        return element(
            "td", ["class": "h" + Self.heat(relative)],
            [number]
                + (column.gainText(of: model).map { [element("span", ["class": "d"], text: " " + $0)] } ?? [])
        )
    }
}
