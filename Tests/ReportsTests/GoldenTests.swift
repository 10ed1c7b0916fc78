import Reports
import Testing

@Suite("whole outputs")
struct GoldenTests {
    @Test("report.md is what it was", arguments: FixtureReports.all.map(\.name))
    func markdown(name: String) throws {
        let report = try #require(fixture(name))
        try expectGolden(MarkdownReport.render(report), "\(name).md")
    }

    @Test("the terminal's table is what it was", arguments: FixtureReports.all.map(\.name))
    func terminal(name: String) throws {
        let report = try #require(fixture(name))
        try expectGolden(TerminalTable.render(report, width: 80), "\(name).txt")
    }

    @Test("the terminal's table in colour and other widths is what it was")
    func terminalVariants() throws {
        try expectGolden(
            TerminalTable.render(FixtureReports.keep, width: 120, colour: true), "keep.120.colour.txt")
        try expectGolden(TerminalTable.render(FixtureReports.keep, width: 50), "keep.50.txt")
    }

    @Test("report.json is what it was")
    func json() throws {
        let bytes = try FixtureReports.small.json()
        try expectGolden(String(decoding: bytes, as: UTF8.self), "small.json")
    }

    @Test("scores.csv is what it was")
    func scores() throws {
        try expectGolden(
            String(decoding: ScoresCSV.render(FixtureReports.small), as: UTF8.self), "small.scores.csv")
    }

    private func fixture(_ name: String) -> ExperimentReport? {
        FixtureReports.all.first { $0.name == name }?.report
    }
}
