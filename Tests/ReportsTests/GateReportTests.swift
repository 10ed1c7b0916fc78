import Foundation
import FoundationXML
import Reports
import Testing

@Suite("what the gate says")
struct GateReportTests {
    private static let contest = GateReport.Contest(
        target: "volume", metric: "wape", valueUnit: "%", unit: "pp", tolerance: 0.5, candidate: "ses",
        candidateValue: 26, champion: "tsb", championVersion: 3, championValue: 24, decline: 2)

    private static func gate(_ outcome: GateReport.Check.Outcome, name: String = "shop") -> GateReport {
        GateReport(
            experiment: name, spec: "experiments/shop.yaml", run: "0123456789ab", resultDigest: "d",
            contest: contest,
            checks: [
                .init("comparison", .passed, "both were run"),
                .init("regression", outcome, "the candidate is 2.000 pp worse", value: 2, limit: 0.5),
                .init("recorded_value", .skipped, "other data"),
            ])
    }

    /// Reads JUnit XML as a build server does.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var text = ""

        static func read(_ text: String) throws -> Reader {
            let reader = Reader()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = reader
            guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
            return reader
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            elements.append((name, attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func count(_ name: String) -> Int { elements.count { $0.name == name } }
        func first(_ name: String) -> [String: String] {
            elements.first { $0.name == name }?.attributes ?? [:]
        }
    }

    @Test("a skipped check does not fail a gate, a failed one does, and JUnit counts them alike")
    func junit() throws {
        for (outcome, decision, failures) in [(.passed, .passed, "0"), (.failed, .failed, "1")]
            as [(GateReport.Check.Outcome, GateReport.Decision, String)]
        {
            let gate = Self.gate(outcome)
            #expect(gate.decision == decision)
            let xml = try Reader.read(gate.junit.text)
            for name in ["testsuites", "testsuite"] {
                #expect(xml.first(name)["tests"] == "3" && xml.first(name)["failures"] == failures)
                #expect(xml.first(name)["errors"] == "0")
            }
            #expect(xml.count("testcase") == 3 && xml.count("skipped") == 1)
            #expect(xml.count("failure") == (decision == .failed ? 1 : 0))
            #expect(xml.first("testcase")["classname"] == "forecast.gate.shop")
        }
        #expect(
            try Reader.read(Self.gate(.failed).junit.text).first("failure")["message"]?.contains("2.000 pp")
                == true)
    }

    @Test("a comparison that cannot be made is an error with its reason and what to do, never a pass")
    func impossible() throws {
        let gate = GateReport(
            impossible: "no champion\n   note: x", fix: "register one", experiment: nil,
            spec: "experiments/a.yaml")
        #expect(gate.decision == .impossible)
        let xml = try Reader.read(gate.junit.text)
        #expect(
            xml.first("testsuite")["errors"] == "1" && xml.first("testsuite")["name"] == "experiments/a.yaml")
        #expect(xml.first("error")["message"] == "no champion")
        #expect(xml.text.contains("note: x\nfix: register one"))
        let markdown = gate.markdown(nil)
        #expect(markdown.hasPrefix("**GATE: NO COMPARISON CAN BE MADE** experiments/a.yaml"))
        #expect(markdown.contains("\nFix: register one\n") && !markdown.lowercased().contains("passed"))
    }

    @Test(
        "names stay names in XML",
        arguments: [
            "<a&\"b\">'", "]]>", "a\u{0}b\u{1B}[0m", "\u{FFFE}\u{202E}x", "naïve 果物", "two\nlines",
            "quote\"\u{308}",
        ])
    func hostile(name: String) throws {
        let xml = try Reader.read(Self.gate(.failed, name: name).junit.text)
        let shown = name.split(separator: "\n").map { PlainText.sanitised(String($0)) }.joined(
            separator: "\n")
        #expect(xml.first("testsuite")["name"] == shown)
    }

