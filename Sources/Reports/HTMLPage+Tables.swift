internal import ForecastCore

/// The tables of the page.
extension HTMLPage {
    // MARK: - Ranking

    func ranking(_ target: String) -> HTMLNode {
        guard let main = report.mainMetric else { return .nothing }
        let models = report.ranked(target: target)
        let (first, second) = rankingColumns
        let reference = report.model(report.referenceName)
        let tables = [first, second].filter { !$0.isEmpty }.map { metrics in
            rankingTable(
                models, metrics.map { report.column(target: target, metric: $0) }, bars: metrics.first == main
            )
        }
        let who = report.verdict == nil ? "the best model" : "the champion"
        let note =
            models.count > 1
            ? "Best first by \(main.id); a star marks the best of a column, the small number is the difference to \(who) "
                + "\(reference?.name ?? ""). Errors are better when smaller, bias near 0, coverage near its level."
            : "One model ran, so there is nothing to compare it with."
        return section("Ranking: \(short(target))", note: note, tables)
    }

    private func rankingTable(
        _ models: [ExperimentReport.ModelReport], _ scores: [ScoreColumn], bars: Bool
    ) -> HTMLNode {
        let longest = bars ? scores.first.map(longestBar) ?? 0 : 0
        let titles =
            columns([("model", false)] + (bars ? [("", false)] : []) + scores.map { ($0.metric.title, true) })
        let rows = models.map { model in
            let bar = bars ? scores.prefix(1).map { barCell(model, $0, longest: longest) } : []
            return element(
                "tr", ["class": model.name == report.verdict?.champion ? "champion" : ""],
                [nameCell(model)] + bar + scores.map { scoreCell(model, $0) })
        }
        return table(titles, rows)
    }

    /// What fits beside the bars, and the rest.
    private var rankingColumns: ([ExperimentReport.MetricDescription], [ExperimentReport.MetricDescription]) {
        let first = report.metricsByWeight.filter { !$0.id.hasPrefix("pinball@") }.prefix(7)
        return (Array(first), report.metricsByWeight.filter { !first.contains($0) })
    }

    func nameCell(_ model: ExperimentReport.ModelReport) -> HTMLNode {
        let role = report.role(of: model)
        return element(
            "th", ["class": "m", "scope": "row", "title": model.name],
            [
                element("span", ["class": "swatch \(style(of: model.name))"]),
                element("bdi", text: PlainText.truncated(PlainText.sanitised(model.name), to: 40)),
                role.map { element("span", ["class": "tag"], text: $0) } ?? .nothing,
            ])
    }

    /// What a full bar stands for: the largest error, but an exploded model does not shrink the others.
    private func longestBar(_ column: ScoreColumn) -> Double {
        let losses = report.models.compactMap { column.value(of: $0).map(column.metric.loss(of:)) }
        let best = losses.min() ?? 0
        return losses.filter { $0 <= 4 * best }.max() ?? 0
    }

    private func barCell(_ model: ExperimentReport.ModelReport, _ column: ScoreColumn, longest: Double)
        -> HTMLNode
    {
        guard let value = column.value(of: model), longest > 0 else { return element("td", ["class": "bar"]) }
        let share = min(100, 100 * column.metric.loss(of: value) / longest)
        return element(
            "td", ["class": "bar"],
            [element("i", ["class": style(of: model.name), "style": "width:\(SVG.coordinate(share))%"])])
    }

    private func scoreCell(_ model: ExperimentReport.ModelReport, _ column: ScoreColumn) -> HTMLNode {
        let number = element(
            "span", ["class": column.isBest(model) ? "best" : ""], text: column.text(of: model))
        guard let difference = column.differenceText(of: model), let value = column.value(of: model),
            let reference = column.reference
        else { return element("td", ["class": "n"], [number]) }
        let better = column.metric.loss(of: value) < column.metric.loss(of: reference)
        let style = value == reference ? "d" : better ? "d down" : "d up"
        return element("td", ["class": "n"], [number, element("span", ["class": style], text: difference)])
    }

    // MARK: - Segments

