import ForecastCore
import Foundation
import Reports
import Testing

@Suite("charts with values beyond their scale")
struct PageChartTests {
    @Test(
        "a bar of bias that is cut is the longest, marked as cut, and keeps its number", arguments: [-1, 1.0])
    func cutBias(sign: Double) throws {
        let picture = try biasChart([0.8, -2.5, 10.4, sign * 1950, -0.6])
        let bars = widths(picture)
        #expect(bars.count == 5)
        #expect(bars.allSatisfy { $0 == bars[3] || $0 * 1.2 < bars[3] })
        #expect(picture.components(of: "class=\"break\"") == 2)
        #expect(picture.contains(sign < 0 ? ">-1,950\u{A0}%<" : ">+1,950\u{A0}%<"))
    }

    @Test("bias of usual size is drawn whole, in proportion, on an axis that reaches it")
    func wholeBias() throws {
        let picture = try biasChart([0.8, -3.7, 10, -20, 1])
        let bars = widths(picture)
        #expect(!picture.contains("class=\"break\""))
        #expect((bars[3] / bars[2] - 2).magnitude < 0.01)
        #expect(picture.contains("class=\"axis middle\">-20<"))
    }

    @Test("a number beside a bar stays clear of the names")
    func room() throws {
        for values in [[-3.0, -12, -0.1, -7, -30], [4.0, 1, 0.2, 30, -0.1]] {
            let picture = try biasChart(values)
            let numbers = picture.split(separator: "<text ").filter { $0.contains("axis end\">-") }
            // Names end 8 units before the 118th; a number such as -30.0 % takes 50 in the largest letters.
            #expect(numbers.allSatisfy { attribute("x", of: $0) - 50 > 118 })
        }
    }

    @Test("a peak of long ago is cut and named, and the forecasts keep the height")
    func peak() throws {
        var report = FixtureReports.promote
        var series = try #require(report.highlights?.gains.first)
        series.history = series.history.map { _ in Figure(100) }
        series.history[35] = Figure(452_804)
        series.actuals = series.actuals.map { _ in Figure(120) }
        report.highlights?.gains = [series]
        let html = HTMLReport.render(report)
        #expect(html.contains(">↑ 453k<"))
        #expect(!html.contains("axis end\">400k<"))
        series.history[35] = Figure(170)
        report.highlights?.gains = [series]
        #expect(!HTMLReport.render(report).contains(">↑ 170<"))
    }

    @Test("the tested windows have at least half of the width, each with its forecasts and its beginning")
    func windows() throws {
        var report = FixtureReports.promote
        let series = try #require(report.highlights?.gains.first)
        report.highlights?.gains = [series]
        report.highlights?.losses = []
        let html = HTMLReport.render(report)
        let start = try #require(html.range(of: "aria-label=\"\(series.uniqueID): history"))
        let end = try #require(html.range(of: "</svg>", range: start.upperBound..<html.endIndex))
        let picture = String(html[start.upperBound..<end.lowerBound])
        #expect(picture.components(of: "class=\"cutoff\"") == 2)
        #expect(picture.components(of: "line c0 thick") == 2 && picture.components(of: "line c1 thick") == 2)
        let first = picture.split(separator: "<line ").filter { $0.contains("cutoff") }.map {
            attribute("x1", of: $0)
        }
        // The drawing ends at 44 and 430.
        #expect(try #require(first.min()) <= (44 + 430) / 2 + 4)
    }

    @Test("a history that is nearly always zero shows its rare demand")
    func rareDemand() throws {
        var report = FixtureReports.promote
        var series = try #require(report.highlights?.gains.first)
        series.history = series.history.indices.map { Figure($0 == 35 ? 8 : 0) }
        series.actuals = series.actuals.map { _ in Figure(0) }
        let zeros = series.actuals
        series.earlier = nil
        series.history[45] = Figure(8)
        series.championForecast = .init(mean: zeros)
        series.challengerForecast = .init(mean: zeros)
        report.highlights?.gains = [series]
        #expect(!HTMLReport.render(report).contains(">↑ 8<"))
    }

    private func biasChart(_ values: [Double]) throws -> String {
        var report = FixtureReports.noPromotion
        let ranked = report.ranked(target: "volume").map(\.name)
        for (name, value) in zip(ranked, values) {
            let index = try #require(report.models.firstIndex { $0.name == name })
            report.models[index].standing?.bias["volume"] = Figure(value)
        }
        let html = HTMLReport.render(report)
        let start = try #require(html.range(of: "aria-label=\"Bias of each model on volume\""))
        let end = try #require(html.range(of: "</svg>", range: start.upperBound..<html.endIndex))
        return String(html[start.upperBound..<end.lowerBound])
    }

    private func widths(_ picture: String) -> [Double] {
        picture.split(separator: "<rect ").dropFirst().map { attribute("width", of: $0) }
    }

    private func attribute(_ name: String, of tag: Substring) -> Double {
        tag.range(of: "\(name)=\"").flatMap { Double(tag[$0.upperBound...].prefix { $0 != "\"" }) } ?? .nan
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { split(separator: part).count - 1 }
}
