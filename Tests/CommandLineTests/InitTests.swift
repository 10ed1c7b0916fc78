import Foundation
import Testing

@Suite("forecast init") struct InitTests {
    @Test("makes a data set and an experiment that runs as it is, and says what it guessed")
    func firstExperiment() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(try project.read("datasets/shop/demand.csv"), to: "Till Export.csv")
        let result = try project.succeed(["init", "Till Export.csv"])
        try expectGolden(result.output, "init.txt")
        try expectGolden(try project.read("datasets/till-export/dataset.yaml"), "init.dataset.yaml")
        let spec = try project.read("experiments/till-export.yaml")
        // LightGBM is there or not: the rest is the same.
        try expectGolden(
            spec.replacingOccurrences(of: "\n  lgbm:", with: "\n  # lgbm:")
                .replacingOccurrences(of: ", lgbm]", with: "]")
                .replacingOccurrences(
                    of: "  # LightGBM needs its library: `make deps` fetches it.\n", with: ""
                )
                .replacing(#/# What LightGBM looks at(.|\n)*?\n\n/#, with: ""),
            "init.spec.yaml")
        try project.succeed(["run", "experiments/till-export.yaml"])
        #expect(try project.read("results/till-export/latest/report.md").contains("till-export"))
    }

    @Test("works in an empty folder and asks before it replaces")
    func emptyFolder() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(
            "ds,unique_id,y\n2024-01-01,a,1\n2024-01-08,a,2\n2024-01-15,a,3\n2024-01-22,a,2\n",
            to: "results/y.csv")
        let folder = project.path("results/new")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try project.succeed(["init", "../y.csv", "--project", "."], in: folder)
        try project.succeed(["run", "experiments/y.yaml"], in: folder)
        let again = try project.run(["init", "../y.csv", "--project", "."], in: folder)
        #expect(again.status == 2 && again.errors.contains("--replace"))
        try project.succeed(["init", "../y.csv", "--project", ".", "--replace"], in: folder)
    }

    /// 12 articles over 80 weeks, with one row changed.
    private static func table(_ change: (Int, [String]) -> [String]?) -> String {
        var lines = ["Article No,Week,Units,On Promo,Price (EUR)"]
        for row in 0..<960 {
            let day = 86_400.0 * 7 * Double(row % 80)
            // Monday, 2 January 2023.
            let week = Date(timeIntervalSince1970: 1_672_617_600 + day).formatted(
                .iso8601.year().month().day())
            let cells = ["A\(row / 80)", week, "\(1 + row * 7 % 50)", "\(row % 2)", "2.50"]
            if let changed = change(row, cells) { lines.append(changed.joined(separator: ",")) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("one bad cell among many is named, and never changes what a column is")
    func oneBadCell() throws {
        let project = try ScratchProject(spec: nil)
        let cases: [(name: String, column: Int, cell: String, code: String)] = [
            ("text", 2, "n/a", "error[D210]"), ("thousands", 2, "\"1,234\"", "error[D210]"),
            ("weekday", 1, "2023-01-05", "error[D221]"), ("day", 1, "2023-13-05", "error[D213]"),
        ]
        for (name, column, cell, code) in cases {
            let text = Self.table { row, cells in
                guard row == 49 else { return cells }
                var changed = cells
                changed[column] = cell
                return changed
            }
            try project.write(text, to: "\(name).csv")
            let result = try project.run(["init", "\(name).csv"])
            #expect(result.status == 3, "\(name): \(result.output)")
            #expect(
                result.errors.contains("\(name).csv:51:") && result.errors.contains(code), "\(result.errors)")
            #expect(result.errors.contains("then: forecast init \(name).csv --replace"))
            try project.write(Self.table { $1 }, to: "\(name).csv")
            let again = try project.succeed(["init", "\(name).csv", "--replace"]).output
            #expect(again.contains("Units        target"), "\(again)")
            #expect(again.contains("On Promo     known_ahead") && again.contains("Price (EUR)  known_ahead"))
        }
    }

    @Test("says what its guesses make of the data: zeros that are filled in, values below 0")
    func consequences() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(Self.table { [49, 50, 130].contains($0) ? nil : $1 }, to: "gaps.csv")
        let gaps = try project.succeed(["init", "gaps.csv"]).output
        #expect(gaps.contains("3 periods without a row count as 0, 0.3 % of all"), "\(gaps)")
        try project.write(Self.table { $0 == 49 ? [$1[0], $1[1], "-5", "0", "2"] : $1 }, to: "returns.csv")
        #expect(
            try project.succeed(["init", "returns.csv"]).output.contains(
                "negative: keep (there are values below 0"))
    }

    @Test("demand is never taken for the name of a series")
    func noSeries() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("week,sales,price\n2024-01-01,3,2.5\n2024-01-08,4,2.5\n", to: "one.csv")
        let result = try project.run(["init", "one.csv"])
        #expect(
            result.status == 3 && result.errors.contains("no column that names the series"),
            "\(result.errors)")
    }

    @Test("a history too short for a backtest is said to be, and the run is not recommended")
    func onePeriod() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("ds,unique_id,y\n2024-01-01,a,1\n2024-01-01,b,2\n", to: "one.csv")
        let result = try project.succeed(["init", "one.csv"])
        #expect(result.output.contains("too short for a backtest: 1 "), "\(result.output)")
        #expect(!result.output.contains("next   forecast run"))
        #expect(try project.read("experiments/one.yaml").contains("It runs when there are 2 "))
    }

    @Test("what is wrong with a file is said with its place, and nothing is left behind")
    func badFile() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("ds,id,y\n2024-01-01,a,1\n2024-01-08,a\n", to: "bad.csv")
        let result = try project.run(["init", "bad.csv"])
        #expect(result.status == 3 && result.errors.contains("bad.csv:3:1"))
        #expect(!project.exists("datasets/bad"))
        #expect(try project.run(["init", "absent.csv"]).status == 3)
        #expect(try project.run(["init", "bad.csv", "--name", "Two Words"]).status == 2)
    }
}
