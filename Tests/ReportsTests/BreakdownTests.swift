import Foundation
import Reports
import Testing

@Suite("where two models err")
struct BreakdownTests {
    @Test("the page says how few periods make most of a bias")
    func concentration() {
        let html = HTMLReport.render(FixtureReports.promote)
        // The weeks before Christmas, an eighth of the year, carry more than the whole.
        #expect(html.contains("too low on the whole; 6 of 52 weeks make"))
        #expect(html.contains("id=\"totals\"") && html.contains("id=\"seasons\""))
    }

    @Test("calibration by step and by class, and errors by planned columns, stand on the page")
    func parts() {
        let html = HTMLReport.render(FixtureReports.promote)
        #expect(html.contains("Share of actuals in p10 to p90 by step"))
        #expect(html.contains("Actuals in p10 to p90 by class"))
        #expect(html.contains("By planned columns of yes (1) and no (0)"))
        #expect(html.contains(">+17.00<") && html.contains(">-6.25<"))
    }

    @Test(
        "what series add, the largest gain first, added up: half is made by so many, and the curve ends at the whole"
    )
    func pareto() {
        let pareto = ExperimentReport.Pareto(contributions: [-1, 6, 0, 2, 4, -0.5])
        #expect(pareto.series == 6 && pareto.gained == 12 && pareto.lost == -1.5 && pareto.half == 1)
        #expect(pareto.curve.map(\.sum) == [0, 6, 10, 12, 12, 11.5, 10.5])
        let many = ExperimentReport.Pareto(contributions: (0..<30_000).map { Double($0 % 7) - 2 })
        #expect(many.curve.count <= 102 && many.curve.last?.series == 30_000)
        #expect(HTMLReport.render(FixtureReports.promote).contains("series make half of what tsb gains"))
    }

    @Test("a report without them renders, and one of an earlier version reads")
    func absent() throws {
        var report = FixtureReports.promote
        report.breakdown = nil
        #expect(!HTMLReport.render(report).contains("id=\"totals\""))
        #expect(try ExperimentReport(json: report.json(), path: "r") == report)
    }

    @Test("every challenger that breaks a guardrail says which, where, its value, the limit and by how much")
    func guardrails() {
        let words =
            "Bias is -4.31 %, the champion's 0.91 %: 3.40 pp further from 0, 2.00 allowed, 1.40 over its limit"
        let table = TerminalTable.render(FixtureReports.keep, width: 400)
        #expect(table.contains("ets breaks bias_pp: " + words))
        #expect(table.ranges(of: "demand_pattern lumpy is 6.1 pp worse").count == 1)
        #expect(MarkdownReport.render(FixtureReports.keep).contains("1.40 over its limit"))
        #expect(HTMLReport.render(FixtureReports.keep).contains("1.40 over its limit"))
        // The explanation as a sentence with its full stop, which a part of a sentence must not have.
        var stopped = FixtureReports.keep
        stopped.verdict?.comparisons[1].guardrails?[0].explanation += "."
        #expect(TerminalTable.render(stopped, width: 400) == table)
    }
}

@Suite("the points of a sweep")
struct SweepNameTests {
    @Test("are named by what tells them apart, sorted by value; two keys make a heat map")
    func grid() throws {
        let names = [31, 7].flatMap { leaves in
            ["0.05", "0.1"].map { "lgbm.num_leaves-\(leaves).learning_rate-\($0)" }
        }
        let models = names.enumerated().map {
            FixtureReports.Model(name: $0.element, kind: "lightgbm", error: 12 + Double($0.offset))
        }
        let html = HTMLReport.render(FixtureReports.make(models: [FixtureReports.standardModels[0]] + models))
        #expect(html.contains("lgbm: num_leaves down, learning_rate across"))
        // In charts the values, where the beginning was before.
        #expect(html.contains(">lgbm 7/0.05<") && !html.contains(">lgbm.num_le…<"))
        let grid = try #require(html.range(of: "lgbm: num_leaves down"))
        let rows = html[grid.upperBound...].split(separator: "scope=\"row\">").dropFirst().prefix(2)
        #expect(rows.map { $0.prefix { $0 != "<" } } == ["7", "31"])
    }

    @Test("of one key are a table in the order of the values; names that look like none stay")
    func list() throws {
        let html = HTMLReport.render(FixtureReports.search)
        #expect(html.contains("Points of lgbm") && html.contains(">lgbm 15<"))
        let plain = HTMLReport.render(FixtureReports.promote)
        #expect(!plain.contains("id=\"sweeps\""))
    }
}
