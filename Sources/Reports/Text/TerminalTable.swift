internal import ForecastCore
internal import ForecastEvaluation

/// The comparison and the verdict that `forecast run` prints.
package enum TerminalTable {
    /// Lines of at most `width` columns with a newline at the end. Metrics that do not fit are counted.
    /// - Parameter colour: whether ANSI colours are used; the plain text says the same.
    /// - Parameter seconds: what each model took, by its name; no column without.
    package static func render(
        _ report: ExperimentReport, width: Int = 80, colour: Bool = false, seconds: [String: Double] = [:]
    ) -> String {
        let width = max(width, 40)
        let style = Style(isOn: colour)
        var lines = [heading(report, width), ""]
        for (index, target) in report.targets.enumerated() {
            lines += table(report, target, width, style, seconds: index == 0 ? seconds : [:]) + [""]
        }
        lines += levels(report, width)
        let remarks = legend(report, width, seconds) + fallbacks(report, width) + twins(report, width)
        lines += remarks.map(style.dim)
        if lines.last != "" { lines.append("") }
        lines += verdict(report, width, style)
        return lines.map(withoutTrailingSpace).joined(separator: "\n") + "\n"
    }

    private static func heading(_ report: ExperimentReport, _ width: Int) -> String {
        let text =
            "\(PlainText.sanitised(report.experiment)) \(PlainText.sanitised(report.run)): "
            + "\(NumberText.count(report.data.series)) series, \(report.backtestText)"
        return PlainText.truncated(text, to: width)
    }

    // MARK: - Table

    private struct Column {
        var title: String
        var cells: [String]
        /// Rows whose cell is the best of the column.
        var best: Set<Int> = []
        var isText = false

        var width: Int { ([title] + cells).map(PlainText.columns(of:)).max() ?? 0 }
    }

    private static func table(
        _ report: ExperimentReport, _ target: String, _ width: Int, _ style: Style, seconds: [String: Double]
    ) -> [String] {
        let models = report.ranked(target: target)
        var columns = [names(of: models, in: report, target: target, width: width)]
        let times = column(of: seconds, models)
        var free = width - columns[0].width - (times.map { $0.width + 2 } ?? 0)
        var dropped = 0
        for (index, metric) in report.metricsByWeight.enumerated() {
            let added = metricColumns(report, models, target, metric, withGain: index == 0)
            let needed = added.reduce(0) { $0 + $1.width + 2 }
            if needed <= free, dropped == 0 {
                columns += added
                free -= needed
            } else {
                dropped += 1
            }
        }
        columns += [times].compactMap(\.self)
        var lines = layout(
            columns, champion: models.firstIndex { $0.name == report.verdict?.champion }, style)
        if dropped > 0 {
            lines.append(
                style.dim("\(NumberText.count(dropped, "more metric", "more metrics")) in report.md"))
        }
        return lines
    }

    private static func names(
        of models: [ExperimentReport.ModelReport], in report: ExperimentReport, target: String, width: Int
    ) -> Column {
        let limit = max(12, width * 2 / 5)
        let cells = models.map { model in
            let role = report.role(of: model) == "champion" ? " (champion)" : ""
            return PlainText.truncated(PlainText.sanitised(model.name), to: limit - role.count) + role
        }
        return Column(
            title: PlainText.truncated(PlainText.sanitised(target), to: limit), cells: cells, isText: true)
    }

    /// The values of a metric and, for the main one, what models gain over the reference.
    private static func metricColumns(
        _ report: ExperimentReport, _ models: [ExperimentReport.ModelReport], _ target: String,
        _ metric: ExperimentReport.MetricDescription, withGain: Bool
    ) -> [Column] {
        let scores = report.column(target: target, metric: metric)
        // Values end in a mark or a space, so their title does too.
        var column = Column(title: PlainText.sanitised(metric.title) + " ", cells: [])
        for (row, model) in models.enumerated() {
            if scores.isBest(model) { column.best.insert(row) }
            column.cells.append(scores.text(of: model) + (scores.isBest(model) ? "*" : " "))
        }
        guard withGain, models.count > 1, scores.reference != nil else { return [column] }
        let gains = models.map { scores.improvementText(of: $0) ?? "" }
        return [column, Column(title: "gain \(metric.improvementUnit.rawValue)", cells: gains)]
    }

    /// Nil where nobody took the time.
    private static func column(of seconds: [String: Double], _ models: [ExperimentReport.ModelReport])
        -> Column?
    {
        guard models.contains(where: { seconds[$0.name] != nil }) else { return nil }
        return Column(
            title: "fit s",
            cells: models.map { model in
                seconds[model.name].map { NumberText.fixed($0, decimals: $0 < 9.95 ? 1 : 0) } ?? ""
            })
    }

    private static func layout(_ columns: [Column], champion: Int?, _ style: Style) -> [String] {
        let header = columns.map { PlainText.padded($0.title, to: $0.width, right: !$0.isText) }
        var lines = [style.bold(header.joined(separator: "  "))]
        for row in columns[0].cells.indices {
            let cells = columns.map { column in
                let text = PlainText.padded(column.cells[row], to: column.width, right: !column.isText)
                if column.best.contains(row) { return style.green(text) }
                return column.isText && row == champion ? style.bold(text) : text
            }
            lines.append(cells.joined(separator: "  "))
        }
        return lines
    }

    // MARK: - Words

    private static func legend(_ report: ExperimentReport, _ width: Int, _ seconds: [String: Double])
        -> [String]
    {
        guard report.models.count > 1, let reference = report.referenceName else { return [] }
        let who = report.verdict == nil ? "the best model" : "the champion"
        let text =
            "* best of its column; gain: over \(who) \(PlainText.sanitised(reference)), plus is better"
            + (seconds.isEmpty ? "" : "; fit s: seconds of fitting and forecasting")
        return PlainText.wrapped(text, to: width)
    }

    /// Models that cannot be told apart, and why.
    private static func twins(_ report: ExperimentReport, _ width: Int) -> [String] {
        report.twins.flatMap { twins in
            PlainText.wrapped(report.text(of: twins, name: PlainText.sanitised), to: width, indent: "  ")
        }
    }

    private static func verdict(_ report: ExperimentReport, _ width: Int, _ style: Style) -> [String] {
        let words = VerdictText(report, name: PlainText.sanitised)
        let wrapped = PlainText.wrapped("\(words.headline): \(words.sentence)", to: width, indent: "  ")
        var lines = wrapped.map { PlainText.truncated($0, to: width) }
        if let first = lines.first, first.hasPrefix(words.headline) {
            lines[0] =
                style.verdict(words.headline, report.verdict?.decision)
                + first.dropFirst(words.headline.count)
        }
        for text in brokenGuardrails(report, told: words.sentence) {
            lines += PlainText.wrapped(text, to: width - 2, indent: "  ").map {
                PlainText.truncated("  " + $0, to: width)
            }
        }
        for remark in [words.evidence, words.leader, words.caution].compactMap(\.self) {
            lines += PlainText.wrapped(remark, to: width, indent: "  ").map {
                PlainText.truncated($0, to: width)
            }
        }
        return lines
    }

    /// Which challenger breaks which guardrail, where and by how much: each once, and not again what the sentence says.
    private static func brokenGuardrails(_ report: ExperimentReport, told sentence: String) -> [String] {
        guard let verdict = report.verdict, verdict.decision != .promote else { return [] }
        let subject = verdict.guardrails.filter { !$0.passed }.map {
            "guardrail \($0.name): \($0.explanation)"
        }
        let others = verdict.comparisons.filter { $0.challenger != verdict.challenger }.flatMap { other in
            VerdictText.brokenGuardrails(of: other).map { "\(other.challenger) breaks \($0)" }
        }
        let all = (subject + others).map(PlainText.sanitised).filter { line in
            !verdict.guardrails.contains {
                line == PlainText.sanitised("guardrail \($0.name): \($0.explanation)")
                    && sentence.contains(PlainText.sanitised($0.explanation))
            }
        }
        return all.count > 12
            ? all.prefix(11) + ["\(NumberText.count(all.count - 11)) more in report.md"] : all
    }

    /// One line, however many models fell back: those that did so most.
    private static func fallbacks(_ report: ExperimentReport, _ width: Int) -> [String] {
        let most = report.models.filter { $0.fallbacks.count > 0 }.enumerated().sorted {
            ($1.element.fallbacks.count, $0.offset) < ($0.element.fallbacks.count, $1.offset)
        }
        let models = most.map(\.element).map { model in
            "\(PlainText.sanitised(model.name)) \(NumberText.count(model.fallbacks.count))"
        }
        guard let forecasts = most.first?.element.fallbacks.forecasts else { return [] }
        let each = report.targets.count > 1 ? "series, window and target" : "series and window"
        for shown in (1...models.count).reversed() {
            let more = models.count - shown
            let line =
                "fallbacks of \(NumberText.count(forecasts)) forecasts, one per \(each): "
                + models.prefix(shown).joined(separator: ", ")
                + (more > 0 ? " and \(more) more models" : "")
            if shown == 1 || PlainText.columns(of: line) <= width {
                return PlainText.wrapped(line, to: width, indent: "  ")
            }
        }
        return []
    }

    private static func withoutTrailingSpace(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// ANSI select graphic rendition, or nothing.
    private struct Style {
        let isOn: Bool

        func bold(_ text: String) -> String { wrap(text, "1") }
        func dim(_ text: String) -> String { wrap(text, "2") }
        func green(_ text: String) -> String { wrap(text, "32") }

        func verdict(_ text: String, _ decision: ExperimentReport.Verdict.Decision?) -> String {
            switch decision {
            case .promote: wrap(text, "1;32")
            // Nothing changes. Blue, which once stood here, cannot be read on black.
            case .keep: wrap(text, "1")
            case .inconclusive: wrap(text, "1;33")
            case nil: wrap(text, "1")
            }
        }

        private func wrap(_ text: String, _ code: String) -> String {
            isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
        }
    }
}
