import Reports
import Testing

@Suite("report.md")
struct MarkdownReportTests {
    @Test("the verdict is the first line, the command the last", arguments: FixtureReports.all.map(\.name))
    func ends(name: String) throws {
        let report = try #require(FixtureReports.all.first { $0.name == name }?.report)
        let lines = MarkdownReport.render(report).split(separator: "\n")
        #expect(try #require(lines.first).hasPrefix("**"))
        #expect(try #require(lines.last).hasPrefix("Reproduce: `"))
    }

    @Test("the sentence of the verdict, word by word")
    func sentence() throws {
        let first = try #require(MarkdownReport.render(FixtureReports.keep).split(separator: "\n").first)
        #expect(
            first
                == "**KEEP ses**: tsb is 0.42 pp better on mape (95 % interval -0.31 to 1.12), less than the 1 pp that promotion needs"
        )
    }

    @Test("a large improvement that a guardrail stops names the guardrail")
    func brokenGuardrail() throws {
        var report = FixtureReports.keep
        report.verdict?.improvementPP = 2.5
        let first = try #require(MarkdownReport.render(report).split(separator: "\n").first)
        #expect(first.contains("but breaks a guardrail: demand_pattern lumpy is 6.1 pp worse"))
    }

    @Test("a challenger that leads, but breaks a guardrail, is said to")
    func leadingChallenger() throws {
        var report = FixtureReports.keep
        #expect(MarkdownReport.render(report).contains("\nBest by mape: tsb 12.98 %, a challenger\n"))
        let index = try #require(report.verdict?.comparisons.firstIndex { $0.challenger == "tsb" })
        report.verdict?.comparisons[index].brokenGuardrails = ["bias_pp"]
        #expect(
            MarkdownReport.render(report).contains(
                "\nBest by mape: tsb 12.98 %, a challenger that breaks bias_pp\n"))
    }

    @Test("no input makes it longer than a comment may be", arguments: [(5, 1), (60, 2), (200, 3)])
    func limit(models: Int, targets: Int) {
        let long = String(repeating: "<|`*_&@#", count: 40)
        let names = (0..<models).map {
            FixtureReports.Model(name: "\(long)\($0)", kind: "ses", error: 10 + Double($0))
        }
        var report = FixtureReports.make(models: names, targets: (0..<targets).map { "\(long)\($0)" })
        report.description = String(repeating: long, count: 200)
        report.experiment = String(repeating: long, count: 200)
        report.reproduction.command = String(repeating: "` ", count: 50_000)
        report.data.notes = Array(repeating: String(repeating: long, count: 100), count: 300)
        report.windows = (1...2000).map {
            .init(
                window: $0, train: report.windows[0].train, test: report.windows[0].test, gap: 0, fittedIn: 1)
        }
        let text = MarkdownReport.render(report)
        #expect(text.utf8.count < MarkdownReport.limit)
        #expect(text.contains("report.html"))
        #expect(text.split(separator: "\n").last?.hasPrefix("Reproduce: ") == true)
    }

    @Test(
        "names show as they are and do nothing else",
        arguments: [
            ("seasonal_naive", "seasonal_naive"), ("_a_", "\\_a\\_"), ("a|b", "a\\|b"), ("`x`", "\\`x\\`"),
            ("<b>", "&lt;b&gt;"), ("a\nb\r\u{202E}c\u{1B}[0m", "a\u{FFFD}b\u{FFFD}\u{FFFD}c\u{FFFD}\\[0m"),
            ("@team", "@<!-- -->team"),
            ("mase@m=52", "mase@<!-- -->m=52"), ("user@example.com", "user@<!-- -->example.com"),
            ("#12", "#<!-- -->12"), ("http://x", "http:<!-- -->//x"),
            ("www.x", "www<!-- -->.x"), ("- a", "\\- a"), ("1. a", "1\\. a"), ("naïve 果物", "naïve 果物"),
            ("", ""),
        ])
    func escaping(text: String, expected: String) { #expect(MarkdownText.escaped(text) == expected) }
}

@Suite("the terminal's table")
struct TerminalTableTests {
    @Test("no line is wider than the terminal", arguments: [40, 50, 64, 80, 100, 200])
    func width(columns: Int) {
        for (name, report) in FixtureReports.all {
            let lines = TerminalTable.render(report, width: columns).split(separator: "\n")
            #expect(lines.allSatisfy { PlainText.columns(of: String($0)) <= columns }, "\(name)")
        }
    }

    @Test("colour adds escape codes and nothing else")
    func colour() {
        let plain = TerminalTable.render(FixtureReports.keep, width: 100)
        var stripped = ""
        var isCode = false
        for character in TerminalTable.render(FixtureReports.keep, width: 100, colour: true) {
            if character == "\u{1B}" { isCode = true }
            if !isCode { stripped.append(character) }
            if isCode, character == "m" { isCode = false }
        }
        let trimmed = stripped.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.reversed().drop { $0 == " " }.reversed() }.map { String($0) }.joined(separator: "\n")
        #expect(trimmed == plain)
        #expect(!plain.unicodeScalars.contains("\u{1B}"))
    }
}

@Suite("numbers and names in words")
struct TextTests {
    @Test("text is cut and measured by columns, not by bytes")
    func columns() {
        #expect(PlainText.columns(of: "果物") == 4)
        #expect(PlainText.truncated("果物果物", to: 5) == "果物…")
        #expect(PlainText.truncated("abc", to: 3) == "abc")
        #expect(PlainText.truncated("abcd", to: 3) == "ab…")
        #expect(PlainText.wrapped("a bc def", to: 4) == ["a bc", "def"])
        #expect(PlainText.sanitised("a\u{0}\u{200F}b") == "a\u{FFFD}\u{FFFD}b")
        #expect(HTMLText.escaped("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;")
    }
}
