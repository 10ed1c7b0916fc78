internal import ForecastCore
internal import ForecastEvaluation

/// The first screen: what was decided, on what grounds, how sure.
extension HTMLPage {
    func verdict() -> HTMLNode {
        let hasTile = report.verdict?.intervalPP != nil
        let words = VerdictText(report, statesInterval: !hasTile, name: { $0 })
        let style = report.verdict?.decision.rawValue ?? "none"
        var lines = [
            element("p", ["class": "word"], text: words.headline),
            element("p", ["class": "why"], text: words.sentence + "."),
        ]
        for remark in [words.evidence, words.leader].compactMap(\.self) {
            lines.append(element("p", ["class": "why"], text: remark + "."))
        }
        if let caution = words.caution {
            lines.append(element("p", ["class": "why caution"], text: caution + "."))
        }
        if let verdict = report.verdict { lines.append(tiles(verdict)) }
        if !showsComparison { lines += reasons }
        return element("div", ["class": "verdict \(style)"], lines + [shortGlossary()])
    }

    private var showsComparison: Bool { report.verdict?.comparisons.isEmpty == false }

    /// What the sentence, the tiles and the guardrails do not say.
    private var reasons: [HTMLNode] {
        (report.verdict.map(VerdictText.furtherReasons) ?? []).prefix(20).map { element("p", text: $0) }
    }

    /// The four numbers that the verdict rests on.
    private func tiles(_ verdict: ExperimentReport.Verdict) -> HTMLNode {
        let kept = verdict.guardrails.count { $0.passed }
        let isSure = verdict.guardrails.contains(where: \.isBroken)
        let broken = verdict.guardrails.filter { isSure ? $0.isBroken : !$0.passed }.map(\.name).joined(
            separator: ", ")
        let interval = verdict.intervalPP.map {
            "\(NumberText.plain(verdict.confidence * 100)) % interval \(NumberText.signed($0.lower, decimals: 2)) to "
                + NumberText.signed($0.upper, decimals: 2)
        }
        let improvement = NumberText.signed(verdict.improvementPP.value, decimals: 2)
        var tiles = [
            tile("champion", short(verdict.champion), scoreText(of: verdict.champion)),
            tile("challenger", short(verdict.challenger), scoreText(of: verdict.challenger)),
            tile(
                "improvement", "\(improvement) \(verdict.improvementUnit.rawValue)", interval ?? "no interval"
            ),
        ]
        if !verdict.guardrails.isEmpty {
            let isKept = kept == verdict.guardrails.count
            tiles.append(
                tile(
                    "guardrails", "\(isKept ? "✓" : "✗") \(kept) of \(verdict.guardrails.count) kept",
                    isKept
                        ? "none broken"
                        : "\(isSure ? "broken" : "perhaps broken"): \(PlainText.truncated(PlainText.sanitised(broken), to: 80))"
                ))
        }
        return element("dl", ["class": "tiles"], tiles)
    }

    private func tile(_ title: String, _ value: String, _ detail: String) -> HTMLNode {
        element(
            "div", [:],
            [
                element("dt", text: title), element("dd", [:], [element("bdi", text: value)]),
                element("dd", ["class": "detail"], text: detail),
            ])
    }

    /// `wape 41.15 %`.
    private func scoreText(of name: String) -> String {
        guard let metric = report.mainMetric else { return "" }
        let column = report.column(target: report.mainTarget, metric: metric)
        guard let model = report.model(name) else { return "did not run" }
        return
            "\(metric.id) \(column.text(of: model))\(column.value(of: model) == nil ? "" : metric.unitSuffix)"
    }

    func facts() -> HTMLNode {
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
    func comparison() -> HTMLNode {
        guard let verdict = report.verdict, !verdict.comparisons.isEmpty else { return .nothing }
        let level = NumberText.plain(verdict.confidence * 100)
        let guardrails = verdict.guardrails.map { guardrail in
            element(
                "li", ["class": guardrail.passed ? "ok" : guardrail.isBroken ? "broken" : "unsure"],
                [
                    element("code", text: guardrail.name),
                    Glossary.guardrail(guardrail.name).map {
                        element("span", ["class": "meaning"], text: $0)
                    } ?? .nothing,
                    element("span", text: guardrail.explanation),
                ])
        }
        let others = verdict.comparisons.prefix(20).filter { $0.challenger != verdict.challenger }.map {
            other in
            element(
                "li",
                ["class": other.decision == .promote ? "ok" : other.decision == .keep ? "broken" : "unsure"],
                [
                    element("bdi", text: short(other.challenger)),
                    element("span", text: VerdictText.outcome(of: other, in: verdict)),
                ])
        }
        let remaining: HTMLNode =
            others.isEmpty
            ? .nothing
            : element(
                "div", [:],
                [
                    element("h3", text: "The other challengers"),
                    element("ul", ["class": "rails"], Array(others)),
                ])
        return section(
            "How sure", id: "how-sure",
            note:
                "Each challenger against \(verdict.champion) on \(verdict.metric) of \(verdict.target): the dot is the "
                + "improvement, the bar its \(level) % interval, small marks below it the improvement in each window. Promotion needs a dot right of the dashed line, a bar "
                + "right of zero and every guardrail kept. Green: all three hold; purple: one does not; ochre: too uncertain.",
            [
                element(
                    "div", ["class": "charts"],
                    [element("div", [:], [IntervalChart(verdict: verdict).node()] + reasons + [remaining])]
                        + (guardrails.isEmpty
                            ? []
                            : [
                                element(
                                    "div", [:],
                                    [
                                        element("h3", text: "Guardrails for \(short(verdict.challenger))"),
                                        element("ul", ["class": "rails"], guardrails),
                                    ])
                            ]))
            ])
    }
}
