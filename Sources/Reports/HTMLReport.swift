internal import ForecastCore

/// `report.html`: one file that shows the whole comparison, without script or anything from elsewhere.
///
/// Its size depends on models, windows and classes, never on the number of series: of those only the
/// few highlights appear.
package enum HTMLReport {
    package static func render(_ report: ExperimentReport) -> String {
        let page = HTMLPage(report: report)
        var output = "<!DOCTYPE html>\n"
        element(
            "html", ["lang": "en"],
            [element("head", [:], page.head()), element("body", [:], page.body())]
        ).write(to: &output)
        return output + "\n"
    }
}

/// The sections of the page, in the order in which a reader asks: who wins, by how much, where, why.
struct HTMLPage {
    let report: ExperimentReport
    /// A class of the style sheet for every model: the champion is always blue, the challenger orange.
    let styles: [String: String]

    init(report: ExperimentReport) {
        self.report = report
        styles = Self.styles(of: report)
    }

    func head() -> [HTMLNode] {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        return [
            element("meta", ["charset": "utf-8"]),
            element("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
            element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            element("title", text: "\(VerdictText(report, name: { $0 }).headline) | \(report.experiment)"),
            element("style", [:], [.verbatim(HTMLStyle.sheet)]),
        ]
    }

    func body() -> [HTMLNode] {
        [
            element("h1", text: report.experiment),
            report.description.isEmpty ? .nothing : element("p", ["class": "lead"], text: report.description),
            verdict(), facts(), comparison(),
        ] + report.targets.map(ranking) + [
            frontier(), halvings(), errors(), segments(), calibration(), highlights(), explanations(),
            fallbacks(),
            dataCard(),
            windowList(), reproduction(),
        ]
    }

    /// A section with a title and one sentence on how to read it.
    func section(_ title: String, note: String, _ content: [HTMLNode]) -> HTMLNode {
        element(
            "section", [:],
            [element("h2", text: title), element("p", ["class": "note"], text: note)] + content)
    }

    /// A name for a title, where a long one would push the rest away.
    func short(_ name: String) -> String { PlainText.truncated(PlainText.sanitised(name), to: 30) }

    func style(of model: String) -> String { styles[model] ?? "other" }

    private static func styles(of report: ExperimentReport) -> [String: String] {
        var styles: [String: String] = [:]
        let verdict = report.verdict
        if let verdict {
            styles[verdict.champion] = "c0"
            styles[verdict.challenger] = styles[verdict.challenger] ?? "c1"
        }
        let ranked = report.ranked(target: report.mainTarget).filter {
            styles[$0.name] == nil && !$0.isBaseline
        }
        let challengers = ranked.filter { report.role(of: $0) == "challenger" }
        let rest = challengers + ranked.filter { report.role(of: $0) != "challenger" }
        let free = (verdict == nil ? 0 : 2)..<6
        for (model, colour) in zip(rest, free) { styles[model.name] = "c\(colour)" }
        return styles
    }

    // MARK: - The first screen

    private func verdict() -> HTMLNode {
        let words = VerdictText(report, name: { $0 })
        let style = report.verdict?.decision.rawValue ?? "none"
        return element(
            "div", ["class": "verdict \(style)"],
            [
                element("p", ["class": "word"], text: words.headline),
                element("p", ["class": "why"], text: words.sentence + "."),
                words.leader.map { element("p", ["class": "why"], text: $0 + ".") } ?? .nothing,
            ]
                + (report.verdict.map(VerdictText.furtherReasons) ?? []).prefix(20).map {
                    element("p", text: $0)
                })
    }

    private func facts() -> HTMLNode {
        let data = report.data
        let facts: [(String, String)] = [
            (NumberText.count(data.series), "series of \(data.dataset)"),
            (
                NumberText.count(report.windows.count),
                "backtest \(report.windows.count == 1 ? "window" : "windows")"
            ),
            report.windows.first.map {
                (NumberText.count($0.test.periods), "\(report.stepNoun($0.test.periods)) ahead")
            } ?? ("0", "steps ahead"),
            (NumberText.count(report.models.count), report.models.count == 1 ? "model" : "models"),
            (String(report.run.prefix(12)), "run"),
        ]
        return element(
            "div", ["class": "facts"],
            facts.map {
                element("div", ["class": "fact"], [element("b", text: $0.0), element("span", text: $0.1)])
            })
    }

    /// The improvements with their intervals, and the guardrails.
    private func comparison() -> HTMLNode {
        guard let verdict = report.verdict, !verdict.comparisons.isEmpty else { return .nothing }
        let level = NumberText.plain(verdict.confidence * 100)
        let guardrails = verdict.guardrails.map { guardrail in
            element(
                "li", ["class": guardrail.passed ? "ok" : "broken"],
                [element("code", text: guardrail.name), .text(" \(guardrail.explanation)")])
        }
        return section(
            "How sure",
            note:
                "Each challenger against \(verdict.champion) on \(verdict.metric) of \(verdict.target): the dot is the "
                + "improvement, the bar its \(level) % interval. Promotion needs a dot right of the dashed line, a bar "
                + "right of zero and every guardrail kept.",
            [IntervalChart(verdict: verdict).node()]
                + (guardrails.isEmpty
                    ? []
                    : [
                        element("h3", text: "Guardrails for \(short(verdict.challenger))"),
                        element("ul", [:], guardrails),
                    ]))
    }

    // MARK: - The last screen

    private func reproduction() -> HTMLNode {
        let facts = report.reproduction
        let rows: [(String, String)] =
            [
                ("result", report.resultDigest), ("spec", facts.specDigest),
                ("snapshot", facts.snapshotDigest),
                ("code", facts.codeVersion), ("seed", String(facts.seed)),
            ] + facts.environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return section(
            "Reproduce", note: "The same command on the same data gives the same result digest.",
            [
                element("code", ["class": "command"], text: facts.command),
                element(
                    "div", ["class": "scroll"],
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
