import ForecastEvaluation
import Foundation
import Reports
import Testing

/// `Golden/earlier.json` is a report as forecast wrote it on 2026-11-22, before verdicts had evidence and models standings.
/// It is never recorded anew.
@Suite("a report of an earlier version") struct EarlierReportTests {
    private func report() throws -> ExperimentReport {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/earlier.json")
        return try ExperimentReport(json: Array(Data(contentsOf: path)), path: "report.json")
    }

    @Test("is read: what it says stays, and what it does not say is missing")
    func read() throws {
        let report = try report()
        let verdict = try #require(report.verdict)
        #expect(verdict.decision == .promote && verdict.champion == "ses" && verdict.challenger == "tsb")
        #expect(verdict.intervalPP != nil && verdict.evidence == nil && verdict.challengersTried == nil)
        #expect(verdict.comparisons.allSatisfy { $0.guardrails == nil && $0.evidence == nil })
        #expect(verdict.guardrails.allSatisfy { $0.outcome == nil } && !verdict.guardrails.isEmpty)
        // Written again it is still the same report.
        #expect(try ExperimentReport(json: report.json(), path: "report.json") == report)
    }

    @Test("is shown by everything that shows reports, with its verdict")
    func shown() throws {
        let report = try report()
        #expect(MarkdownReport.render(report).hasPrefix("**PROMOTE tsb**"))
        #expect(TerminalTable.render(report, width: 80).contains("PROMOTE tsb"))
        let page = HTMLReport.render(report)
        #expect(page.contains("PROMOTE") && page.hasSuffix("</html>\n"))
        for text in [MarkdownReport.render(report), TerminalTable.render(report, width: 80), page] {
            #expect(!text.contains("nan") && !text.contains("Optional("))
        }
    }
}