    @Test("the decision is the first line, the numbers follow, and the run's report stands below")
    func markdown() throws {
        let failed = Self.gate(.failed).markdown(FixtureReports.keep)
        #expect(
            failed.hasPrefix(
                "**GATE FAILED** shop: ses is 2.00 pp worse than the registered champion tsb, version 3, on wape of volume\n"
            ))
        #expect(failed.contains("it decides nothing here.\n\n**KEEP ses**"))
        #expect(Self.gate(.passed).markdown(nil).hasPrefix("**GATE PASSED** shop: "))
        var equal = Self.gate(.passed)
        equal.contest?.decline = 0
        #expect(equal.markdown(nil).contains("ses is as good as the registered champion tsb"))
        // What failed is said, where it is not the candidate.
        var code = Self.gate(.passed)
        code.decision = .failed
        code.checks[2] = .init("recorded_value", .failed, "the code has changed")
        #expect(code.markdown(nil).hasPrefix("**GATE FAILED** shop: the code has changed\n"))
    }

    @Test(
        "FAILED and PROMOTE of two pairs of models say which is which, and the interval is shown with the sign of gains"
    )
    func pairs() throws {
        var gate = Self.gate(.failed)
        gate.contest?.interval = .init(lower: 0.9, upper: 3.1)
        gate.contest?.confidence = 0.95
        let page = gate.markdown(FixtureReports.promote)
        let failed = try #require(page.ranges(of: "**GATE FAILED**").first)
        let told = try #require(
            page.ranges(of: "The verdict below holds the challengers of the spec against ses").first)
        let promote = try #require(page.ranges(of: "**PROMOTE tsb**").first)
        #expect(failed.upperBound < told.lowerBound && told.upperBound < promote.lowerBound)
        #expect(page.contains("Gain of ses over the registered tsb: -2.00 pp, 95 % interval -3.10 to -0.90"))
        #expect(gate.text().contains("-2.00 pp, 95 % interval -3.10 to -0.90 (plus is better)"))
        #expect(
            gate.text(colour: true).contains("\u{1B}[1;31mFAIL\u{1B}[0m") && !gate.text().contains("\u{1B}"))
    }

    @Test("figures have as many decimals as tell size and tolerance from each other and from nothing")
    func figures() {
        for (decline, tolerance, shown) in [
            (2, 0.5, ("2.00", "0.50")), (0, 0, ("0.00", "0.00")), (0.0004, 0, ("0.0004", "0.0000")),
            (0.501, 0.5, ("0.501", "0.500")), (-0.001, 0.5, ("0.001", "0.500")),
            (-0.5, 0.5, ("0.50", "0.50")),
            (1e-14, 0, ("1e-14", "0.0")), (0.5, 0.5, ("0.50", "0.50")),
        ] as [(Double, Double, (String, String))] {
            #expect(GateReport.figures(decline, tolerance: tolerance, decimals: 2) == shown, "\(decline)")
        }
        var tiny = Self.gate(.failed)
        tiny.contest?.decline = 0.0004
        tiny.contest?.tolerance = 0
        #expect(tiny.markdown(nil).contains("ses is 0.0004 pp worse than the registered champion"))
    }

    @Test("what the guardrails of the verdict say is not the gate's, in the terminal and in Markdown")
    func scope() {
        let gate = Self.gate(.passed)
        #expect(gate.text().contains("\n  note  of the guardrails the gate checks fallback"))
        #expect(gate.markdown(nil).contains("whose champion is the one that the spec names."))
        let lines = gate.text(width: 60).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 60 } && lines.contains { $0.hasPrefix("        ") })
    }

    @Test("it renders on GitHub's rules and keeps below any limit", arguments: FixtureReports.all.map(\.name))
    func rules(name: String) throws {
        let report = try #require(FixtureReports.all.first { $0.name == name }?.report)
        #expect(GitHubMarkdown.problems(in: MarkdownReport.render(report)) == [])
        for limit in [60_000, 30_000, 13_000, 500, 0, -5] {
            let text = Self.gate(.failed, name: "a|b`_<x>").markdown(report, limit: limit)
            #expect(GitHubMarkdown.problems(in: text) == [])
            #expect(text.utf8.count <= max(limit, 2000))
        }
    }

    @Test("30,000 series, 200 models, 3 targets and every class are under 60,000 characters")
    func large() {
        let models = (0..<200).map {
            FixtureReports.Model(name: "model|_\($0)_with_a_long_name", kind: "ses", error: 10 + Double($0))
        }
        var report = FixtureReports.make(models: models, targets: ["volume", "revenue", "margin"])
        report.data.series = 30_000
        report.verdict = FixtureReports.keep.verdict
        let text = Self.gate(.failed).markdown(report)
        #expect(GitHubMarkdown.problems(in: text) == [])
        #expect(text.utf8.count < 60_000 && text.utf8.count > 10_000)
    }

    @Test(
        "the recorded summaries of the gate, too", arguments: ["pass", "chance", "regression", "impossible"])
    func recorded(history: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "CommandLineTests/Golden/gate/\(history)/summary.md")
        #expect(GitHubMarkdown.problems(in: try String(contentsOf: path, encoding: .utf8)) == [])
    }

    @Test("the rules see a table that would not show")
    func checker() {
        #expect(GitHubMarkdown.problems(in: "a\n| b |\n| --- |\n").count == 1)
        #expect(GitHubMarkdown.problems(in: "| b | c |\n| --- | --- |\n| `x|y` | z |\n").count == 1)
        #expect(GitHubMarkdown.problems(in: "| b |\n| c |\n").count == 1)
        #expect(GitHubMarkdown.problems(in: "<details><summary>x</summary>\ntext\n\n</details>\n").count == 1)
        #expect(GitHubMarkdown.problems(in: "<details><summary>x</summary>\n\ntext\n").count == 1)
        #expect(GitHubMarkdown.problems(in: "| b |\n| --- |\n| x\\|y |\n").isEmpty)
    }
}
