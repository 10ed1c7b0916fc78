import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("wide tables") struct WideTableTests {
    private func inspect(_ csv: String, _ wish: TableWish = TableWish()) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": Array(csv.utf8)])
        return try TableInspection(
            of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv", wish: wish)
    }

    private static let mondays = (0..<30).map { CivilDate(dayNumber: 18_631 + 3 + 7 * $0).description }

    /// Thirty weeks of columns that no word names.
    private static let perSeries =
        "week,A,B,C\n"
        + mondays.enumerated().map { "\($1),\($0),\($0 % 3),\(30 - $0)\n" }.joined()

    /// The same numbers, a row per series.
    private static let perPeriod =
        "sku,group," + mondays.joined(separator: ",") + "\n"
        + [("A", { $0 }), ("B", { $0 % 3 }), ("C", { 30 - $0 })].map { (id: String, value: (Int) -> Int) in
            "\(id),g\(id == "B" ? 1 : 2),"
                + (0..<30).map { String(value($0)) }.joined(separator: ",") + "\n"
        }.joined()

    private static let long =
        "sku,week,value\n"
        + mondays.enumerated().map { "A,\($1),\($0)\nB,\($1),\($0 % 3)\nC,\($1),\(30 - $0)\n" }.joined()

    private static let columns = "\ncolumns: "

    @Test("a column per series, a column per period and long rows give the same panel")
    func samePanel() throws {
        let head = "files: [t.csv]\nfrequency: weekly\n"
        func digest(_ yaml: String, _ csv: String) throws -> Digest {
            try TemporaryProject(yaml: yaml, files: ["t.csv": csv]).panel().digest
        }
        let long = try digest(
            "format: csv\n\(head)columns: {series: sku, time: week, targets: [value]}\n", Self.long)
        #expect(
            try digest("format: wide\n\(head)target: value\ncolumns: {time: week}\n", Self.perSeries) == long)
        #expect(
            try digest(
                "format: wide\n\(head)target: value\ncolumns: {series: sku, except: [group]}\n",
                Self.perPeriod)
                == long)
    }

    @Test("static columns, titles, empty cells, and files one behind the other")
    func details() throws {
        let panel = try TemporaryProject(
            yaml: """
                format: wide
                files: [t.csv]
                frequency: monthly
                skip_lines: 2
                decimal: ","
                separator: ";"
                target: volume
                columns: {series: [sku, shop], static: [kind], except: [Total]}
                """,
            files: [
                "t.csv": "A title;\"never closed\nmade today\nsku;shop;kind;Total;2024-01;2024-02;2024-03\n"
                    + "7;n;tea;9;1,5;;3\n7;s;tea;;0;;\n"
            ]
        ).panel()
        #expect(panel.seriesIDs == ["7|n", "7|s"] && panel.grid.count == 3)
        #expect(same(panel.values("volume", of: "7|n"), [1.5, .nan, 3]))
        #expect(same(panel.values("volume", of: "7|s"), [0, .nan, .nan]))
        #expect(panel.attribute("kind")?.categories == ["tea"])
        let zero = try TemporaryProject(
            yaml: "format: wide\nfiles: [a.csv, b.csv]\nfrequency: weekly\nempty: zero\ncolumns: {time: w}\n",
            files: ["a.csv": "w,A,B\n2024-01-01,1,\n", "b.csv": "w,B,A\n2024-01-08,2,\n"]
        ).panel()
        #expect(zero.values("y", of: "A") == [1, 0] && zero.values("y", of: "B") == [0, 2])
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("{time: week}", "week,A,A\n2024-01-01,1,2\n", "D208", 1),
            ("{time: week}", "week,A\n2024-01-01,1\n2024-01-01,2\n", "D223", 3),
            ("{time: week}", "week,A\n2024-01-01,x\n", "D210", 2),
            ("{time: week}", "week,A\n2024-01-01,-1\n", "D212", 2),
            ("{time: week}", "week,A\nsoon,1\n", "D213", 2),
            ("{time: week}", "week,A\n2024-01-01,1,2\n", "D206", 2),
            ("{time: day}", "week,A\n2024-01-01,1\n", "D207", 1),
            ("{series: sku}", "sku,2024-01-01,Total\na,1,2\n", "D213", 1),
            ("{series: sku}", "sku,2024-01-01,2024-01-01 00:00\na,1,2\n", "D208", 1),
            ("{series: sku}", "sku,2024-01-01\na,1\na,2\n", "D223", 3),
            ("{series: sku}", "sku,2024-01-01\n,1\n", "D209", 2),
            ("{series: sku, time: week}", "sku,week\na,1\n", "D242", 4),
            ("{}", "sku,week\na,1\n", "D242", 4),
            ("{time: week, static: [sku]}", "sku,week\na,1\n", "D242", 4),
        ])
    func faults(columns: String, csv: String, code: String, line: Int) throws {
        let project = try TemporaryProject(
            yaml: "format: wide\nfiles: [t.csv]\nfrequency: weekly\ncolumns: \(columns)\n",
            files: ["t.csv": csv])
        let found = try complaints { try project.panel() }
        #expect(found.codes.contains(code), "\(found.rendered)")
        #expect(found.first { $0.code == code }?.location?.line == line, "\(found.rendered)")
    }

    @Test("init reads a column per series, says so, and --target takes it for one series")
    func inspectsColumns() throws {
        let found = try inspect(Self.perSeries)
        #expect(found.layout == .columnPerSeries && found.frequency == .weekly && found.time == ["week"])
        #expect(found.warnings.contains { $0.contains("--target A") }, "\(found.warnings)")
        var wish = TableWish()
        wish.target = "B"
        let one = try inspect(Self.perSeries, wish)
        #expect(one.layout == .long && one.names(.target) == ["B"] && one.names(.series).isEmpty)
        let total = try inspect(
            "week,A,B,Total,holiday\n" + Self.mondays.map { "\($0),1,2,3,0\n" }.joined())
        #expect(total.exceptions == ["Total", "holiday"])
    }

    @Test(
        "init reads a column per period",
        arguments: [
            (["2023-W01", "2023-W02", "2023-W03", "2023-W04"], Frequency.weekly),
            (["01.2023", "02.2023", "03.2023", "04.2023"], .monthly),
            (["2019", "2020", "2021", "2022"], .yearly),
            (["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"], .quarterly),
        ])
    func inspectsPeriods(labels: [String], frequency: Frequency) throws {
        let found = try inspect(
            "sku,kind,Total,\(labels.joined(separator: ","))\na,tea,10,1,2,3,4\nb,tea,4,1,1,1,1\n")
        #expect(found.layout == .columnPerPeriod && found.frequency == frequency)
        #expect(found.names(.series) == ["sku"] && found.names(.fixed) == ["kind"])
        #expect(found.exceptions == ["Total"])
    }

    @Test("values one behind the other are those of the M4 competition, once their frequency is said")
    func inspectsRows() throws {
        let csv = "V1,V2,V3,V4,V5\nW1,1,2,3,4\nW2,5,6,,\n"
        #expect(try complaints { try inspect(csv) }.first?.fix?.contains("--frequency weekly") == true)
        var wish = TableWish()
        wish.frequency = .weekly
        let found = try inspect(csv, wish)
        #expect(found.layout == .valuesInARow && found.notation == .number)
    }

    @Test("two rows of one series are told")
    func noKey() throws {
        let found = try complaints { try inspect("sku,2023-01,2023-02,2023-03\na,1,2,3\na,4,5,6\n") }
        #expect(found.codes == ["D207"] && found[0].fix?.contains("two rows are of one series") == true)
    }
}
