internal import ForecastCore

/// `report.md`: a comment for a pull request. The verdict is its first line, the command that repeats
/// the run its last, and it never grows past what a comment may hold.
package enum MarkdownReport {
    /// Bytes of UTF-8, so at most as many characters. GitHub takes 65,536.
    package static let limit = 60_000

    /// - Parameter limit: where less room is left than a whole comment's.
    package static func render(_ report: ExperimentReport, limit: Int = MarkdownReport.limit) -> String {
        let last = reproduction(report)
        var sections = [verdict(report), facts(report)]
        var used = (sections + [last]).reduce(0) { $0 + size($1) }
        for make in parts(of: report) {
            let section = make()
            guard used + size(section) <= limit - 200 else {
                sections.append(["*The rest does not fit into a comment; see report.html.*"])
                break
            }
            used += size(section)
            sections.append(section)
        }
        sections.append(last)
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n"
    }

    /// In the order of their weight: what comes last is dropped first.
    private static func parts(of report: ExperimentReport) -> [() -> [String]] {
        report.targets.map { target in { ranking(report, target) } }
            + [
                { levels(report) }, { guardrails(report) }, { halvings(report) }, { frontier(report) },
                { fallbacks(report) },
                { windows(report) }, { headToHead(report) }, { segments(report) },
                { explanations(report) }, { allMetrics(report) }, { dataCard(report) },
            ]
    }

    private static func size(_ section: [String]) -> Int {
        section.isEmpty ? 0 : section.reduce(2) { $0 + $1.utf8.count + 1 }
    }

    static func name(_ text: String) -> String { MarkdownText.escaped(text) }

    // MARK: - First lines

    private static func verdict(_ report: ExperimentReport) -> [String] {
        let words = VerdictText(report) { MarkdownText.escaped($0, limit: 200) }
        return ["**\(words.headline)**: \(words.sentence)"]
            + [words.evidence, words.leader, words.caution].compactMap(\.self).flatMap { ["", $0] }
    }

    private static func facts(_ report: ExperimentReport) -> [String] {
        // The description never starts a line, where it could become a heading or a list.
        let description = MarkdownText.escaped(report.description, limit: 500)
        return [
            "Experiment \(name(report.experiment)), run \(MarkdownText.code(String(report.run.prefix(12)))): "
                + "\(NumberText.count(report.data.series)) series of \(name(report.data.dataset)), "
                + "\(report.backtestText), \(NumberText.count(report.models.count, "model", "models"))."
                + (description.isEmpty ? "" : " " + description)
        ]
    }

    // MARK: - Tables

    /// The main metric of every model with skill and the improvement over the reference; then others, each
    /// with its gain over the reference.
    private static func ranking(_ report: ExperimentReport, _ target: String) -> [String] {
        let metrics = Array(report.metricsByWeight.filter { !$0.id.hasPrefix("pinball@") }.prefix(5))
        guard let main = metrics.first else { return [] }
        let standings = StandingText(report, target: target)
        var table = MarkdownTable(
            ["model", name(main.title)] + standings.titles.map { name($0) }
                + metrics.dropFirst().map { name($0.title) },
            alignment: "l" + String(repeating: "r", count: metrics.count + standings.titles.count))
        let columns = metrics.map { report.column(target: target, metric: $0) }
        for model in report.ranked(target: target) {
            let cells = columns.enumerated().map { index, column in
                let gain = index > 0 || !standings.hasIntervals ? column.gainText(of: model) : nil
                return cell(model, column) + (gain.map { " (\($0))" } ?? "")
            }
            table.append(
                [label(of: model, in: report)] + cells.prefix(1) + standings.cells(of: model)
                    + cells.dropFirst())
        }
        return ["### \(name(target))", ""] + table.lines(limit: 9000, noun: "models")
            + caption(report, standings)
    }

    private static func caption(_ report: ExperimentReport, _ standings: StandingText) -> [String] {
        guard report.models.count > 1 else { return [] }
        let who = report.verdict == nil ? "the best model" : "the champion"
        return [
            "",
            "In brackets the gain over \(who): plus is better; bold is best."
                + (standings.note.map { " " + MarkdownText.escaped($0, limit: 700) } ?? ""),
        ]
    }

    private static func label(of model: ExperimentReport.ModelReport, in report: ExperimentReport) -> String {
        let role = report.role(of: model)
        let text = name(model.name)
        return role == "champion"
            ? "**\(text)** (champion)" : role == "baseline" ? "\(text) (baseline)" : text
    }

    private static func cell(_ model: ExperimentReport.ModelReport, _ column: ScoreColumn) -> String {
        column.isBest(model) ? "**\(column.text(of: model))**" : column.text(of: model)
    }

    private static func guardrails(_ report: ExperimentReport) -> [String] {
        guard let verdict = report.verdict else { return [] }
        var lines = VerdictText.furtherReasons(verdict).prefix(12).map {
            "- " + MarkdownText.escaped($0, limit: 300)
        }
        lines += verdict.guardrails.prefix(12).map { guardrail in
            "- guardrail \(name(guardrail.name)) \(guardrail.passed ? "holds" : guardrail.isBroken ? "**is broken**" : "**may be broken**"): "
                + MarkdownText.escaped(guardrail.explanation, limit: 300)
        }
        for comparison in verdict.comparisons.prefix(20) where comparison.challenger != verdict.challenger {
            let size = NumberText.signed(comparison.improvementPP.value, decimals: 2)
            let interval = comparison.intervalPP.map {
                " (\(NumberText.fixed($0.lower, decimals: 2)) to \(NumberText.fixed($0.upper, decimals: 2)))"
            }
            lines.append(
                "- \(name(comparison.challenger)): improvement \(size) \(verdict.improvementUnit.rawValue)\(interval ?? ""), "
                    + MarkdownText.escaped(VerdictText.outcome(of: comparison, in: verdict), limit: 300))
        }
        return lines.isEmpty ? [] : ["### Why", ""] + lines
    }

    private static func windows(_ report: ExperimentReport) -> [String] {
        guard report.windows.count > 1, let metric = report.mainMetric else { return [] }
        let models = Array(report.ranked(target: report.mainTarget).prefix(8))
        var table = MarkdownTable(
            ["window", "test"] + models.map { name($0.name) },
            alignment: "rl" + String(repeating: "r", count: models.count))
        let decimals = report.decimals(target: report.mainTarget, metric: metric)
        for window in report.windows {
            let values = models.map {
                $0.scores(window: window.window)?.value(target: report.mainTarget, metric: metric.id)
            }
            table.append(
                [String(window.window), "\(name(window.test.first)) to \(name(window.test.last))"]
                    + values.map { NumberText.fixed($0, decimals: decimals) })
        }
        let title =
            "\(name(metric.title)) of \(name(report.mainTarget)) by window\(firstOnly(models, report))"
        return ["### \(title)", ""] + table.lines(limit: 8000, noun: "windows")
    }

    /// ` (the best 8 of 30 models)`, where a table had to choose.
    private static func firstOnly(_ shown: [ExperimentReport.ModelReport], _ report: ExperimentReport)
        -> String
    {
        shown.count < report.models.count ? " (the best \(shown.count) of \(report.models.count) models)" : ""
    }

    private static func segments(_ report: ExperimentReport) -> [String] {
        guard let metric = report.mainMetric, !report.segmentKeys.isEmpty else { return [] }
        let target = report.mainTarget
        let models = Array(report.ranked(target: target).prefix(8))
        var table = MarkdownTable(
            ["segment", "class"] + models.map { name($0.name) },
            alignment: "ll" + String(repeating: "r", count: models.count))
        let decimals = report.decimals(target: target, metric: metric)
        for key in report.segmentKeys {
            let values = models.map { $0.scores(key)?.value(target: target, metric: metric.id) }
            table.append(
                [name(key.segment), name(key.value)] + values.map { NumberText.fixed($0, decimals: decimals) }
            )
        }
        let title = "\(name(metric.title)) of \(name(target)) by class\(firstOnly(models, report))"
        return folded("By class", [title, ""] + table.lines(limit: 8000, noun: "classes"))
    }

    private static func allMetrics(_ report: ExperimentReport) -> [String] {
        guard report.metrics.count > 6 || report.metrics.contains(where: { $0.id.hasPrefix("pinball@") })
        else { return [] }
        let metrics = Array(report.metricsByWeight.prefix(24))
        let lines = report.targets.flatMap { target -> [String] in
            var table = MarkdownTable(
                ["\(name(target))"] + metrics.map { name($0.title) },
                alignment: "l" + String(repeating: "r", count: metrics.count))
            let columns = metrics.map { report.column(target: target, metric: $0) }
            for model in report.ranked(target: target) {
                table.append([name(model.name)] + columns.map { cell(model, $0) })
            }
            return table.lines(limit: 7000, noun: "models") + [""]
        }
        return folded("All metrics", Array(lines.dropLast()))
    }

    private static func fallbacks(_ report: ExperimentReport) -> [String] {
        let models = report.models.filter { $0.fallbacks.count > 0 || $0.repairs.total > 0 }
        guard !models.isEmpty else { return ["No model needed a fallback."] }
        var table = MarkdownTable(
            ["model", "fallbacks", "share of volume", "reasons", "repaired values"], alignment: "lrrll")
        for model in models {
            let fallbacks = model.fallbacks
            let share = fallbacks.volumeShare.value.map { NumberText.fixed($0 * 100, decimals: 2) + " %" }
            let reasons = fallbacks.byReason.prefix(8).map {
                "\(name($0.reason)) \(NumberText.count($0.count))"
            }
            table.append([
                name(model.name),
                "\(NumberText.count(fallbacks.count)) of \(NumberText.count(fallbacks.forecasts))",
                share ?? NumberText.undefined, reasons.joined(separator: ", "),
                report.repairText(of: model),
            ])
        }
        return ["### Fallbacks and repairs", ""] + table.lines(limit: 5000, noun: "models")
    }

    private static func dataCard(_ report: ExperimentReport) -> [String] {
        let data = report.data
        var lines = [
            "- \(name(data.dataset)), snapshot \(MarkdownText.code(String(data.snapshotDigest.prefix(12))))",
            "- \(NumberText.count(data.series)) series, \(name(data.firstLabel)) to \(name(data.lastLabel)) "
                + "(\(NumberText.count(data.periods)) \(report.stepNoun(data.periods))), "
                + "\(NumberText.count(data.rows)) observations, \(NumberText.count(data.missing)) missing",
        ]
        lines += data.notes.prefix(8).map { "- \(MarkdownText.escaped($0, limit: 300))" }
        if !data.classes.isEmpty {
            var table = MarkdownTable(["ABC", "XYZ", "pattern", "series", "share"], alignment: "lllrr")
            for cell in data.classes {
                let share = cell.share.value.map { NumberText.fixed($0 * 100, decimals: 1) + " %" }
                table.append([
                    name(cell.abc), name(cell.xyz), name(cell.pattern), NumberText.count(cell.series),
                    share ?? NumberText.undefined,
                ])
            }
            lines += [""] + table.lines(limit: 4000, noun: "combinations")
        }
        return folded("Data", lines)
    }

    /// - Parameter title: our own words only: a summary is HTML, where Markdown's escapes do not work.
    static func folded(_ title: StaticString, _ lines: [String]) -> [String] {
        ["<details><summary>\(title)</summary>", ""] + lines + ["", "</details>"]
    }

    // MARK: - Last line

    private static func reproduction(_ report: ExperimentReport) -> [String] {
        let command = PlainText.truncated(report.reproduction.command, to: 2000)
        return [
            "Reproduce: \(MarkdownText.code(command)) (result \(MarkdownText.code(String(report.resultDigest.prefix(12)))))"
        ]
    }
}
