import DataSnapshots
import ForecastCore
import Foundation
import Testing

/// What is said about wrong data, as a user reads it. `RECORD_GOLDEN=1` rewrites the files under
/// `Tests/Golden/DataSnapshots`, and fails.
@Suite("Messages about data") struct DiagnosticsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let yaml: String
        let files: [String: [UInt8]]
        var testDescription: String { name }

        init(_ name: String, _ yaml: String, _ files: [String: String] = [:], raw: [String: [UInt8]] = [:]) {
            self.name = name
            self.yaml = yaml
            self.files = files.mapValues { Array($0.utf8) }.merging(raw) { $1 }
        }
    }

    static let rich = """
        format: csv
        files: [sales.csv]
        frequency: weekly
        columns:
          series: sku
          time: week
          targets: {volume: volume, revenue: {product: [volume, price]}}
          static: [category]
          observed: seen
        empty: error

        """

    static let cases: [Case] = [
        Case(
            "cells", rich,
            [
                "sales.csv": """
                sku,week,volume,price,category,seen
                A,2021-01-04,twelve,1.5,dairy,1
                A,2021-01-11,NaN,1.5,dairy,1
                A,2021-01-18,-5,1.5,dairy,1
                A,2021-02-30,5,1.5,dairy,1
                A,25/01/2021,5,1.5,dairy,1
                A,2021-01-25,,1.5,dairy,1
                A,2021-02-01,5,1e400,dairy,yes
                ,2021-02-01,5,1,dairy,1
                A,2021-02-08,5,1,bread,1
                A,2021-02-15,1,5,1.5,dairy,1
                A,2021-02-22 13:00,5,1,dairy,1
                B,2021-02-22,1e200,1e200,dairy,1
                "C"x,2021-02-22,1,1,dairy,1
                "D,2021-02-22,1,1,dairy,1
                """
            ]),
        Case(
            "flood", rich.replacing("empty: error\n", with: ""),
            [
                "sales.csv": "sku,week,volume,price,category,seen\n"
                    + (0..<60).map { row in
                        let day = CivilDate(dayNumber: 18_631 + 7 * row)
                        return "A,\(day),NA,1.5,dairy,1\n\"B\u{1B}\",\(day),2,1.5,dairy,1\n"
                            + "C,\(day),\"1,\(100 + row)\",1.5,dairy,1\nD,\(day),1,1.5,\(row % 2),1\nE,\(day)\n"
                    }.joined()
            ]),
        Case(
            "dates", weekly,
            [
                "sales.csv": "sku,week,volume\n"
                    + [
                        "03.01.2022", "3/1/2022", "03.01.22", "2022-W01", "2022-01-03T00:00:00Z",
                    ].map { "A,\($0),1\n" }.joined()
            ]),
        Case(
            "marks", weekly + "separator: \";\"\ndecimal: \",\"\ndate_format: mm/dd/yyyy\n",
            [
                "sales.csv":
                    "sku;week;volume\nA;01/03/2022;1.094,5\nA;13/01/2022;1\nA;01/17/2022;1;5\nA;01/24/2022;7.5\n"
            ]),
        Case(
            "encoding-header", weekly,
            raw: ["sales.csv": Array("sku,week,volume,L".utf8) + [0xE4] + Array("den\n".utf8)]),
        Case("columns", rich, ["sales.csv": "sku,weak,volume,volume,cost,category,seen\n"]),
        Case("semicolons", weekly, ["sales.csv": "sku;week;volume\nA;2021-01-04;1\n"]),
        Case(
            "empty", weekly.replacing("[sales.csv]", with: "[sales.csv, more.csv]"),
            ["sales.csv": "", "more.csv": "sku,week,volume\n"]),
        Case("utf16", weekly, raw: ["sales.csv": [0xFF, 0xFE, 0x73, 0, 0x6B, 0]]),
        Case(
            "encoding", weekly,
            raw: ["sales.csv": Array("sku,week,volume\ncaf".utf8) + [0xE9] + Array(",2021-01-04,1\n".utf8)]),
        Case("archive", weekly, raw: ["sales.csv": [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]]),
        Case(
            "weekday", weekly,
            [
                "sales.csv":
                    "sku,week,volume\nA,2021-01-04,1\nA,2021-01-11,2\nB,2021-01-05,3\nB,2021-01-11,4\nB,2021-01-19,4\n"
            ]),
        Case(
            "daily-as-weekly", weekly,
            [
                "sales.csv": "sku,week,volume\n"
                    + (4...17).map { "A,2021-01-\($0 < 10 ? "0" : "")\($0),1\n" }.joined()
            ]),
        Case(
            "weekly-as-daily", weekly.replacing("weekly", with: "daily"),
            ["sales.csv": "sku,week,volume\nA,2021-01-04,1\nA,2021-01-18,2\n"]),
        Case(
            "daily-in-monthly", weekly.replacing("weekly", with: "monthly"),
            ["sales.csv": "sku,week,volume\nA,2021-01-01,1\nA,2021-02-01,2\nA,2021-02-02,2\nA,2021-03-01,2\n"]
        ),
        Case(
            "duplicates", weekly,
            ["sales.csv": "sku,week,volume\nA,2021-01-04,1\nB,2021-01-04,1\nA,2021-01-04,2\n"]),
        Case(
            "many-duplicates", weekly,
            [
                "sales.csv": "sku,week,volume\n"
                    + (0..<60).map { "S\($0),2021-01-04,1\nS\($0),2021-01-04,1\n" }.joined()
            ]),
        Case(
            "gaps", weekly,
            ["sales.csv": "sku,week,volume\nA,2021-01-04,1\nA,2021-02-01,1\nA,2021-02-15,1\nB,2021-01-04,1\n"]
        ),
        Case(
            "silent", weekly, ["sales.csv": "sku,week,volume\nA,2021-01-04,1\nB,2021-01-04,\nB,2021-01-11,\n"]
        ),
        Case(
            "same-text", weekly,
            ["sales.csv": "sku,week,volume\ncaf\u{E9},2021-01-04,1\ncafe\u{301},2021-01-04,2\n"]),
        Case(
            "too-large", weekly.replacing("weekly", with: "daily"),
            ["sales.csv": "sku,week,volume\nA,0221-01-04,1\nA,2921-01-05,1\n"]),
        Case(
            "wide", "format: m4\ntrain: train.csv\ntest: test.csv\nfrequency: weekly\n",
            ["train.csv": "V1,V2\nW1,1\nW1,2\nW2,x\nW3,-1\n", "test.csv": "V1,V2\nW1,1\nW9,1\n"]),
        Case(
            "wide-halves", "format: m4\ntrain: train.csv\ntest: test.csv\nfrequency: weekly\n",
            ["train.csv": "V1,V2\nW1,1\nW2,2\n", "test.csv": "V1,V2\nW1,1\n"]),
        Case(
            "monash", "format: tsf\nfiles: [demo.tsf]\n",
            [
                "demo.tsf": """
                @relation demo
                @attribute series_name string
                @attribute start_timestamp date
                @attribute size
                @frequency half_hourly
                @bogus
                @data
                T1:2001-13-01 00-00-00:1,2
                T2:5
                T3:2001-01-01 00-00-00:1,x,-3
                T3:2001-01-01 00-00-00:1
                """
            ]),
        Case(
            "side-files",
            weekly
                + "attributes: {file: items.csv, key: sku, columns: [brand]}\nholidays: {file: holidays.csv}\n",
            [
                "sales.csv": "sku,week,volume\nA,2021-01-04,1\n", "items.csv": "sku,brand\nA,x\nA,y\nB\n",
                "holidays.csv": "date,name\n24.12.2021,Christmas Eve\n2021-12-25,\n",
            ]),
        Case(
            "declaration",
            """
            format: csv
            files: [sales.csv, sales.csv, missing.csv, ../../../outside.csv, /etc/hostname]
            frequency: fortnightly
            gap: zero
            train: train.csv
            end: soon
            columns:
              series: sku
              targets: {volume: volume, revenue: {product: [volume]}}
              past_only: [price]
              static: [price]
            attributes: {file: items.csv, key: sku}

            """, ["sales.csv": "sku\n"]),
        Case(
            "declaration-cells",
            weekly
                + "separator: comma\ndecimal: \",\"\nthousands: \",\"\ndate_format: dd.mm.yy\nmissing_values: [NA, -1]\n",
            ["sales.csv": ""]),
        Case(
            "declaration-clash",
            weekly.replacing("targets: [volume]", with: "targets: [volume], past_only: [volume]"),
            ["sales.csv": ""]),
        Case(
            "declaration-tsf", "format: tsf\nfiles: [a.tsf, b.tsf]\ngaps: zero\n", ["a.tsf": "", "b.tsf": ""]),
        Case("declaration-folder", weekly.replacing("[sales.csv]", with: "[., ../shop]")),
        Case(
            "declaration-none", weekly.replacing("[sales.csv]", with: "[]").replacing("[volume]", with: "{}")),
    ]

    @Test("are the recorded ones", arguments: cases)
    func golden(_ example: Case) throws {
        let project = try TemporaryProject(yaml: example.yaml, files: example.files)
        let text = try complaints(project.panel).rendered
            .replacing(project.root.resolvingSymlinksInPath().path(), with: "PROJECT")
        #expect(!text.isEmpty)
        try expectGolden(text, "\(example.name).txt")
    }

    /// What DuckDB's process and PostgreSQL give: QueryProcessTests, QueriedDataTests, PostgresReadingTests.
    private static let queried: Set<String> = ["D260", "D261", "D262", "D263", "D264", "D265", "D266"]

    @Test("every code is produced by an example or a test of locks and queries, and documented")
    func coverage() throws {
        var produced: Set<String> = ["D250", "D251", "D252", "D253", "D254"]
        produced.formUnion(Self.queried)
        for example in Self.cases {
            let project = try TemporaryProject(yaml: example.yaml, files: example.files)
            produced.formUnion(try complaints(project.panel).codes)
        }
        let docs = try String(contentsOf: packageRoot.appending(path: "docs/data-errors.md"), encoding: .utf8)
        for code in DataErrorCode.allCases {
            #expect(produced.contains(code.rawValue), "no example for \(code) \(code.rawValue)")
            #expect(docs.contains("| \(code.rawValue) |"), "\(code.rawValue) is not in docs/data-errors.md")
        }
        #expect(produced.filter { $0.hasPrefix("D") }.isSubset(of: DataErrorCode.allCases.map(\.rawValue)))
    }

    private func expectGolden(_ text: String, _ name: String) throws {
        let file = packageRoot.appending(path: "Tests/Golden/DataSnapshots/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)")
        } else {
            #expect(try text == String(contentsOf: file, encoding: .utf8))
        }
    }
}
