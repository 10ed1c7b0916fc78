internal import ForecastCore

/// The page of `forecast data show --html`: one self-contained file in the style of `report.html`. Its size
/// depends on the series that are drawn, never on how many there are.
package enum DatasetPage {
    package static func render(_ profile: DatasetProfile) -> String {
        let page = Page(profile: profile)
        return HTMLDocument.render(title: "\(profile.dataset) | data set", body: page.body())
    }

    private struct Page {
        let profile: DatasetProfile

        func body() -> [HTMLNode] {
            let sections = [classes(), histograms(), charts(), columns(), attributes()]
            return [
                element("h1", text: profile.dataset),
                profile.description.isEmpty
                    ? .nothing : element("p", ["class": "lead"], text: profile.description),
                overview(), HTMLDocument.contents(of: sections),
            ] + sections
        }

        private func overview() -> HTMLNode {
            let volume = profile.columns.first { $0.name == profile.volume }
            let observed = volume?.observed ?? 0
            let facts = [
                (NumberText.count(profile.series), "series"),
                (
                    NumberText.count(profile.periods),
                    "\(profile.stepNoun(profile.periods)), \(profile.firstLabel) to \(profile.lastLabel)"
                ),
                (NumberText.count(profile.observations), "observations"),
                (
                    share(volume?.missing, of: observed + (volume?.missing ?? 0), decimals: 1),
                    "of periods are missing after a series' start"
                ),
                (
                    share(volume?.zeros, of: observed, decimals: 1),
                    "of the observations of \(short(profile.volume)) are zero"
                ),
                (String(profile.snapshotDigest.prefix(12)), "snapshot"),
            ]
            return element(
                "div", ["class": "facts"],
                facts.map {
                    element(
                        "div", ["class": "fact"], [element("b", text: $0.0), element("span", text: $0.1)])
                })
        }

        /// `12.5 %`; a part of nothing is undefined.
        private func share(_ count: Int?, of whole: Int, decimals: Int) -> String {
            DatasetProfile.percent(
                whole > 0 ? count.map { Double($0) / Double(whole) } : nil, decimals: decimals)
        }

        // MARK: - Classes

        private func classes() -> HTMLNode {
            guard !profile.classes.isEmpty else { return .nothing }
            let patterns = profile.classes.patterns
            let titles = HTMLDocument.columns([("class", false)] + (patterns + ["all"]).map { ($0, true) })
            let rows = ExperimentReport.ClassCell.rows.map { row in
                element(
                    "tr", [:],
                    [element("th", ["scope": "row"], text: row.title)]
                        + patterns.map { pattern in
                            cell(profile.classes.margin { row.isIncluded($0) && $0.pattern == pattern })
                        } + [cell(profile.classes.margin(row.isIncluded))])
            }
            return HTMLDocument.section(
                "Classes", id: "classes",
                note:
                    "By importance (A to C, revenue), predictability (X to Z) and demand pattern, over the whole data set; a "
                    + "backtest classifies anew at every cutoff. The share and its bar are of \(short(profile.volume)).",
                [HTMLDocument.table(titles, rows, style: "map")])
        }

        private func cell(_ margin: (series: Int, share: Double?)) -> HTMLNode {
            guard margin.series > 0 else { return element("td", ["class": "h"], text: "–") }
            return element(
                "td", ["class": "h"],
                [
                    element("b", text: NumberText.count(margin.series)),
                    element(
                        "span", ["class": "d"], text: DatasetProfile.percent(margin.share, decimals: 1)),
                    element(
                        "span", ["class": "share"],
                        [
                            element(
                                "i",
                                ["style": "width:\(SVG.coordinate(min(100, 100 * (margin.share ?? 0))))%"])
                        ]),
                ])
        }

        private func histograms() -> HTMLNode {
            let charts = [
                CountChart(
                    bins: profile.lengths,
                    title: "length, \(profile.stepNoun(2)) from first to last observation"),
                CountChart(bins: profile.zeroShares, title: "share of zeros among observations"),
            ].map { $0.node() }.filter { !$0.isNothing }
            guard !charts.isEmpty else { return .nothing }
            return HTMLDocument.section(
                "Lengths and zeros", id: "lengths",
                note:
                    "Short series leave models nothing to learn, and many zeros ask for models of intermittent demand "
                    + "and for metrics that zeros do not break.",
                [element("div", ["class": "charts"], charts)])
        }

        // MARK: - Series

        private func charts() -> HTMLNode {
            guard !profile.shown.isEmpty else { return .nothing }
            let note =
                profile.isChosen
                ? "The series that were asked for."
                : "The largest by \(short(profile.volume)) of every class, taken in turn: "
                    + "\(NumberText.count(profile.shown.count)) of \(NumberText.count(profile.series)) series."
            return HTMLDocument.section(
                "Series", id: "series",
                note: note
                    + " All share the time axis; each has its own height. A grey stripe breaks the line where "
                    + "\(profile.stepNoun(1).first == "h" ? "an" : "a") \(profile.stepNoun(1)) is missing.",
                profile.isChosen ? [gallery(profile.shown)] : groups())
        }

        /// A gallery per class.
        private func groups() -> [HTMLNode] {
            var keys: [String] = []
            for series in profile.shown where !keys.contains(key(series)) { keys.append(key(series)) }
            return keys.flatMap { name -> [HTMLNode] in
                let members = profile.shown.filter { key($0) == name }
                let first = members[0]
                let all = profile.classes.margin { $0.abc == first.abc && $0.pattern == first.pattern }
                return [
                    element(
                        "h3",
                        text:
                            "\(name): \(NumberText.count(members.count)) of \(NumberText.count(all.series)) series"
                    ), gallery(members),
                ]
            }
        }

        private func key(_ series: DatasetProfile.Series) -> String { "\(series.abc), \(series.pattern)" }

        private func gallery(_ members: [DatasetProfile.Series]) -> HTMLNode {
            let figures = members.map { series in
                let ofVolume = DatasetProfile.percent(series.share.value, decimals: 2)
                let zeros = share(series.zeros, of: series.observed, decimals: 0)
                return element(
                    "figure", [:],
                    [
                        element(
                            "figcaption", [:],
                            [
                                element("b", [:], [HTMLDocument.name(series.uniqueID, to: 60)]),
                                element(
                                    "span",
                                    text:
                                        "\(series.abc), \(series.xyz), \(series.pattern) · \(ofVolume) of volume · "
                                        + "\(zeros) zeros"),
                            ]),
                        PanelChart(
                            values: series.values, ticks: profile.ticks,
                            label: "\(profile.volume) of \(series.uniqueID)"
                        ).node(),
                    ])
            }
            return element("div", ["class": "small"], figures)
        }

        // MARK: - Tables

        private func columns() -> HTMLNode {
            let titles = HTMLDocument.columns([
                ("column", false), ("known", false), ("observed", true), ("missing", true), ("zeros", true),
                ("smallest", true), ("largest", true),
            ])
            let rows = profile.columns.map { column in
                element(
                    "tr", [:],
                    [
                        element("th", ["scope": "row"], [HTMLDocument.name(column.name)]),
                        element("td", text: column.known),
                    ]
                        + [
                            NumberText.count(column.observed), NumberText.count(column.missing),
                            NumberText.count(column.zeros),
                            NumberText.plain(column.smallest.value, decimals: 3),
                            NumberText.plain(column.largest.value, decimals: 3),
                        ].map(HTMLDocument.number))
            }
            return HTMLDocument.section(
                "Columns", id: "columns",
                note: "Missing counts from each series' first period to the end of the data.",
                [HTMLDocument.table(titles, rows)])
        }

        private func attributes() -> HTMLNode {
            guard !profile.attributes.isEmpty else { return .nothing }
            let titles = HTMLDocument.columns([
                ("attribute", false), ("values", true), ("series without", true), ("for example", false),
            ])
            let rows = profile.attributes.map { attribute in
                element(
                    "tr", [:],
                    [
                        element("th", ["scope": "row"], [HTMLDocument.name(attribute.name)]),
                        HTMLDocument.number(NumberText.count(attribute.values)),
                        HTMLDocument.number(NumberText.count(attribute.missing)),
                        element(
                            "td",
                            text: attribute.examples.map {
                                PlainText.truncated(PlainText.sanitised($0), to: 30)
                            }.joined(separator: ", ")),
                    ])
            }
            return HTMLDocument.section(
                "Attributes", id: "attributes", note: "What does not change over a series' life.",
                [HTMLDocument.table(titles, rows)])
        }

        private func short(_ name: String) -> String {
            PlainText.truncated(PlainText.sanitised(name), to: 30)
        }
    }
}
