import Reports
import Testing

@Suite("report.html")
struct HTMLReportTests {
    @Test("every element is closed in order", arguments: FixtureReports.all.map(\.name))
    func wellFormed(name: String) throws {
        #expect(HTMLChecker.problem(in: HTMLReport.render(try fixture(name))) == nil)
    }

    @Test("nothing comes from elsewhere and nothing runs", arguments: FixtureReports.all.map(\.name))
    func selfContained(name: String) throws {
        let html = HTMLReport.render(try fixture(name))
        for forbidden in [
            "<script", "<link", "<img", "<iframe", "@import", "url(", "src=", "<foreignObject",
        ] {
            #expect(!HTMLChecker.withoutText(html).lowercased().contains(forbidden), "\(forbidden)")
        }
        // Links lead to places on the page and to the file beside it.
        let links = html.split(separator: "href=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(links.allSatisfy { $0 == "timings.html" || html.contains("id=\"\($0.dropFirst())\"") })
        #expect(links.count > 5)
        if name != "hostile" { #expect(!html.contains("http://") && !html.contains("https://")) }
        #expect(html.contains("default-src 'none'") || html.contains("default-src &#39;none&#39;"))
        #expect(!HTMLChecker.attributes(html).contains { $0.hasPrefix("on") })
    }

    @Test("a hostile name stays text")
    func hostile() throws {
        let html = HTMLReport.render(FixtureReports.hostile)
        #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{1B}"))
    }

    @Test("the page is what it was", arguments: FixtureReports.all.map(\.name))
    func golden(name: String) throws {
        try expectGolden(HTMLReport.render(try fixture(name)), "\(name).html")
    }

    @Test("the style sheet of all pages is what it was")
    func style() throws {
        let sheet = try #require(styleSheet(of: HTMLReport.render(FixtureReports.oneModel)))
        try expectGolden(sheet + "\n", "style.css")
    }

    @Test("fifty models over sixty windows stay far under 5 MB")
    func size() {
        let models = (0..<50).map {
            FixtureReports.Model(name: "model \($0)", kind: "ses", error: 10 + Double($0))
        }
        var report = FixtureReports.make(models: models, targets: ["volume", "revenue"])
        report.data.series = 30_000
        let html = HTMLReport.render(report)
        #expect(html.utf8.count < 1_500_000)
        #expect(HTMLChecker.problem(in: html) == nil)
    }

    @Test("a report without models, windows or metrics still renders")
    func empty() {
        var report = FixtureReports.make(models: [])
        (report.windows, report.metrics) = ([], [])
        #expect(HTMLChecker.problem(in: HTMLReport.render(report)) == nil)
        #expect(MarkdownReport.render(report).hasPrefix("**NO RESULT**"))
        #expect(TerminalTable.render(report).contains("NO RESULT"))
    }

    @Test(
        "numbers at the ends of the range stop no renderer",
        arguments: [1e308, -1e308, .leastNonzeroMagnitude, 0, -0.0, 1e17, 1e15])
    func extremes(value: Double) throws {
        var report = FixtureReports.keep
        report.verdict?.improvementPP = Figure(value)
        let interval = ExperimentReport.Interval(lower: -value.magnitude, upper: value.magnitude)
        report.verdict?.intervalPP = interval
        report.verdict?.comparisons[0].intervalPP = interval
        report.verdict?.minImprovementPP = value
        for model in report.models.indices {
            let set = Figure(model == 0 ? value : value + 16)
            report.models[model].scores.set(
                target: "volume", metric: "mape", value: set, points: .max, excluded: 0)
            for slice in report.models[model].byStep.indices {
                report.models[model].byStep[slice].scores.set(
                    target: "volume", metric: "mape", value: slice == 3 ? 1 : set, points: 1, excluded: 0)
            }
        }
        report.highlights?.gains[0].actuals[0] = Figure(value)
        report.highlights?.gains[1].history = Array(repeating: Figure(value), count: 52)
        report.data.rows = .min
        let html = HTMLReport.render(report)
        #expect(HTMLChecker.problem(in: html) == nil)
        #expect(!html.contains("nan") && !html.contains("inf\""))
        #expect(MarkdownReport.render(report).utf8.count < MarkdownReport.limit)
        #expect(!TerminalTable.render(report).isEmpty)
        #expect(try ExperimentReport(json: try report.json(), path: "r") == report)
    }

    @Test("an exploded model does not spoil the page")
    func exploded() {
        var models = FixtureReports.standardModels
        models[2].error = 10_113_566
        let report = FixtureReports.make(models: models)
        #expect(HTMLChecker.problem(in: HTMLReport.render(report)) == nil)
        #expect(TerminalTable.render(report).split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    private func fixture(_ name: String) throws -> ExperimentReport {
        try #require(FixtureReports.all.first { $0.name == name }?.report)
    }
}

/// A small reader of our own HTML: tags, attributes, balance.
enum HTMLChecker {
    private static let void: Set<String> = ["meta", "br"]

    /// What is wrong first, nil for a well-formed page.
    static func problem(in html: String) -> String? {
        var open: [String] = []
        guard html.hasPrefix("<!DOCTYPE html>") else { return "no doctype" }
        for tag in tags(html).dropFirst() {
            if tag.contains("<") { return "a tag inside the tag <\(tag.prefix(40))>" }
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
            if tag.hasPrefix("/") {
                guard open.popLast() == name else { return "</\(name)> closes nothing" }
            } else if !tag.hasSuffix("/"), !void.contains(name) {
                open.append(name)
            }
            if tag.filter({ $0 == "\"" }).count % 2 != 0 { return "an open quote in <\(tag.prefix(40))>" }
        }
        return open.isEmpty ? nil : "<\(open.joined(separator: "> <"))> never closed"
    }

    /// What lies between `<` and `>`.
    static func tags(_ html: String) -> [Substring] {
        html.split(separator: "<", omittingEmptySubsequences: false).dropFirst().compactMap { piece in
            piece.firstIndex(of: ">").map { piece[..<$0] }
        }
    }

    static func attributes(_ html: String) -> [String] {
        tags(html).flatMap { tag in
            tag.split(separator: "\"").enumerated().filter { $0.offset % 2 == 0 }
                .flatMap { $0.element.split(separator: " ") }.filter { $0.hasSuffix("=") }.map(String.init)
        }
    }

    /// The page without what a reader sees.
    static func withoutText(_ html: String) -> String { tags(html).map { "<\($0)>" }.joined() }
}