    /// Every class by every model, coloured by how much better or worse than the reference.
    func segments() -> HTMLNode {
        guard let metric = report.mainMetric, !report.segmentKeys.isEmpty else { return .nothing }
        let target = report.mainTarget
        let models = Array(report.ranked(target: target).prefix(12))
        let titles =
            [
                element("th", ["scope": "col"], text: "class"),
                element("th", ["class": "n", "scope": "col"], text: "series"),
            ]
            + models.map {
                element(
                    "th", ["class": "n", "scope": "col"],
                    [element("bdi", text: PlainText.truncated(PlainText.sanitised($0.name), to: 24))])
            }
        let decimals = report.decimals(target: target, metric: metric)
        let rows = report.segmentKeys.prefix(200).map { key -> HTMLNode in
            let base = report.model(report.referenceName)?.scores(key)?.value(
                target: target, metric: metric.id)
            let series = report.models.compactMap { model in
                model.bySegment.first { $0.segment == key.segment && $0.value == key.value }?.series
            }.first
            let cells = models.map { model in
                heatCell(model.scores(key)?.value(target: target, metric: metric.id), base, metric, decimals)
            }
            return element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [.text(key.value), element("span", ["class": "tag"], text: key.segment)]),
                    element("td", ["class": "n"], text: series.map(NumberText.count) ?? ""),
                ] + cells)
        }
        let reference = report.referenceName ?? ""
        return section(
            "Where it wins and loses",
            note:
                "\(metric.title) of \(target) by class. Blue: better than \(reference), orange: worse; the stronger the "
                + "colour, the larger the difference (steps at 1, 5 and 15 % of \(reference)'s value).",
            [table(titles, Array(rows))])
    }

    private func heatCell(
        _ value: Double?, _ base: Double?, _ metric: ExperimentReport.MetricDescription, _ decimals: Int
    ) -> HTMLNode {
        guard let value else { return element("td", ["class": "h"], text: NumberText.undefined) }
        guard let base, base != value else {
            return element("td", ["class": "h"], text: NumberText.fixed(value, decimals: decimals))
        }
        let change = metric.loss(of: value) - metric.loss(of: base)
        let share = metric.loss(of: base) > 0 ? change.magnitude / metric.loss(of: base) : 1
        let step = share < 0.01 ? "" : share < 0.05 ? "1" : share < 0.15 ? "2" : "3"
        let heat = step.isEmpty ? "" : (change < 0 ? " hg" : " hb") + step
        return element(
            "td", ["class": "h\(heat)"],
            [
                .text(NumberText.fixed(value, decimals: decimals)),
                element(
                    "span", ["class": "d"], text: " " + NumberText.signed(value - base, decimals: decimals)),
            ])
    }

    // MARK: - Calibration

    func calibration() -> HTMLNode {
        let metrics = report.metrics.filter { $0.isCoverage && $0.nominal.value != nil }
        guard !metrics.isEmpty else { return .nothing }
        let target = report.mainTarget
        let titles =
            [element("th", ["scope": "col"], text: "model")]
            + metrics.flatMap { metric in
                [
                    element("th", ["class": "n", "scope": "col"], text: "actual %"),
                    element(
                        "th", ["scope": "col"],
                        text: "of \(NumberText.plain(metric.nominal.value)) % promised"),
                ]
            }
        let rows = report.ranked(target: target).map { model in
            element("tr", [:], [nameCell(model)] + metrics.flatMap { bullet(model, target, $0) })
        }
        return section(
            "Calibration",
            note:
                "How many actuals of \(target) fell inside the forecast interval: the bar should end at the mark. "
                + "Shorter: the intervals are too narrow; longer: too wide.",
            [table(titles, rows)])
    }

    private func bullet(
        _ model: ExperimentReport.ModelReport, _ target: String, _ metric: ExperimentReport.MetricDescription
    ) -> [HTMLNode] {
        let value = model.scores.value(target: target, metric: metric.id)
        let mark = element("b", ["style": "left:\(SVG.coordinate(metric.nominal.value ?? 0))%"])
        let bar =
            value.map { element("i", ["style": "width:\(SVG.coordinate(min(100, max(0, $0))))%"]) }
            ?? .nothing
        return [
            element("td", ["class": "n"], text: NumberText.fixed(value, decimals: 1)),
            element("td", [:], [element("div", ["class": "bullet"], [bar, mark])]),
        ]
    }

    // MARK: - Fallbacks, data, windows

    func fallbacks() -> HTMLNode {
        let models = report.models.filter { $0.fallbacks.count > 0 || $0.repairs > 0 }
        guard !models.isEmpty else {
            return section("Fallbacks", note: "Every model forecast every series itself.", [])
        }
        let titles = columns([
            ("model", false), ("fallbacks", true), ("share of volume", true), ("reasons", false),
            ("repaired values", true),
        ])
        let rows = models.map { model -> HTMLNode in
            let counts = model.fallbacks
            let share = counts.volumeShare.value.map { NumberText.fixed($0 * 100, decimals: 2) + " %" }
            let reasons = counts.byReason.map { "\($0.reason) \(NumberText.count($0.count))" }.joined(
                separator: ", ")
            return element(
                "tr", [:],
                [
                    nameCell(model),
                    number("\(NumberText.count(counts.count)) of \(NumberText.count(counts.forecasts))"),
                    number(share ?? NumberText.undefined), element("td", text: reasons),
                    number(NumberText.count(model.repairs)),
                ])
        }
        return section(
            "Fallbacks",
            note:
                "Where a model could not forecast a series, a simpler forecast stood in and was scored in its place. "
                + "Repaired values were made finite, non-negative or put in order.",
            [table(titles, rows)])
    }

    func dataCard() -> HTMLNode {
        let data = report.data
        let lines = [
            "\(data.dataset), \(data.frequency), snapshot \(data.snapshotDigest.prefix(12))",
            "\(NumberText.count(data.series)) series, \(NumberText.count(data.periods)) \(report.stepNoun(data.periods)) from "
                + "\(data.firstLabel) to \(data.lastLabel)",
            "\(NumberText.count(data.rows)) observations, \(NumberText.count(data.missing)) missing between first and last",
        ]
        let list = element("ul", [:], (lines + data.notes.prefix(20)).map { element("li", text: $0) })
        return section(
            "Data", note: "What was forecast, as it was at the pinned snapshot.",
            [list] + (data.classes.isEmpty ? [] : [classTable(data.classes)]))
    }

    /// ABC by XYZ with the patterns in each cell.
    private func classTable(_ cells: [ExperimentReport.ClassCell]) -> HTMLNode {
        let xyz = ["X", "Y", "Z"].filter { name in cells.contains { $0.xyz == name } }
        let abc = ["A", "B", "C"].filter { name in cells.contains { $0.abc == name } }
        guard !xyz.isEmpty, !abc.isEmpty else { return .nothing }
        let titles = columns([("class", false)] + xyz.map { ($0, false) })
        let rows = abc.map { row -> HTMLNode in
            let columns = xyz.map { column -> HTMLNode in
                let here = cells.filter { $0.abc == row && $0.xyz == column }
                guard !here.isEmpty else { return element("td", text: "") }
                let share = here.compactMap(\.share.value).reduce(0, +)
                let patterns = here.map { "\($0.pattern) \(NumberText.count($0.series))" }.joined(
                    separator: ", ")
                return element(
                    "td", [:],
                    [
                        element("b", text: NumberText.count(here.reduce(0) { $0 + $1.series })),
                        .text(
                            " series, \(NumberText.fixed(share * 100, decimals: 0)) % of \(report.mainTarget)"
                        ),
                        element("br"), element("span", ["class": "note"], text: patterns),
                    ])
            }
            return element("tr", [:], [element("th", ["scope": "row"], text: row)] + columns)
        }
        return table(
            titles, rows, caption: "Series by importance (A to C), predictability (X to Z) and demand pattern"
        )
    }

    func windowList() -> HTMLNode {
        let titles = columns([
            ("window", true), ("trained on", false), ("periods", true), ("tested on", false),
            ("periods", true), ("parameters from window", true),
        ])
        let rows = report.windows.prefix(400).map { window in
            element(
                "tr", [:],
                [
                    number(String(window.window)),
                    element("td", text: "\(window.train.first) to \(window.train.last)"),
                    number(NumberText.count(window.train.periods)),
                    element("td", text: "\(window.test.first) to \(window.test.last)"),
                    number(NumberText.count(window.test.periods)), number(String(window.fittedIn)),
                ])
        }
        let gaps = Set(report.windows.map(\.gap))
        let gap = gaps == [0] ? "" : " Between the two lies a gap that is neither trained on nor scored."
        return section(
            "Windows",
            note:
                "What a model saw and what it was then scored on; nothing after the training range reaches it.\(gap)",
            [table(titles, Array(rows))])
    }

    // MARK: - Parts

    func table(_ titles: [HTMLNode], _ rows: [HTMLNode], caption: String? = nil) -> HTMLNode {
        element(
            "div", ["class": "scroll"],
            [
                element(
                    "table", [:],
                    [
                        caption.map { element("caption", text: $0) } ?? .nothing,
                        element("thead", [:], [element("tr", [:], titles)]), element("tbody", [:], rows),
                    ])
            ])
    }

    private func columns(_ titles: [(String, Bool)]) -> [HTMLNode] {
        titles.map { element("th", ["class": $0.1 ? "n" : "", "scope": "col"], text: $0.0) }
    }

    private func number(_ text: String) -> HTMLNode { element("td", ["class": "n"], text: text) }
}
