internal import ForecastCore

/// What `forecast gate` found, in plain values: the content of `gate --json` and the only input of the gate's
/// texts. Like a run's report it holds no time, host or path but the spec's.
package struct GateReport: Codable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package enum Decision: String, Codable, Sendable {
        case passed, failed
        /// The comparison cannot be made: never a pass.
        case impossible
    }

    package var schemaVersion = GateReport.currentSchemaVersion
    /// Null where the spec could not be read.
    @OrNull package var experiment: String?
    /// As it was named on the command line.
    package var spec: String
    package var decision: Decision
    /// Null where there was no run.
    @OrNull package var run: String?
    @OrNull package var resultDigest: String?
    /// Null where the two were not compared.
    @OrNull package var contest: Contest?
    /// The first one is whether the comparison can be made; alone where it cannot.
    package var checks: [Check]

    /// The candidate and the registered champion on the metric that decides.
    package struct Contest: Codable, Equatable, Sendable {
        package var target: String
        /// The metric's variant id.
        package var metric: String
        /// Of the metric's values: `%` or nothing.
        package var valueUnit: String
        /// Of differences: `pp`, or `%` of the champion's value.
        package var unit: String
        package var tolerance: Double
        package var candidate: String
        package var candidateValue: Double
        /// The champion's name at its registration.
        package var champion: String
        package var championVersion: Int
        package var championValue: Double
        /// How much worse the candidate is, in `unit`; negative where it is better.
        package var decline: Double
        /// Of the decline; null where none was made.
        @OrNull package var interval: ExperimentReport.Interval?
        /// Of the interval, 0 to 1.
        package var confidence = Figure.undefined

        package init(
            target: String, metric: String, valueUnit: String, unit: String, tolerance: Double,
            candidate: String, candidateValue: Double, champion: String, championVersion: Int,
            championValue: Double, decline: Double
        ) {
            self.target = target
            self.metric = metric
            self.valueUnit = valueUnit
            self.unit = unit
            self.tolerance = tolerance
            self.candidate = candidate
            self.candidateValue = candidateValue
            self.champion = champion
            self.championVersion = championVersion
            self.championValue = championValue
            self.decline = decline
        }

        enum CodingKeys: String, CodingKey {
            case target, metric
            case valueUnit = "value_unit"
            case unit, tolerance, candidate
            case candidateValue = "candidate_value"
            case champion
            case championVersion = "champion_version"
            case championValue = "champion_value"
            case decline, interval, confidence
        }
    }

    /// One thing that the gate looks at.
    package struct Check: Codable, Equatable, Sendable {
        package enum Outcome: String, Codable, Sendable { case passed, failed, error, skipped }

        /// Stable: `comparison`, `regression`, `recorded_value`, `guardrail fallback_share`.
        package var name: String
        package var outcome: Outcome
        /// A sentence with the numbers, without a full stop.
        package var message: String
        /// What can be done; empty where there is nothing to do.
        package var fix: String
        /// What was measured and how much of it is allowed; undefined where nothing was.
        package var value: Figure
        package var limit: Figure

        package init(
            _ name: String, _ outcome: Outcome, _ message: String, fix: String = "",
            value: Figure = .undefined, limit: Figure = .undefined
        ) {
            self.name = name
            self.outcome = outcome
            self.message = message
            self.fix = fix
            self.value = value
            self.limit = limit
        }
    }

    /// A comparison that was made.
    package init(
        experiment: String, spec: String, run: String, resultDigest: String, contest: Contest, checks: [Check]
    ) {
        self.experiment = experiment
        self.spec = spec
        self.run = run
        self.resultDigest = resultDigest
        self.contest = contest
        self.checks = checks
        decision = checks.allSatisfy { $0.outcome == .passed || $0.outcome == .skipped } ? .passed : .failed
    }

    /// A comparison that cannot be made.
    package init(impossible reason: String, fix: String = "", experiment: String?, spec: String) {
        self.experiment = experiment
        self.spec = spec
        decision = .impossible
        checks = [Check("comparison", .error, reason, fix: fix)]
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case experiment, spec, decision, run
        case resultDigest = "result_digest"
        case contest, checks
    }
}

extension GateReport.Contest {
    /// `the improvement of ses over the registered tsb is -2.00 pp, 95 % interval -3.10 to -0.90 (plus is better)`: with
    /// the sign that gains have everywhere; nil without an interval.
    var intervalText: String? {
        guard let interval else { return nil }
        let level = confidence.value.map { "\(NumberText.plain(100 * $0)) % interval" } ?? "interval"
        return
            "gain of \(PlainText.sanitised(candidate)) over the registered \(PlainText.sanitised(champion)): "
            + "\(NumberText.signed(-decline, decimals: 2)) \(unit), \(level) "
            + "\(NumberText.signed(-interval.upper, decimals: 2)) to \(NumberText.signed(-interval.lower, decimals: 2)) "
            + "(plus is better)"
    }
}

// MARK: - For a terminal

