import ForecastCore
import Reports
import Testing

@Suite("what readers trip over on the terminal")
struct TerminalWordsTests {
    @Test("a gain has one sign: plus is better, in the table as in the verdict")
    func sign() throws {
        var report = FixtureReports.promote
        let table = TerminalTable.render(report, width: 100)
        #expect(table.contains("gain pp") && !table.contains("diff"))
        // tsb 12.98 against ses 13.40: better, whatever the metric's own direction.
        #expect(try line("tsb ", of: table).contains("+0.42"))
        #expect(try line("naive ", of: table).contains("-3.70"))
        report.metrics.removeAll { $0.id == "mape" }
        report.verdict = nil
        report.metrics.removeAll { $0.id != "mase@m=52" }
        // 0.944 / 0.914: percent of the best model's value, in the unit of verdicts.
        let ratios = TerminalTable.render(report, width: 100)
        #expect(ratios.contains("gain %") && ratios.contains("-3.24"))
        #expect(MarkdownReport.render(FixtureReports.keep).contains("plus is better"))
    }

    @Test("KEEP is readable on black: no blue")
    func colours() {
        let table = TerminalTable.render(FixtureReports.keep, width: 100, colour: true)
        #expect(table.contains("\u{1B}[1mKEEP ses\u{1B}[0m") && !table.contains("34m"))
    }

    @Test("fallbacks say of what they are so many")
    func fallbacks() {
        let one = TerminalTable.render(FixtureReports.keep, width: 100)
        #expect(one.contains("fallbacks of 3,652 forecasts, one per series and window: ets 14"))
        let two = TerminalTable.render(FixtureReports.twoTargets, width: 100)
        #expect(two.contains("one per series, window and target"))
    }

    @Test("models that score the same to the last digit are explained")
    func twins() {
        var report = FixtureReports.keep
        report.models[1].scores = report.models[0].scores
        report.models[1].kind = "croston"
        let table = TerminalTable.render(report, width: 400)
        #expect(
            table.contains(
                "ses and tsb score the same to the last digit: without a period of zero demand each is simple "
                    + "exponential smoothing"))
        report.models[1].kind = "lightgbm"
        #expect(TerminalTable.render(report, width: 400).contains("they made the same forecasts"))
        for index in 0...1 {
            report.models[index].fallbacks = .init(
                count: 8, forecasts: 8, volumeShare: 1, byReason: [.init(reason: "too short", count: 8)])
        }
        #expect(TerminalTable.render(report, width: 400).contains("a simpler forecast stood in everywhere"))
        #expect(!TerminalTable.render(FixtureReports.keep, width: 400).contains("to the last digit"))
    }

    @Test("seconds stand in the first table, and only where somebody took them")
    func seconds() throws {
        let timed = TerminalTable.render(
            FixtureReports.twoTargets, width: 80, seconds: ["ses": 0.31, "tsb": 12.2])
        #expect(timed.components("fit s ") == 0 && timed.contains("fit s\n"))
        #expect(try line("ses (champion)", of: timed).hasSuffix(" 0.3"))
        #expect(try line("tsb ", of: timed).hasSuffix(" 12"))
        #expect(timed.components("fit s\n") == 1)
        #expect(timed.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(!TerminalTable.render(FixtureReports.twoTargets, width: 80).contains("fit s"))
    }

    @Test("the time left falls, whatever becomes of the estimate, and is right at the end")
    func countdown() {
        var countdown = Countdown()
        // Quick models first, then one that is ten times slower.
        let estimates: [Double] = (0..<100).map { second -> Double in
            let time = Double(second)
            return second < 50 ? 100 - time : 500 - 5 * time
        }
        let shown = estimates.enumerated().map {
            countdown.shown(estimate: $0.element, at: Double($0.offset))
        }
        #expect(zip(shown, shown.dropFirst()).allSatisfy { $0 > $1 })
        #expect(shown.allSatisfy { $0 > 0 })
        #expect(shown[20] == estimates[20])
        #expect(countdown.shown(estimate: 0, at: 100) == 0)
    }

    @Test("a digest is told by its beginning, never broken at the edge")
    func digests() {
        var contrast = ContrastFixtures.two
        contrast.code = [.init(path: "lightgbm", values: [FixtureReports.hex("a"), FixtureReports.hex("b")])]
        let text = ContrastTable(contrast, width: 80).text
        #expect(
            text.contains(FixtureReports.hex("a").prefix(16) + " -> " + FixtureReports.hex("b").prefix(16)))
        #expect(!text.contains("…"))
    }

    private func line(_ start: String, of table: String) throws -> String {
        String(try #require(table.split(separator: "\n").first { $0.hasPrefix(start) }))
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
