extension GateReport {
    /// The gate's decision as Markdown, followed by the report of its run, in at most `limit` bytes of UTF-8:
    /// a comment on a pull request, or the summary of a step.
    ///
    /// - Parameter report: of the run; nil where there was none.
    package func markdown(_ report: ExperimentReport?, limit: Int = MarkdownReport.limit) -> String {
        let own = ([headline, ""] + body).joined(separator: "\n") + "\n"
        guard let report else { return own }
        let heading = heading(of: report)
        let rest = limit - own.utf8.count - heading.utf8.count - 1
        // In less there may be no room for verdict and command.
        guard rest >= 12_000 else { return own }
        return own + "\n" + heading + MarkdownReport.render(report, limit: rest)
    }

    /// What follows may say PROMOTE below a gate that failed: of another pair of models, which is said first.
    private func heading(of report: ExperimentReport) -> String {
        guard let verdict = report.verdict, let contest else { return "### The report of the run\n\n" }
        func name(_ text: String) -> String { MarkdownText.escaped(text, limit: 100) }
        return "### Another question: the verdict of the run\n\n"
            + "The gate holds \(name(contest.candidate)) against the registered champion \(name(contest.champion)), version "
            + "\(contest.championVersion). The verdict below holds the challengers of the spec against "
            + "\(name(verdict.champion)), the champion that the spec names; it decides nothing here.\n\n"
    }

    private var headline: String {
        let name = MarkdownText.escaped(experiment ?? spec, limit: 200)
        switch (decision, contest) {
        case (.passed, let contest?): return "**GATE PASSED** \(name): \(passed(contest))"
        case (.failed, let contest?):
            // What failed says more than a candidate that did not.
            let failures = checks.filter { $0.outcome == .failed }
            let reason =
                failures.first { $0.name == "regression" } != nil
                ? Self.sentence(contest)
                : failures.first.map { MarkdownText.escaped($0.message, limit: 400) } ?? ""
            return "**GATE FAILED** \(name): \(reason)"
        default: return "**GATE: NO COMPARISON CAN BE MADE** \(name): this is not a pass"
        }
    }

    /// Why: a decline may be within the tolerance, or within chance.
    private func passed(_ contest: Contest) -> String {
        if let check = checks.first(where: { $0.name == "regression" }), check.outcome == .skipped {
            return MarkdownText.escaped(check.message, limit: 400)
        }
        return Self.sentence(contest)
            + (contest.decline > contest.tolerance ? ", which chance may have made: cannot tell" : "")
    }

    private static func sentence(_ contest: Contest) -> String {
        let size = figures(contest.decline, tolerance: contest.tolerance, decimals: 2).size
        let isEqual = contest.decline == 0
        let direction = contest.decline > 0 ? "worse" : "better"
        let champion =
            "the registered champion \(MarkdownText.escaped(contest.champion, limit: 100)), version \(contest.championVersion)"
        return "\(MarkdownText.escaped(contest.candidate, limit: 100)) is "
            + (isEqual ? "as good as \(champion)," : "\(size) \(contest.unit) \(direction) than \(champion),")
            + " on \(MarkdownText.escaped(contest.metric, limit: 100)) of \(MarkdownText.escaped(contest.target, limit: 100))"
    }

    private var body: [String] {
        var table = MarkdownTable(["check", "result", "what was found"], alignment: "lll")
        for check in checks {
            let message = check.message.split(separator: "\n").prefix(6).joined(separator: " ")
            table.append([
                MarkdownText.escaped(Self.title(of: check), limit: 120), Self.word(check.outcome),
                MarkdownText.escaped(message, limit: 500),
            ])
        }
        let fixes = checks.map(\.fix).filter { !$0.isEmpty }
        let scope =
            contest == nil
            ? []
            : [
                "",
                MarkdownText.escaped(
                    "\(Self.scope.prefix(1).uppercased())\(Self.scope.dropFirst()).", limit: 500),
            ]
        let interval =
            (contest?.intervalText).map { ["", MarkdownText.escaped("G\($0.dropFirst()).", limit: 500)] }
            ?? []
        return table.lines(limit: 12_000, noun: "checks") + interval + scope
            + fixes.flatMap { ["", "Fix: \(MarkdownText.escaped($0, limit: 500))"] }
    }

    private static func word(_ outcome: Check.Outcome) -> String {
        switch outcome {
        case .passed: "passed"
        case .failed: "**failed**"
        case .error: "**error**"
        case .skipped: "not checked"
        }
    }
}