extension GateReport {
    /// What a pass does not mean.
    static let scope =
        "of the guardrails the gate checks fallback_share alone: naive_baseline, bias_pp, bias_abs_pp and worst_segment_pp "
        + "belong to the verdict of the run, whose champion is the one that the spec names"

    /// The size of a decline and the tolerance, with as many decimals as tell them from each other and from 0.
    package static func figures(
        _ decline: Double, tolerance: Double, decimals: Int
    ) -> (size: String, tolerance: String) {
        let size = decline.magnitude
        for decimals in decimals...9 {
            let shown = (
                size: NumberText.fixed(size, decimals: decimals),
                tolerance: NumberText.fixed(tolerance, decimals: decimals)
            )
            let isNothing = shown.size == NumberText.fixed(0, decimals: decimals)
            if size == 0 || !isNothing, decline <= 0 || decline == tolerance || shown.size != shown.tolerance
            {
                return shown
            }
        }
        return (size.description, tolerance.description)
    }

    /// Some lines without a newline at the end.
    /// - Parameters:
    ///   - width: the columns that a line may take; nil for as many as it needs.
    ///   - colour: whether ANSI colours are used; the plain text says the same.
    package func text(width: Int? = nil, colour: Bool = false) -> String {
        guard let contest else { return "gate: the comparison cannot be made" }
        var lines = [
            "gate on \(PlainText.sanitised(contest.metric)) of \(PlainText.sanitised(contest.target)):",
            Self.line("candidate", contest.candidateValue, contest.candidate),
            Self.line(
                "registered", contest.championValue,
                "\(contest.champion) (version \(contest.championVersion))"),
        ]
        if let words = contest.intervalText { lines += Self.item("    ", words, width) }
        for check in checks.dropFirst() {
            let item = Self.item(Self.mark(check.outcome), PlainText.sanitised(check.message), width)
            lines += colour ? Self.coloured(item, check.outcome) : item
        }
        lines += Self.item("note", Self.scope, width)
        let word = decision == .passed ? "gate passed" : "gate failed"
        lines.append(colour ? Self.wrap(word, decision == .passed ? "1;32" : "1;31") : word)
        return lines.joined(separator: "\n")
    }

    /// The mark of the first line in colour: what failed is seen at once.
    private static func coloured(_ lines: [String], _ outcome: Check.Outcome) -> [String] {
        guard outcome == .failed || outcome == .error, let first = lines.first else { return lines }
        let mark = mark(outcome)
        return [first.replacing(mark, with: wrap(mark, "1;31"), maxReplacements: 1)] + lines.dropFirst()
    }

    private static func wrap(_ text: String, _ code: String) -> String { "\u{1B}[\(code)m\(text)\u{1B}[0m" }

    /// A mark of four characters and a text, whose lines stand below each other.
    private static func item(_ mark: String, _ text: String, _ width: Int?) -> [String] {
        let lines = width.map { PlainText.wrapped(text, to: max(30, $0 - 8)) } ?? [text]
        return lines.enumerated().map { index, line in
            (index == 0 ? "  \(mark)  " : String(repeating: " ", count: 8)) + line
        }
    }

    private static func line(_ role: String, _ value: Double, _ name: String) -> String {
        "  \(PlainText.padded(role, to: 11))\(NumberText.fixed(value, decimals: 3))  \(PlainText.sanitised(name))"
    }

    private static func mark(_ outcome: Check.Outcome) -> String {
        switch outcome {
        case .passed: "ok  "
        case .failed: "FAIL"
        case .error: "ERR "
        case .skipped: "--  "
        }
    }
}

// MARK: - For a build server

extension GateReport {
    /// One suite for the experiment, one case for each check.
    package var junit: JUnitReport {
        let name = experiment ?? spec
        var properties = [("decision", decision.rawValue)]
        if let run { properties.append(("run", run)) }
        if let resultDigest { properties.append(("result_digest", resultDigest)) }
        return JUnitReport(
            name: "forecast gate",
            suites: [
                .init(
                    name: name,
                    className: (["forecast", "gate"] + [experiment].compactMap { $0 }).joined(separator: "."),
                    file: spec,
                    properties: properties.map { (name: $0.0, value: $0.1) },
                    cases: checks.map { Self.testCase($0) })
            ])
    }

    private static func testCase(_ check: Check) -> JUnitReport.TestCase {
        JUnitReport.TestCase(
            name: title(of: check), outcome: outcome(check.outcome), message: firstLine(of: check.message),
            details: check.message + (check.fix.isEmpty ? "" : "\nfix: \(check.fix)"))
    }

    private static func outcome(_ outcome: Check.Outcome) -> JUnitReport.Outcome {
        switch outcome {
        case .passed: .passed
        case .failed: .failed
        case .error: .error
        case .skipped: .skipped
        }
    }

    /// What holds when the check passes.
    static func title(of check: Check) -> String {
        switch check.name {
        case "comparison": "the comparison can be made"
        case "regression": "the candidate forecasts no worse than the registered champion"
        case "recorded_value": "the registered champion reaches its recorded value"
        default: "\(check.name) holds"
        }
    }

    private static func firstLine(of text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? ""
    }
}
