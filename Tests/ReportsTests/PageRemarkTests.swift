import ForecastCore
import ForecastEvaluation
import Foundation
import Reports
import Testing

@Suite("what a report says beside its numbers")
struct PageRemarkTests {
    /// The three places for people.
    private func everywhere(_ report: ExperimentReport) -> [String] {
        [
            HTMLReport.render(report), MarkdownReport.render(report),
            TerminalTable.render(report, width: 100).split(separator: "\n").joined(separator: " "),
        ].map { text in
            text.split(whereSeparator: { $0 == " " || $0 == "\u{A0}" || $0 == "\n" }).joined(separator: " ")
        }
    }

    private func calibration(_ low: (Double, Double), _ high: (Double, Double))
        -> [ExperimentReport.QuantileCoverage]
    {
        [(0.1, low), (0.9, high)].map { level, shares in
            .init(
                target: "volume", level: level, below: Figure(shares.0), atOrBelow: Figure(shares.1),
                points: 1000)
        }
    }

    @Test(
        "a challenger whose widest interval is too narrow or too wide is told, and is promoted all the same")
    func caution() {
        var report = FixtureReports.promote
        report.models[0].calibration = calibration((0.11, 0.12), (0.88, 0.89))
        for (low, high, words) in [(0.2, 0.829, "narrow"), (0.02, 0.98, "wide")] {
            report.models[1].calibration = calibration((low, low), (high, high))
            let share = NumberText.fixed(100 * (high - low), decimals: 1)
            let sentence =
                "Quantiles of tsb are too \(words): its 80 % interval (p10 to p90) holds \(share) % of actuals, that of "
                + "the champion ses 78.0 %"
            for text in everywhere(report) {
                #expect(text.contains(sentence))
                #expect(text.contains("PROMOTE tsb"))
            }
        }
    }

    @Test("ties and small deviations call for no caution")
    func noCaution() {
        var report = FixtureReports.promote
        // Nine of ten actuals lie inside, but half of all are zeros that tie with the lower bound.
        report.models[1].calibration = calibration((0, 0.5), (0.95, 0.95))
        #expect(everywhere(report).allSatisfy { !$0.contains("Quantiles of tsb") })
        report.models[1].calibration = calibration((0.12, 0.12), (0.83, 0.83))
        #expect(everywhere(report).allSatisfy { !$0.contains("Quantiles of tsb") })
        report.models[1].calibration = []
        #expect(everywhere(report).allSatisfy { !$0.contains("Quantiles of tsb") })
    }

    @Test("skill over a seasonal naive that is nothing but fallbacks says so")
    func skill() throws {
        var report = FixtureReports.promote
        let index = try #require(report.models.firstIndex { $0.kind == "seasonal_naive" })
        report.models[index].fallbacks.count = 3652
        for text in everywhere(report).prefix(2) {
            #expect(
                text.contains("naive52 could not forecast a single series: all 3,652 of its forecasts are"))
        }
        report.models[index].fallbacks.count = 2000
        #expect(everywhere(report)[0].contains("2,000 of 3,652 forecasts of naive52 are fallbacks"))
        report.models[index].fallbacks.count = 100
        #expect(everywhere(report).allSatisfy { !$0.contains("so that skill is") })
    }

    @Test("a baseline that leads is called a yardstick, and where the challenger fails it, that is why")
    func baseline() throws {
        var models = FixtureReports.standardModels
        models[4].error = 10
        var report = FixtureReports.make(models: models)
        report.verdict = FixtureReports.verdict(.keep, improvement: 0.4, interval: (-0.3, 1))
        for text in everywhere(report) {
            #expect(text.contains("a baseline is a yardstick and no candidate"))
            #expect(!text.contains("that very yardstick"))
        }
        report.verdict?.guardrails.append(
            .init(
                name: "naive_baseline", passed: false, value: 1, limit: 0, explanation: "naive is better"))
        for text in everywhere(report) {
            #expect(text.contains("and tsb, the best candidate, fails that very yardstick: ses stays"))
        }
    }

    @Test("series of the classes of one kind add up to all series")
    func classes() throws {
        let html = HTMLReport.render(FixtureReports.keep)
        for (kind, rows) in [("abc_class", 3), ("xyz_class", 3), ("demand_pattern", 4)] {
            let cells = html.split(separator: "<tr").filter { $0.contains(">\(kind)</span></th>") }
            let counts = cells.compactMap { row in
                row.range(of: "<td class=\"n\">").flatMap { Int(row[$0.upperBound...].prefix { $0 != "<" }) }
            }
            #expect(counts.count == rows)
            #expect(counts.reduce(0, +) == 913)
        }
    }

    @Test("no line breaks between a number and its unit, but code is copied as it is")
    func units() {
        var report = FixtureReports.keep
        report.reproduction.command = "forecast run 5 % here"
        let html = HTMLReport.render(report)
        #expect(html.contains("<code class=\"command\">forecast run 5 % here</code>"))
        let texts = html.split(separator: ">").map { $0.prefix { $0 != "<" } }.filter { !$0.contains("here") }
        #expect(texts.allSatisfy { $0.firstMatch(of: /[0-9] (%|pp)/) == nil })
        #expect(html.contains("95\u{A0}% interval"))
    }

    @Test("models that no line is drawn for are named")
    func leftOut() {
        let models = (0..<30).map {
            FixtureReports.Model(name: "model-\($0)", kind: "ses", error: 10 + Double($0))
        }
        let html = HTMLReport.render(FixtureReports.make(models: models))
        #expect(html.contains("Left out: model-8, "))
        #expect(html.contains(" and 10 more."))
    }

    @Test("the words of the page are explained on it")
    func glossary() {
        let html = HTMLReport.render(FixtureReports.keep)
        for word in ["mape", "wape", "coverage@80", "pinball", "seasonal_naive", "champion", "pp", "bias_pp"]
        {
            #expect(html.contains("<dt>\(word)</dt>"))
        }
        #expect(html.contains("<span class=\"kind\">the last observed value of the same season</span>"))
        #expect(html.contains("<a href=\"#words\">"))
    }

    @Test("repaired values are counted and shown as a share of all that were forecast")
    func repairs() {
        // 3,652 forecasts of 13 weeks, each a mean and five quantiles.
        let text = "120 negative, 92 crossing quantiles (0.07 % of 284,856 values)"
        #expect(everywhere(FixtureReports.keep).prefix(2).allSatisfy { $0.contains(text) })
    }
}
