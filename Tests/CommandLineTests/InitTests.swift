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
            ("text", 2, "none sold", "error[D210]"), ("thousands", 2, "\"1,234\"", "error[D210]"),
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
            #expect(
                result.errors.contains("then: forecast init datasets/\(name)/\(name).csv --replace"),
                "\(result.errors)")
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

    @Test("demand is never taken for the name of a series: a table without ids is one series, and runs")
    func noSeries() throws {
        let project = try ScratchProject(spec: nil)
        let rows = (0..<60).map { row -> String in
            let day = Date(timeIntervalSince1970: 1_672_617_600 + 604_800 * Double(row))
            return "\(day.formatted(.iso8601.year().month().day())),\(3 + row % 7),2.5"
        }
        try project.write("week,sales,price\n" + rows.joined(separator: "\n") + "\n", to: "one.csv")
        let result = try project.succeed(["init", "one.csv"]).output
        #expect(
            result.contains("one.csv: 1 series, 60 weeks") && result.contains("sales   target"), "\(result)")
        #expect(try !project.read("datasets/one/dataset.yaml").contains("series:"))
        try project.succeed(["run", "experiments/one.yaml"])
        #expect(try project.read("results/one/latest/forecasts.csv").contains("\nall,"))
    }

    @Test("a history too short for a backtest is said to be, and the run is not recommended")
    func onePeriod() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("ds,unique_id,y\n2024-01-01,a,1\n2024-01-01,b,2\n", to: "one.csv")
        let result = try project.succeed(["init", "one.csv"])
        #expect(result.output.contains("too short for a backtest: 1 "), "\(result.output)")
        #expect(!result.output.contains("next   forecast run"))
        #expect(try project.read("experiments/one.yaml").contains("It runs when there are 4 "))
    }

    @Test("of a file in which nothing can be told, the reason is said, and nothing is left behind")
    func badFile() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("ds,id,y\n2024-01-01,a\n2024-01-08,a\n", to: "bad.csv")
        let result = try project.run(["init", "bad.csv"])
        #expect(result.status == 3 && result.errors.contains("bad.csv:2:1"))
        #expect(result.errors.contains("nothing was written") && !result.errors.contains("--replace"))
        #expect(!project.exists("datasets/bad"))
        #expect(try project.run(["init", "absent.csv"]).status == 3)
        #expect(try project.run(["init", "bad.csv", "--name", "Two Words"]).status == 2)
    }

    @Test(
        "all problems of a file are told at once, below what its columns were taken for, each kind a few times"
    )
    func manyProblems() throws {
        let project = try ScratchProject(spec: nil)
        let rows = (0..<3).flatMap { row in [Self.table { $0 / 80 == row ? $1 : nil }] }
        var lines = rows[0].split(separator: "\n").map(String.init)
        lines +=
            lines.dropFirst()
            + rows[1].split(separator: "\n").dropFirst().map { "\"b\u{7}\"" + $0.dropFirst(2) }
        lines[5] += ",7"
        try project.write(lines.joined(separator: "\n") + "\n", to: "ver käufe.csv")
        let result = try project.run(["init", "ver käufe.csv"])
        #expect(result.status == 3 && result.output.isEmpty)
        let errors = result.errors
        #expect(errors.contains("Units        target       its name"), "\(errors)")
        let file = "datasets/ver-k-ufe/ver käufe.csv"
        #expect(
            errors.contains("\(file):162:1: error[D209]") || errors.contains("\(file):162:2: error[D209]"))
        #expect(errors.contains("80 rows are like this, from line 162 on"))
        #expect(errors.contains("\(file):6:1: error[D206]"))
        #expect(errors.components(separatedBy: "error[D223]").count == 6, "five are shown")
        #expect(errors.contains("5 of 79 problems of this kind are shown"))
        #expect(errors.contains("160 errors, 7 of them shown"))
        #expect(errors.contains("then: forecast init 'datasets/ver-k-ufe/ver käufe.csv' --replace"))
    }

    @Test("an export of a spreadsheet from a country with decimal commas runs as it is")
    func spreadsheet() throws {
        let project = try ScratchProject(spec: nil)
        var text = "sku;Woche;Menge\r\n"
        for row in 0..<180 {
            let day = Date(timeIntervalSince1970: 1_672_617_600 + 604_800 * Double(row % 60))
            let parts = day.formatted(.iso8601.year().month().day()).split(separator: "-")
            let date = parts.reversed().joined(separator: ".")
            text += "A\(row / 60);\(date);1.\(100 + row),\(row % 10)\r\n"
        }
        try project.write(text, to: "till.csv")
        let result = try project.succeed(["init", "till.csv"])
        let keys = ["separator: \";\"", "decimal: \",\"", "thousands: \".\"", "date_format: dd.mm.yyyy"]
        #expect(
            result.output.contains("cells are written with \(keys.joined(separator: ", "))"),
            "\(result.output)")
        let yaml = try project.read("datasets/till/dataset.yaml")
        for key in keys { #expect(yaml.contains("\n\(key)\n"), "\(yaml)") }
        #expect(
            result.output.contains("seasonal_naive, which every run adds, falls back"), "\(result.output)")
        try project.succeed(["run", "experiments/till.yaml"])
    }

    @Test("what cannot be told from the cells is asked for by an option, and refused where it is misspelt")
    func options() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("sku,date,units\na,01/02/2022,3\na,01/03/2022,4\na,01/04/2022,1\n", to: "t.csv")
        let open = try project.run(["init", "t.csv"])
        #expect(
            open.status == 3 && open.errors.contains("--date-format dd/mm/yyyy or --date-format mm/dd/yyyy"))
        #expect(!project.exists("datasets/t"))
        let misspelt = try project.run(["init", "t.csv", "--date-format", "dd/mm/yy"])
        #expect(misspelt.status == 2 && misspelt.errors.contains("dd/mm/yyyy"))
        let result = try project.succeed(["init", "t.csv", "--date-format", "dd/mm/yyyy"])
        #expect(result.output.contains("3 months (2022-02-01 to 2022-04-01)"), "\(result.output)")
    }

    @Test("what gives the target away is past_only, not in the spec, and said to be")
    func leak() throws {
        let project = try ScratchProject(spec: nil)
        let table = Self.table { row, cells in
            row % 3 == 0
                ? [cells[0], cells[1], "0", "0", cells[4]] : [cells[0], cells[1], cells[2], "1", cells[4]]
        }
        try project.write(table, to: "leak.csv")
        let result = try project.succeed(["init", "leak.csv"]).output
        #expect(result.contains("On Promo     past_only    it gives the target away"), "\(result)")
        #expect(
            result.contains(
                "warning: On Promo is read as past_only: it is 0 or empty in 100 % of the periods"))
        #expect(result.contains("known_ahead: Price (EUR) (used for every forecast; wrong for"), "\(result)")
        #expect(try !project.read("experiments/leak.yaml").contains("On Promo"))
    }

    @Test("a table where a spec is expected is told of init", arguments: ["run", "plan", "validate"])
    func tableAsSpec(command: String) throws {
        let project = try ScratchProject(spec: nil)
        try project.write("a,b\n1,2\n", to: "my sales.csv")
        let result = try project.run([command, "my sales.csv"])
        #expect(
            result.status == 2 && result.errors.contains("forecast init 'my sales.csv'"), "\(result.errors)")
    }

    @Test("counts of four digits have a comma")
    func thousands() throws {
        let project = try ScratchProject(spec: nil)
        var text = "ds,unique_id,y\n"
        for row in 0..<4800 {
            let day = Date(timeIntervalSince1970: 1_672_617_600 + 604_800 * Double(row % 4))
            text += "\(day.formatted(.iso8601.year().month().day())),s\(row / 4),\(row % 7)\n"
        }
        try project.write(text, to: "many.csv")
        let output = try project.succeed(["init", "many.csv"]).output
        #expect(output.contains("many.csv: 1,200 series, 4 weeks"))
        #expect(output.contains("unique_id  series   1,200 series"), "\(output)")
        #expect(
            try project.succeed(["data", "check", "many"]).output.contains("1,200 series, 4 weeks")
                && project.succeed(["data", "check", "many"]).output.contains("4,800 observations"))
    }

    @Test("the columns that options name are taken, and the command to be tried again repeats them")
    func namedColumns() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(Self.table { $1 }, to: "t.csv")
        let options = ["--series", "Article No", "--time", "Week", "--target", "Price (EUR)"]
        let result = try project.succeed(["init", "t.csv"] + options).output
        #expect(
            result.contains("Price (EUR)  target") && result.contains("Units        past_only"), "\(result)")
        let wrong = try project.run(["init", "t.csv", "--name", "t2", "--target", "Price"])
        #expect(wrong.status == 3 && wrong.errors.contains("error[D207]"), "\(wrong.errors)")
        #expect(wrong.errors.contains("then: forecast init t.csv --name t2 --target Price"))
        #expect(!project.exists("datasets/t2"))
    }

    /// Sales that double in promotions, under names in no language that `init` knows.
    private static let planned: String = {
        var lines = ["sku,week,units,kampanj"]
        for row in 0..<1200 {
            let day = Date(timeIntervalSince1970: 1_672_617_600 + 604_800 * Double(row % 100))
            let isPromoted = row * 31 % 100 % 7 == 0
            let units = (20 + row / 100 + row % 3) * (isPromoted ? 2 : 1)
            lines.append(
                "s\(row / 100),\(day.formatted(.iso8601.year().month().day())),\(units),\(isPromoted ? 1 : 0)"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    @Test(
        "a column moved to known_ahead that no feature set uses is said to be, and init makes the spec anew")
    func plannedLater() throws {
        let project = try ScratchProject(spec: nil)
        // The folder of the library is all that init looks for; nothing is trained here.
        try FileManager.default.createDirectory(
            atPath: project.path(".deps"), withIntermediateDirectories: true)
        try project.write(Self.planned, to: "promo.csv")
        let first = try project.succeed(["init", "promo.csv"])
        #expect(first.output.contains("kampanj  past_only"), "\(first.output)")
        let yaml = try project.read("datasets/promo/dataset.yaml")
        try project.write(
            yaml.replacing("past_only: [kampanj]", with: "known_ahead: [kampanj]"),
            to: "datasets/promo/dataset.yaml")
        try project.succeed(["data", "snapshot", "promo", "--accept"])
        let spec = "experiments/promo.yaml"
        for command in ["validate", "plan"] {
            let warned = try project.succeed([command, spec])
            #expect(
                warned.errors.contains("warning[W102]") && warned.errors.contains("'kampanj'"),
                "\(warned.errors)")
            #expect(warned.errors.contains("forecast init spec promo --replace"))
        }
        let taken = try project.run(["init", "spec", "promo"])
        #expect(taken.status == 2 && taken.errors.contains("--replace"), "\(taken.errors)")
        let again = try project.succeed(["init", "spec", "promo", "--replace"])
        #expect(again.output.contains("wrote  experiments/promo.yaml"), "\(again.output)")
        #expect(try project.read(spec).contains("    known_ahead: [kampanj]\n"))
        #expect(try !project.succeed(["validate", spec]).errors.contains("W102"))
    }

    @Test("init spec writes an experiment on any data set, and refuses what is not there")
    func specOfDataSet() throws {
        let project = try ScratchProject(spec: nil)
        let result = try project.succeed(["init", "spec", "shop", "--target", "revenue", "--name", "money"])
        #expect(
            result.output.contains("wrote  experiments/money.yaml   on revenue of shop"), "\(result.output)")
        try project.succeed(["validate", "experiments/money.yaml"])
        #expect(try project.read("experiments/money.yaml").contains("  targets: [revenue]"))
        let typo = try project.run(["init", "spec", "shop", "--target", "volum"])
        #expect(typo.status == 2 && typo.errors.contains("did you mean 'volume'?"), "\(typo.errors)")
        #expect(try project.run(["init", "spec", "absent"]).status == 3)
        #expect(try project.run(["init", "spec", "shop", "--name", "../x"]).status == 2)
        try project.write("x", to: "datasets/shop/demand.csv")
        #expect(try project.run(["init", "spec", "shop", "--replace"]).status == 3)
    }
}
