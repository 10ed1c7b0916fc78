internal import ForecastCore

/// Who is best, by how much, and how sure that is.
extension HTMLPage {
    func ranking(_ target: String) -> HTMLNode {
        guard let main = report.mainMetric else { return .nothing }
        let models = report.ranked(target: target)
        let (first, second) = rankingColumns
        return section(
            "Ranking: \(short(target))",
            id: "ranking-\((report.targets.firstIndex(of: target) ?? 0) + 1)",
            note: rankingNote(main, target, models.count),
            [mainTable(models, first.map { report.column(target: target, metric: $0) })]
                + otherTables(models, second.map { report.column(target: target, metric: $0) }))
    }

    /// The other metrics, and folded, as they say little beside their sum, the pinball losses level by level.
    private func otherTables(
        _ models: [ExperimentReport.ModelReport], _ scores: [ScoreColumn]
    ) -> [HTMLNode] {
        let isLevel = { (column: ScoreColumn) in column.metric.id.hasPrefix("pinball@") }
        let others = scores.filter { !isLevel($0) }
        let levels = scores.filter(isLevel)
        let folded = element(
            "details", [:], [element("summary", text: "Pinball loss by level"), otherTable(models, levels)])
        return (others.isEmpty ? [] : [otherTable(models, others)]) + (levels.isEmpty ? [] : [folded])
    }

    private func rankingNote(
        _ main: ExperimentReport.MetricDescription, _ target: String, _ count: Int
    ) -> String {
        guard count > 1 else { return "One model ran, so there is nothing to compare it with." }
        let who = report.verdict == nil ? "the best model" : "the champion"
        let reference = short(report.referenceName ?? "")
        var note =
            "Best first by \(main.id); a star marks the best of a column, the small number is the gain over \(who) "
            + "\(reference): plus is better. Errors are better when smaller, bias near 0, coverage near its level."
        if showsSkill(target) {
            note +=
                " Skill: the part of the \(main.id) of \(short(report.seasonalNaive ?? "")) that a model saves."
            if let caveat = report.skillCaveat(name: short) { note += " " + caveat }
        }
        if let yardsticks = report.yardsticks, showsIntervals(target) {
            note +=
                " Against \(reference): improvement of \(main.id) in \(yardsticks.improvementUnit.rawValue) with its "
                + "\(NumberText.plain(100 * yardsticks.confidence)) % interval; right of the line is better."
        }
        return note
    }

    // MARK: - The table of the main metric

    private func mainTable(_ models: [ExperimentReport.ModelReport], _ scores: [ScoreColumn]) -> HTMLNode {
        guard let main = scores.first else { return .nothing }
        let longest = longestBar(main)
        let target = main.target
        let scale = intervalScale(target)
        let withSkill = showsSkill(target)
        let withIntervals = showsIntervals(target)
        let versus = "against \(short(report.referenceName ?? ""))"
        let titles = columns(
            [("model", false), ("", false), (main.metric.title, true)]
                + (withSkill ? [("skill %", true)] : []) + (withIntervals ? [(versus, false)] : [])
                + scores.dropFirst().map { ($0.metric.title, true) })
        let rows = models.map { model in
            element(
                "tr", ["class": model.name == report.verdict?.champion ? "champion" : ""],
                [
                    nameCell(model, showsKind: target == report.targets.first),
                    barCell(model, main, longest: longest),
                    scoreCell(model, main, showsGain: !withIntervals),
                ]
                    + (withSkill ? [skillCell(model, target)] : [])
                    + (withIntervals ? [intervalCell(model, target, scale)] : [])
                    + scores.dropFirst().map { scoreCell(model, $0) })
        }
        return table(titles, rows, style: "ranked")
    }

    private func otherTable(_ models: [ExperimentReport.ModelReport], _ scores: [ScoreColumn]) -> HTMLNode {
        table(
            columns([("model", false)] + scores.map { ($0.metric.title, true) }),
            models.map { model in
                element(
                    "tr", ["class": model.name == report.verdict?.champion ? "champion" : ""],
                    [nameCell(model)] + scores.map { scoreCell(model, $0) })
            })
    }

    /// What fits beside the bars, and the rest.
    private var rankingColumns: ([ExperimentReport.MetricDescription], [ExperimentReport.MetricDescription]) {
        let first = report.metricsByWeight.filter { !$0.id.hasPrefix("pinball@") }.prefix(5)
        return (Array(first), report.metricsByWeight.filter { !first.contains($0) })
    }

    private func showsSkill(_ target: String) -> Bool {
        report.models.count > 1
            && report.models.contains { $0.standing?.skill[target]?.value != nil }
    }

