import ForecastCore
import Foundation
import Testing

/// From a table to a report, on axes of every kind.
@Suite("experiments on any axis of time") struct AxesTests {
    private func labels(_ frequency: String, _ start: String, _ count: Int) throws -> [String] {
        let grid = TimeGrid(
            frequency: try #require(Frequency(rawValue: frequency)),
            origin: .calendar(try #require(CivilDate(start)), hour: 0), count: count)
        return (0..<count).map(grid.label)
    }

    /// Two series of the same rhythm and another height, in `table.csv`.
    private func project(_ cells: [String], header: String) throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        let rows = ["north", "south"].enumerated().flatMap { height, id in
            cells.enumerated().map { "\(id),\($1),\(10 + 20 * height + ($0 * $0 + 3 * $0) % 11)" }
        }
        try project.write("shop,\(header),sold\n" + rows.joined(separator: "\n") + "\n", to: "table.csv")
        return project
    }

    @Test(
        "init finds it, the spec looks back its seasons, and 1 and 4 jobs write the same bytes",
        arguments: [
            ("yearly", "1970-12-31", 1, "calendar", "1970-12-31 to 2029-12-31"),
            ("quarterly", "2005-01-01", 4, "calendar", "2005-01-01 to 2019-10-01"),
            ("2 weeks", "2020-01-06", 26, "calendar", "2020-01-06 to 2022-04-11"),
            ("business_days", "2024-01-01", 5, "calendar", "2024-01-01 to 2024-03-22"),
            ("3 hours", "2024-01-01", 8, "calendar", "2024-01-01 00:00 to 2024-01-08 09:00"),
            ("15 minutes", "2024-01-01", 96, "calendar", "2024-01-01 00:00 to 2024-01-01 14:45"),
        ])
    func anyAxis(frequency: String, start: String, season: Int, kind: String, range: String) throws {
        let project = try project(labels(frequency, start, 60), header: "date")
        try project.succeed(["init", "table.csv"])
        let declared = try project.read("datasets/table/dataset.yaml")
        #expect(declared.contains("frequency: \(frequency)\n"))
        #expect(try project.succeed(["data", "show", "table"]).output.contains(range))
        let spec = try project.read("experiments/table.yaml")
        #expect(season == 1 || season > 40 || spec.contains("season: \(season)}"), "\(spec)")

        let files = ["forecasts.csv", "report.json", "report.html", "report.md", "manifest.json"]
        let written = try ["1", "4"].map { jobs in
            try project.remove("results")
            try project.succeed(["run", "experiments/table.yaml", "--jobs", jobs])
            return try files.map { try project.read("results/table/latest/\($0)") }
        }
        #expect(written[0] == written[1])
        #expect(try project.read("results/table/latest/forecasts.csv").contains(range.suffix(10)))
    }

    @Test(
        "a cutoff is called as the data write it, or by its first day",
        arguments: [
            ("quarterly", "2005-01-01", "2017-Q4"), ("quarterly", "2005-01-01", "2017-10-01"),
            ("yearly", "1970-12-31", "2027"), ("yearly", "1970-12-31", "2027-12-31"),
            ("2 weeks", "2020-01-06", "2022-03-14"), ("15 minutes", "2024-01-01", "2024-01-01 14:00"),
        ])
    func cutoffs(frequency: String, start: String, name: String) throws {
        let project = try project(labels(frequency, start, 60), header: "date")
        try project.succeed(["init", "table.csv"])
        let spec = try project.read("experiments/table.yaml")
        let backtest = try #require(spec.split(separator: "\n").first { $0.hasPrefix("backtest:") })
        let named = spec.replacing(backtest, with: "backtest: {horizon: 2, windows: ['\(name)']}")
        try project.write(named, to: "experiments/table.yaml")
        try project.succeed(["plan", "experiments/table.yaml"])
        try project.write(named.replacing(name, with: "2001-02-03"), to: "experiments/table.yaml")
        let refused = try project.run(["plan", "experiments/table.yaml"])
        #expect(refused.errors.contains("error[E201]") && refused.errors.contains("nearest period"))
    }

    @Test("what --frequency says is taken, repeated in advice, and refused where it is none")
    func frequency() throws {
        let dates = ["2023-01-03", "2023-02-11", "2023-05-28", "2023-07-01", "2023-11-17", "2024-01-20"]
        let project = try project(dates, header: "date")
        let open = try project.run(["init", "table.csv"])
        #expect(open.status != 0 && open.errors.contains("--frequency daily"), "\(open.errors)")
        #expect(!project.exists("datasets/table"))
        try project.succeed(["init", "table.csv", "--frequency", "daily"])
        #expect(try project.read("datasets/table/dataset.yaml").contains("frequency: daily\n"))
        let coarse = try project.run(["init", "table.csv", "--replace", "--frequency", "2 weeks"])
        #expect(coarse.status == 3 && coarse.errors.contains("--frequency '2 weeks'"), "\(coarse.errors)")
        let unknown = try project.run(["init", "table.csv", "--replace", "--frequency", "lunar"])
        #expect(unknown.status == 64 || unknown.status == 2, "\(unknown.status)")
        #expect(unknown.errors.contains("--frequency takes minutely"), "\(unknown.errors)")
    }
}
