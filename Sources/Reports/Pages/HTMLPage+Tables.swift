internal import ForecastCore

/// The tables of the page.
extension HTMLPage {
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
                element("th", ["class": "n", "scope": "col"], text: "volume"),
            ]
            + models.map {
                element(
                    "th", ["class": "n", "scope": "col"],
                    [element("bdi", text: PlainText.truncated(chartName($0.name), to: 24))])
            }
        let decimals = report.decimals(target: target, metric: metric)
        let rows = report.segmentKeys.prefix(200).map { key -> HTMLNode in
            let base = report.model(report.referenceName)?.scores(key)?.value(
                target: target, metric: metric.id)
            let cells = models.map { model in
                heatCell(model.scores(key)?.value(target: target, metric: metric.id), base, metric, decimals)
            }
            return element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [.text(key.value), element("span", ["class": "tag"], text: key.segment)]),
                    element("td", ["class": "n"], text: report.memberCount(key).map(NumberText.count) ?? ""),
                    element("td", ["class": "n"], text: volumeShare(key)),
                ] + cells)
        }
        let reference = report.referenceName ?? ""
        let left =
            models.count < report.models.count
            ? " The best \(models.count) of \(report.models.count) models." : ""
        return section(
            "Every model by class", id: "classes",
            note:
                "\(metric.title) of \(target) by class, with the gain over \(reference): plus and green are better, minus and purple worse, in "
                + "steps at 1, 5 and 15 % of \(reference)'s value. Classes are made anew at every cutoff, and scores follow "
                + "them; series are counted at the last cutoff, volume is that of all scored periods.\(left)",
            [table(titles, Array(rows), style: "heat")])
    }

    /// The class's share of what was observed, where the report knows it.
    private func volumeShare(_ key: ExperimentReport.SegmentKey) -> String {
        let members = (report.headToHead?.classes ?? []).filter {
            key.holds(abc: $0.abc, xyz: $0.xyz, pattern: $0.pattern)
        }
        guard !members.isEmpty else { return "" }
        return NumberText.fixed(100 * members.compactMap(\.share.value).reduce(0, +), decimals: 1) + " %"
    }

    private func heatCell(
        _ value: Double?, _ base: Double?, _ metric: ExperimentReport.MetricDescription, _ decimals: Int
    ) -> HTMLNode {
        guard let value else { return element("td", ["class": "h"], text: NumberText.undefined) }
        guard let base, base != value else {
            return element("td", ["class": "h"], text: NumberText.fixed(value, decimals: decimals))
        }
        let gain = metric.gain(from: base, to: value)
        let heat = Self.heat(metric.loss(of: base) > 0 ? gain / metric.loss(of: base) : gain)
        return element(
            "td", ["class": "h\(heat)"],
            [
                .text(NumberText.fixed(value, decimals: decimals)),
                element(
                    "span", ["class": "d"], text: " " + NumberText.signed(gain, decimals: decimals)),
            ])
    }

    // MARK: - Fallbacks, data, windows

    func fallbacks() -> HTMLNode {
        let models = report.models.filter { $0.fallbacks.count > 0 || $0.repairs.total > 0 }
        guard !models.isEmpty else {
            return section(
                "Fallbacks and repairs", id: "fallbacks",
                note: "Every model forecast every series itself, and no value had to be repaired.", [])
        }
        let titles = columns([
            ("model", false), ("fallbacks", true), ("of forecasts", true), ("of volume", true),
            ("why", false), ("repaired values", false),
        ])
        let rows = models.map { model -> HTMLNode in
            let counts = model.fallbacks
            let reasons = counts.byReason.map { "\(NumberText.count($0.count)) \($0.reason)" }.joined(
                separator: ", ")
            return element(
                "tr", [:],
                [
                    nameCell(model),
                    number("\(NumberText.count(counts.count)) of \(NumberText.count(counts.forecasts))"),
                    number(percent(Double(counts.count) / Double(max(1, counts.forecasts)))),
                    number(counts.volumeShare.value.map(percent) ?? NumberText.undefined),
                    element("td", ["class": reasons.isEmpty ? "" : "text"], text: reasons),
                    element("td", ["class": "repairs"], text: report.repairText(of: model)),
                ])
        }
        return section(
            "Fallbacks and repairs", id: "fallbacks",
            note:
                "Where a model could not forecast a series, a simpler forecast stood in and was scored in its place: zero for a "
                + "series without demand, the constant for a constant one, else the last observation. Repaired values are "
                + "negative means and quantiles, set to 0, and crossing quantiles, put in order; their share is of all means and "
                + "quantiles of the model.",
            [table(titles, rows), reasonList(models)])
    }

    private func percent(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: 2) + " %" }

    /// What the reasons mean that occur, the commonest first.
    private func reasonList(_ models: [ExperimentReport.ModelReport]) -> HTMLNode {
        var counts: [(reason: String, count: Int)] = []
        for reason in models.flatMap(\.fallbacks.byReason) {
            if let place = counts.firstIndex(where: { $0.reason == reason.reason }) {
                counts[place].count += reason.count
            } else {
                counts.append((reason.reason, reason.count))
            }
        }
        let items = counts.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.compactMap { _, entry in
            FallbackText.meaning(of: entry.reason).map { meaning in
                element("li", [:], [element("b", text: entry.reason), .text(": \(meaning)")])
            }
        }
        return items.isEmpty ? .nothing : element("ul", ["class": "reasons"], items)
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
            "Data", id: "data", note: "What was forecast, as it was at the pinned snapshot.",
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
                    rangeCell(window.train),
                    number(NumberText.count(window.train.periods)),
                    rangeCell(window.test),
                    number(NumberText.count(window.test.periods)), number(String(window.fittedIn)),
                ])
        }
        let gaps = Set(report.windows.map(\.gap))
        let gap = gaps == [0] ? "" : " Between the two lies a gap that is neither trained on nor scored."
        return section(
            "Windows", id: "windows",
            note:
                "What a model saw and what it was then scored on; nothing after the training range reaches it.\(gap)",
            [table(titles, Array(rows))])
    }

    /// From when to when: a narrow column breaks between the two, never inside a date.
    private func rangeCell(_ range: ExperimentReport.LabelRange) -> HTMLNode {
        element(
            "td", [:],
            [
                element("span", ["class": "whole"], text: "\(range.first) to"), " ",
                element("span", ["class": "whole"], text: range.last),
            ])
    }

    // MARK: - Parts

    func table(_ titles: [HTMLNode], _ rows: [HTMLNode], caption: String? = nil, style: String = "")
        -> HTMLNode
    { HTMLDocument.table(titles, rows, caption: caption, style: style) }

    func columns(_ titles: [(String, Bool)]) -> [HTMLNode] { HTMLDocument.columns(titles) }

    func number(_ text: String) -> HTMLNode { HTMLDocument.number(text) }
}