    private func showsIntervals(_ target: String) -> Bool {
        report.models.contains { report.gain(of: $0, target: target)?.improvement.value != nil }
    }

    private func skillCell(_ model: ExperimentReport.ModelReport, _ target: String) -> HTMLNode {
        let skill = model.standing?.skill[target]?.value
        let text = model.name == report.seasonalNaive ? "0" : NumberText.signed(skill, decimals: 1)
        return element("td", ["class": "n"], text: text)
    }

    /// From where to where the small pictures of intervals reach: all but what has exploded, and 0.
    private func intervalScale(_ target: String) -> ClosedRange<Double> {
        let bounds = report.models.compactMap { report.gain(of: $0, target: target) }.flatMap { gain in
            [gain.improvement.value, gain.interval?.lower, gain.interval?.upper].compactMap { $0 }
        }
        let sizes = bounds.map(\.magnitude).sorted()
        guard !sizes.isEmpty else { return 0...1 }
        let ceiling = 4 * sizes[sizes.count / 2]
        let shown = bounds.filter { $0.magnitude <= ceiling } + [0]
        let low = shown.min() ?? 0
        let high = shown.max() ?? 1
        return low < high && (high - low).isFinite ? low...high : 0...1
    }

    private func intervalCell(
        _ model: ExperimentReport.ModelReport, _ target: String, _ scale: ClosedRange<Double>
    ) -> HTMLNode {
        let gain = report.gain(of: model, target: target)
        guard let improvement = gain?.improvement.value else {
            let text = model.name == report.referenceName ? "the yardstick" : NumberText.undefined
            return element("td", ["class": "note"], text: text)
        }
        func place(_ value: Double) -> Double {
            let inside = min(max(value, scale.lowerBound), scale.upperBound)
            return 3 + 94 * (inside - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
        }
        func mark(_ style: String, _ position: Double) -> HTMLNode {
            element("span", ["class": style, "style": "left:\(SVG.coordinate(position))%"])
        }
        var parts = [mark("z", place(0))]
        var text = NumberText.signed(improvement, decimals: 2)
        var style = "open"
        if let interval = gain?.interval {
            let from = place(interval.lower)
            let width = max(1, place(interval.upper) - from)
            parts.append(
                element("i", ["style": "left:\(SVG.coordinate(from))%;width:\(SVG.coordinate(width))%"]))
            text +=
                " (\(NumberText.fixed(interval.lower, decimals: 2)) to \(NumberText.fixed(interval.upper, decimals: 2)))"
            style = interval.lower > 0 ? "good" : interval.upper < 0 ? "bad" : "open"
        }
        parts.append(mark("p", place(improvement)))
        return element(
            "td", ["class": "iv"],
            [element("span", ["class": "d"], text: text), element("div", ["class": "range \(style)"], parts)])
    }

    // MARK: - Cells

    /// - Parameter showsKind: whether a line below says what the model does.
    func nameCell(_ model: ExperimentReport.ModelReport, showsKind: Bool = false) -> HTMLNode {
        let role = report.role(of: model)
        return element(
            "th", ["class": "m", "scope": "row", "title": model.name],
            [
                element("span", ["class": "swatch \(style(of: model.name))"]),
                element("bdi", text: PlainText.truncated(PlainText.sanitised(model.name), to: 40)),
                // The space is where a narrow column breaks, not after the swatch.
                role.map { .group([" ", element("span", ["class": "tag"], text: $0)]) } ?? .nothing,
            ]
                + (showsKind ? [model.kindSummary].compactMap(\.self) : []).map {
                    element("span", ["class": "kind"], text: $0)
                })
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
        let share = 100 * column.metric.loss(of: value) / longest
        // A gap near its end says that a bar goes on.
        let style = style(of: model.name) + (share > 100.000001 ? " cut" : "")
        return element(
            "td", ["class": "bar"],
            [element("i", ["class": style, "style": "width:\(SVG.coordinate(min(100, share)))%"])])
    }

    /// - Parameter showsGain: false where another column of the row tells it with its interval.
    private func scoreCell(
        _ model: ExperimentReport.ModelReport, _ column: ScoreColumn, showsGain: Bool = true
    ) -> HTMLNode {
        let number = element(
            "span", ["class": column.isBest(model) ? "best" : ""], text: column.text(of: model))
        guard showsGain, let gain = column.gain(of: model), let text = column.gainText(of: model)
        else { return element("td", ["class": "n"], [number]) }
        let style = gain == 0 ? "d" : gain > 0 ? "d gains" : "d loses"
        return element("td", ["class": "n"], [number, element("span", ["class": style], text: text)])
    }
}
