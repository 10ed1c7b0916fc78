internal import ForecastCore

/// The sections of the page, in the order in which a reader asks: who wins, how sure that is, where, by how much, why.
struct HTMLPage {
    let report: ExperimentReport
    /// A class of the style sheet for every model: the champion is always blue, the challenger orange; without a
    /// verdict the two that are laid side by side.
    let styles: [String: String]
    let names: ModelNames

    init(report: ExperimentReport) {
        self.report = report
        names = ModelNames(report)
        styles = Self.styles(of: report)
    }

    func body() -> [HTMLNode] {
        let sections =
            [comparison(), HTMLDocument.beside([classMap(), distribution()])] + report.targets.map(ranking)
            + [
                sweeps(), errors(), levels(), segments(), highlights(), calibration(),
                HTMLDocument.beside([bias(), totals()]), seasons(),
                HTMLDocument.beside([frontier(), halvings()]), explanations(), fallbacks(),
                HTMLDocument.beside([cost(), dataCard()]), windowList(), glossary(), reproduction(),
            ]
        return [
            element("h1", text: report.experiment),
            report.description.isEmpty ? .nothing : element("p", ["class": "lead"], text: report.description),
            verdict(), facts(), HTMLDocument.contents(of: sections),
        ] + sections
    }

    /// A section with a title and one sentence on how to read it.
    func section(_ title: String, id: String, note: String, _ content: [HTMLNode]) -> HTMLNode {
        HTMLDocument.section(title, id: id, note: note, content)
    }

    /// A name for a title, where a long one would push the rest away.
    func short(_ name: String) -> String { PlainText.truncated(PlainText.sanitised(name), to: 30) }

    /// What a chart calls a model: the points of a sweep by what tells them apart.
    func chartName(_ model: String) -> String { names.short(model) }

    func style(of model: String) -> String { styles[model] ?? "other" }

    private static func styles(of report: ExperimentReport) -> [String: String] {
        var styles: [String: String] = [:]
        let pair = report.pair
        if let pair {
            styles[pair.reference] = "c0"
            styles[pair.contender] = "c1"
        } else if let champion = report.verdict?.champion {
            styles[champion] = "c0"
        }
        let ranked = report.ranked(target: report.mainTarget).filter {
            styles[$0.name] == nil && !$0.isBaseline
        }
        let challengers = ranked.filter { report.role(of: $0) == "challenger" }
        let rest = challengers + ranked.filter { report.role(of: $0) != "challenger" }
        let free = styles.count..<5
        for (model, colour) in zip(rest, free) { styles[model.name] = "c\(colour)" }
        return styles
    }

    // MARK: - The last screen

    /// Seconds and cache hits differ from run to run, so they are not in this page, whose bytes do not.
    private func cost() -> HTMLNode {
        section(
            "Cost", id: "cost",
            note:
                "What the models took to train does not change from run to run; how long it took and what the cache "
                + "already held does, so that is written beside this page.",
            [
                costTable(),
                element(
                    "p", [:],
                    [
                        "Seconds, tasks and cache hits of every stage: ",
                        element("a", ["href": "timings.html"], text: "timings.html"),
                        " (for programs timings.json) in the folder of this page.",
                    ]),
            ])
    }

    private func costTable() -> HTMLNode {
        let trained = report.models.filter { $0.work != nil }
        guard !trained.isEmpty else { return .nothing }
        let titles = [("model", ""), ("fits", "n"), ("work, \(WorkText.unit)", "n")].map {
            element("th", ["class": $0.1, "scope": "col"], text: $0.0)
        }
        let rows = trained.prefix(60).map { model in
            element(
                "tr", [:],
                [
                    nameCell(model), element("td", ["class": "n"], text: NumberText.count(model.fits.count)),
                    element("td", ["class": "n"], text: WorkText.number(model.work ?? 0)),
                ])
        }
        return table(titles, rows)
    }

    private func reproduction() -> HTMLNode {
        let facts = report.reproduction
        let rows: [(String, String)] =
            [
                ("result", report.resultDigest), ("spec", facts.specDigest),
                ("snapshot", facts.snapshotDigest),
                ("code", facts.codeVersion), ("seed", String(facts.seed)),
            ] + facts.environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return section(
            "Reproduce", id: "reproduce",
            note: "The same command on the same data gives the same result digest.",
            [
                element("code", ["class": "command"], text: facts.command),
                element(
                    "div",
                    [
                        "class": "scroll", "tabindex": "0", "role": "region",
                        "aria-label": "Digests and versions",
                    ],
                    [
                        element(
                            "table", [:],
                            [
                                element(
                                    "tbody", [:],
                                    rows.map {
                                        element(
                                            "tr", [:],
                                            [
                                                element("th", ["scope": "row"], text: $0.0),
                                                element("td", [:], [element("code", text: $0.1)]),
                                            ])
                                    })
                            ])
                    ]),
            ])
    }
}
