internal import ForecastCore

/// The page of `forecast compare --html`: one self-contained file in the style of `report.html`. Its size is
/// bounded: of series it shows a few hundred points, or squares that count them.
package enum ContrastPage {
    package static func render(_ contrast: RunContrast) -> String {
        let page = Page(contrast: contrast)
        return HTMLDocument.render(title: page.title, body: page.body())
    }

    private struct Page {
        let contrast: RunContrast

        var title: String {
            contrast.runs.count == 2
                ? contrast.runs.map { "\($0.label) \($0.experiment)" }.joined(separator: " against ")
                : "\(contrast.runs.count) runs side by side"
        }

        func body() -> [HTMLNode] {
            let sections =
                [runs(), scatters()] + metrics() + [
                    differences("Spec", id: "spec", contrast.spec, note: specNote, marksChanges: false),
                    differences(
                        "Data", id: "data", contrast.data,
                        note: "What was forecast. A mark stands beside what differs.", marksChanges: true),
                    differences(
                        "Code", id: "code", contrast.code,
                        note: "What computed it. A mark stands beside what differs.", marksChanges: true),
                ]
            return [element("h1", text: title), verdicts(), HTMLDocument.contents(of: sections)] + sections
        }

        // MARK: - First screen

        private func verdicts() -> HTMLNode {
            let words = ContrastText(contrast: contrast, name: { $0 })
            let lines = contrast.standings.map {
                element("p", ["class": "why"], text: words.sentence($0) + ".")
            }
            let hasImprovement = contrast.standings.contains { $0.improvement.value != nil }
            return element(
                "div", ["class": "verdict none"],
                [element("p", ["class": "word"], text: headline)] + lines
                    + (hasImprovement ? [element("p", ["class": "note"], text: ContrastText.caution)] : []))
        }

        private var headline: String {
            guard contrast.standings.allSatisfy(\.isComparable) else { return "NOT COMPARABLE" }
            guard contrast.standings.count == 1, let only = contrast.standings.first else {
                return "\(contrast.runs.count) comparable runs"
            }
            guard let improvement = only.improvement.value else { return "NOTHING TO COMPARE" }
            // Without a reason, other models may differ all the same.
            let model = only.reasons.isEmpty ? contrast.runs.first?.model.map { " IN \($0)" } : nil
            return improvement == 0
                ? "NO DIFFERENCE\(model ?? "")"
                : "\(only.label): \(NumberText.fixed(improvement.magnitude, decimals: 2)) "
                    + "\(only.improvementUnit.rawValue) \(improvement > 0 ? "better" : "worse")"
        }

        private func runs() -> HTMLNode {
            let titles = HTMLDocument.columns([
                ("run", false), ("experiment", false), ("folder", false), ("model", false),
                ("verdict", false),
                ("result digest", false),
            ])
            let rows = contrast.runs.map { run in
                element(
                    "tr", [:],
                    [
                        element("th", ["scope": "row"], text: run.label),
                        element("td", [:], [HTMLDocument.name(run.experiment)]),
                        element("td", [:], [element("code", text: run.run)]),
                        element("td", [:], [HTMLDocument.name(run.model ?? "none")]),
                        element("td", text: run.decision ?? "none"),
                        element("td", [:], [element("code", text: String(run.resultDigest.prefix(16)))]),
                    ])
            }
            return HTMLDocument.section(
                "Runs", id: "runs",
                note:
                    "The model stands for its run: the challenger of the verdict, else the best, unless the command "
                    + "named another.",
                [HTMLDocument.table(titles, rows)])
        }

        // MARK: - Series

        private func scatters() -> HTMLNode {
            let parts = contrast.scatters.filter { $0.series > 0 }.map(scatter)
            guard !parts.isEmpty else { return .nothing }
            return HTMLDocument.section(
                "Series by series", id: "series",
                note:
                    "Each series by its error in A across and in the other run upwards; on the line they are equal, "
                    + "in the tinted half the other run is better. Named are the series that change the whole error most.",
                parts)
        }

        private func scatter(_ scatter: SeriesScatter) -> HTMLNode {
            let tiles = [
                HTMLDocument.tile(
                    "better in \(scatter.label)", percent(scatter.better, scatter),
                    NumberText.count(scatter.better) + " series"),
                HTMLDocument.tile(
                    "worse in \(scatter.label)", percent(scatter.worse, scatter),
                    NumberText.count(scatter.worse) + " series"),
                HTMLDocument.tile(
                    "equal", percent(scatter.equal, scatter), NumberText.count(scatter.equal) + " series"),
                HTMLDocument.tile(
                    "left out", NumberText.count(scatter.undefined + scatter.unmatched),
                    "without an error, or in one run only"),
            ]
            return .group([
                element(
                    "h3", [:],
                    [
                        .text("\(scatter.label), "), HTMLDocument.name(scatter.after), .text(" against A, "),
                        HTMLDocument.name(scatter.before),
                    ]),
                element("dl", ["class": "tiles"], tiles),
                element(
                    "div", ["class": "charts"],
                    [
                        element("div", [:], [ScatterChart(scatter: scatter).node(), key(scatter)]),
                        element("div", [:], [extremes(scatter)]),
                    ]),
            ])
        }

        private func percent(_ count: Int, _ scatter: SeriesScatter) -> String {
            NumberText.fixed(100 * Double(count) / Double(max(1, scatter.series)), decimals: 1) + " %"
        }

        /// How many series a square stands for, and what was drawn at the edge.
        private func key(_ scatter: SeriesScatter) -> HTMLNode {
            let grades = scatter.bins.isEmpty ? [] : Array(ScatterChart.grades.enumerated())
            let squares = grades.map { grade, least in
                element(
                    "span", [:],
                    [
                        element(
                            "span",
                            [
                                "class": "swatch b\(grade)",
                                "style": "width:\(6 + 2 * grade)px;height:\(6 + 2 * grade)px",
                            ]),
                        .text(
                            grade + 1 < grades.count
                                ? "\(least) to \(grades[grade + 1].1 - 1)" : "\(least) or more"),
                    ])
            }
            let clipped =
                scatter.axis.clipped == 0
                ? ""
                : "\(NumberText.count(scatter.axis.clipped)) series with errors of 0 or beyond the axis lie at its edge."
            return .group(
                (squares.isEmpty
                    ? []
                    : [
                        element(
                            "div", ["class": "legend"],
                            [element("span", text: "series in a square:")] + squares)
                    ])
                    + (clipped.isEmpty ? [] : [element("p", ["class": "note"], text: clipped)]))
        }

        private func extremes(_ scatter: SeriesScatter) -> HTMLNode {
            let unit = scatter.unit == .percent ? " %" : ""
            let titles = HTMLDocument.columns([
                ("series", false), ("\(scatter.error)\(unit) of A", true), ("of \(scatter.label)", true),
            ])
            let values = (scatter.gains + scatter.losses).flatMap { [$0.before.value, $0.after.value] }
            let decimals = NumberText.decimals(for: values.compactMap { $0 })
            func rows(_ series: [SeriesScatter.Extreme]) -> [HTMLNode] {
                series.map { entry in
                    element(
                        "tr", [:],
                        [
                            element("th", ["scope": "row"], [HTMLDocument.name(entry.uniqueID, to: 60)]),
                            HTMLDocument.number(NumberText.fixed(entry.before.value, decimals: decimals)),
                            HTMLDocument.number(NumberText.fixed(entry.after.value, decimals: decimals)),
                        ])
                }
            }
            return .group(
                [("gain", scatter.gains), ("lose", scatter.losses)].compactMap { word, series in
                    series.isEmpty
                        ? nil
                        : HTMLDocument.table(
                            titles, rows(series), caption: "Series that \(word) most in \(scatter.label)")
                })
        }

        // MARK: - Metrics

        private func metrics() -> [HTMLNode] {
            var targets: [String] = []
            for table in contrast.metrics where !targets.contains(table.target) {
                targets.append(table.target)
            }
            return targets.enumerated().map { index, target in
                let tables = contrast.metrics.filter { $0.target == target }
                return HTMLDocument.section(
                    "Metrics of \(PlainText.truncated(PlainText.sanitised(target), to: 30))",
                    id: "metrics-\(index + 1)", note: metricNote,
                    [tables.first.map(metricTable) ?? .nothing, folded(Array(tables.dropFirst()))])
            }
        }

        private func folded(_ tables: [RunContrast.MetricTable]) -> HTMLNode {
            guard !tables.isEmpty else { return .nothing }
            return element(
                "details", [:],
                [
                    element(
                        "summary", text: NumberText.count(tables.count, "more metric", "more metrics")),
                    element("div", ["class": "charts"], tables.map(metricTable)),
                ])
        }

        private var metricNote: String {
            let differs = contrast.standings.filter { !$0.isComparable }.map(\.label)
            return
                "Beside each value the gain over A: plus is better, minus worse, = the same to the last bit."
                + (differs.isEmpty
                    ? ""
                    : " \(differs.joined(separator: ", ")) \(differs.count == 1 ? "was" : "were") scored on other points: "
                        + "those gains judge nothing.")
        }

        private func metricTable(_ table: RunContrast.MetricTable) -> HTMLNode {
            let decimals = table.metric.decimals(for: table.rows.flatMap { $0.values.compactMap(\.value) })
            let titles = HTMLDocument.columns(
                [(table.metric.title, false)]
                    + contrast.runs.enumerated().flatMap { index, run in
                        index == 0 ? [(run.label, true)] : [(run.label, true), ("gain over A", true)]
                    })
            let rows = table.rows.map { row in
                element(
                    "tr", [:],
                    [element("th", ["class": "m", "scope": "row"], [HTMLDocument.name(row.model)])]
                        + row.values.indices.flatMap { cells(row, $0, table.metric, decimals) })
            }
            return HTMLDocument.table(titles, rows)
        }

        /// The value, and for all runs but the first its gain.
        private func cells(
            _ row: RunContrast.MetricRow, _ index: Int, _ metric: ExperimentReport.MetricDescription,
            _ decimals: Int
        ) -> [HTMLNode] {
            let value = row.values[index].value.map { NumberText.fixed($0, decimals: decimals) } ?? "–"
            let number = HTMLDocument.number(value)
            guard index > 0 else { return [number] }
            guard let gain = row.gains(on: metric)[index].value else {
                return [number, HTMLDocument.number("")]
            }
            let label = contrast.runs[index].label
            let isComparable = contrast.standings.first { $0.label == label }?.isComparable ?? false
            let style = gain == 0 || !isComparable ? "d" : gain > 0 ? "d gains" : "d loses"
            let isSame = row.values[index] == row.values[0]
            let text = isSame ? "=" : NumberText.signed(gain, decimals: decimals)
            return [number, element("td", ["class": "n"], [element("span", ["class": style], text: text)])]
        }

        // MARK: - What differs

        private var specNote: String {
            contrast.spec.isEmpty
                ? "The resolved specs are the same."
                : "Keys of the resolved specs that differ; what a run lacks as a whole, such as a model, is one line."
        }

        /// A digest by its beginning, which tells two apart.
        private func shortened(_ value: String) -> String {
            value.utf8.count == 64 && value.allSatisfy(\.isHexDigit) ? String(value.prefix(16)) : value
        }

        private func differences(
            _ title: String, id: String, _ changes: [RunContrast.Difference], note: String, marksChanges: Bool
        ) -> HTMLNode {
            guard !changes.isEmpty else { return HTMLDocument.section(title, id: id, note: note, []) }
            let titles = HTMLDocument.columns([("", false)] + contrast.runs.map { ($0.label, false) })
            let rows = changes.prefix(500).map { change in
                element(
                    "tr", ["class": marksChanges && !change.isSame ? "champion" : ""],
                    [
                        element(
                            "th", ["scope": "row"],
                            [
                                HTMLDocument.name(change.path, to: 80),
                                marksChanges && !change.isSame
                                    ? element("span", ["class": "tag"], text: "differs") : .nothing,
                            ])
                    ]
                        + change.values.map { value in
                            element(
                                "td", ["class": "value"],
                                [
                                    value.map { HTMLDocument.name(shortened($0), to: 300) }
                                        ?? element("i", text: "absent")
                                ])
                        })
            }
            let left = changes.count - rows.count
            let more = left > 0 ? " \(NumberText.count(left, "more key", "more keys")) differ." : ""
            return HTMLDocument.section(title, id: id, note: note + more, [HTMLDocument.table(titles, rows)])
        }
    }
}
