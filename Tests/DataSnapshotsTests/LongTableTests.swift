import DataSnapshots
import ForecastCore
import Testing

@Suite("Long CSV tables") struct LongTableTests {
    private let full = """
        format: csv
        files: [sales.csv]
        frequency: weekly
        columns:
          series: sku
          time: week
          targets: {volume: volume, revenue: {product: [volume, price]}}
          known_ahead: [price]
          static: [category]
          observed: observed
        gaps: missing
        """

    @Test("become a dense panel, sorted by id, with missing cells as NaN")
    func worked() throws {
        let csv = """
            sku,week,volume,price,category,observed
            b,2021-01-18,4,2.5,dairy,1
            a,2021-01-04,7,1,bread,1
            b,2021-01-04,3,2,,1
            a,2021-01-11,,1.5,bread,1
            a,2021-01-18,9,1.5,bread,0
            """
        let panel = try TemporaryProject(yaml: full, files: ["sales.csv": csv]).panel()
        #expect(panel.seriesIDs == ["a", "b"])
        #expect(
            panel.grid.count == 3 && panel.grid.label(of: 0) == "2021-01-04"
                && panel.grid.label(of: 2) == "2021-01-18")
        #expect(panel.columns.map(\.name) == ["volume", "revenue", "price"])
        #expect(panel.columns.map(\.knowledge) == [.target, .target, .knownAhead])
        #expect(
            same(panel.values("volume", of: "a"), [7, .nan, .nan]), "the third week is marked unobserved")
        #expect(
            same(panel.values("price", of: "a"), [1, 1.5, 1.5]),
            "a price is known whether or not sales were observed")
        #expect(same(panel.values("volume", of: "b"), [3, .nan, 4]))
        #expect(same(panel.values("revenue", of: "b"), [6, .nan, 10]))
        #expect(panel.attribute("category")?.categories == ["bread", "dairy"])
        #expect(panel.attribute("category")?.codes == [0, 1], "an empty static cell says nothing")
    }

    @Test("accept quotes, CRLF, a byte order mark, line breaks in cells, empty lines and no last line break")
    func quoting() throws {
        let csv =
            "\u{FEFF}\"sku\",week,volume,note\r\n\"a, \"\"best\"\"\",2021-01-04,\"5\",\"two\nlines\"\r\n\r\n\"a, \"\"best\"\"\",2021-01-11,6,x"
        let panel = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv]).panel()
        #expect(panel.seriesIDs == ["a, \"best\""])
        #expect(panel.values("volume", of: "a, \"best\"") == [5, 6])
    }

    @Test("read numbers of any length, also those whose digits fill a word exactly")
    func longNumbers() throws {
        let numbers = [
            "18446744073709551616", "36893488147419103232", "0.18446744073709551616",
            "184467440737095516.16", "18446744073709551616e3", "1844674407370955161600", "0.000", "1e-320",
            "00000000000000000000000007", "9007199254740993", "0.30000000000000004",
            "123456789012345678901234567890",
        ]
        let rows = numbers.enumerated().map { "s\(100 + $0),2021-01-04,\($1)\n" }.joined()
        let csv = "sku,week,volume\n" + rows
        let panel = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv]).panel()
        for (index, number) in numbers.enumerated() {
            #expect(panel.values("volume", of: "s\(100 + index)") == [Double(number)], "\(number)")
        }
    }

    @Test("static numbers are read by the marks of the file, texts and codes are not")
    func staticMarks() throws {
        let yaml = """
            format: csv
            files: [sales.csv]
            frequency: weekly
            separator: ";"
            decimal: ","
            thousands: "."
            missing_values: ["NA"]
            columns: {series: sku, time: week, targets: {volume: volume}, static: [size, code, name]}
            """
        let csv = """
            sku;week;volume;size;code;name
            a;2021-01-04;1.206,5;1.500;007;1,5 l
            b;2021-01-04;2;0,5;012;NA
            c;2021-01-04;3;1500;007;x
            d;2021-01-04;4;NA;099;y
            """
        let panel = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
        #expect(panel.values("volume", of: "a") == [1206.5])
        let size = panel.attribute("size")
        #expect(size?.categories == ["0.5", "1500.0"] && size?.codes == [1, 0, 1, -1])
        #expect(panel.attribute("code")?.categories == ["007", "012", "099"])
        #expect(panel.attribute("name")?.categories == ["1,5 l", "NA", "x", "y"])
    }

    @Test("nothing sold earns nothing, also where the price is unknown")
    func zeroTimesMissing() throws {
        let csv =
            "sku,week,volume,price,category,observed\na,2021-01-04,0,,x,1\na,2021-01-11,2,,x,1\na,2021-01-18,2,3,x,1\n"
        let panel = try TemporaryProject(yaml: full, files: ["sales.csv": csv]).panel()
        #expect(same(panel.values("revenue", of: "a"), [0, .nan, 6]))
    }

    @Test("a series starts with its first observation, and zero gaps end with the last one of all")
    func zeroGaps() throws {
        // Planned prices reach into weeks 4 and 5; series b appears in week 2.
        let csv = """
            sku,week,volume,price
            a,2021-01-04,1,9
            a,2021-01-18,3,9
            a,2021-01-25,,8
            a,2021-02-01,,8
            b,2021-01-04,,5
            b,2021-01-11,2,5
            """
        let yaml =
            weekly.replacing("targets: [volume]", with: "targets: [volume], known_ahead: [price]")
            + "gaps: zero\n"
        let panel = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
        #expect(panel.firstStep == [0, 1])
        #expect(same(panel.values("volume", of: "a"), [1, 0, 3, .nan, .nan]))
        #expect(same(panel.values("volume", of: "b"), [.nan, 2, 0, .nan, .nan]))
        #expect(same(panel.values("price", of: "b"), [5, 5, .nan, .nan, .nan]))
    }

    @Test("an empty target cell is missing, zero or an error, as declared", arguments: ["missing", "zero"])
    func emptyCells(policy: String) throws {
        let csv = "sku,week,volume\na,2021-01-04,1\na,2021-01-11,\na,2021-01-18,3\n"
        let panel = try TemporaryProject(yaml: weekly + "empty: \(policy)\n", files: ["sales.csv": csv])
            .panel()
        #expect(same(panel.values("volume", of: "a"), [1, policy == "zero" ? 0 : .nan, 3]))
    }

    @Test("returns may be kept")
    func negatives() throws {
        let csv = "sku,week,volume\na,2021-01-04,-1\na,2021-01-11,-0\n"
        let panel = try TemporaryProject(yaml: weekly + "negative: keep\n", files: ["sales.csv": csv]).panel()
        #expect(panel.values("volume", of: "a") == [-1, 0])
        #expect(panel.values("volume", of: "a")[1].sign == .plus, "minus zero is stored as zero")
    }

    @Test("several files make one panel, whatever the order of their columns")
    func severalFiles() throws {
        let yaml = weekly.replacing("[sales.csv]", with: "[one.csv, two.csv]")
        let files = [
            "one.csv": "sku,week,volume\na,2021-01-04,1\n", "two.csv": "volume,sku,week\n2,a,2021-01-11\n",
        ]
        #expect(try TemporaryProject(yaml: yaml, files: files).panel().values("volume", of: "a") == [1, 2])
    }

    @Test("the order of the rows does not change a bit of the panel")
    func permutation() throws {
        var random = RandomPath(seed: 7, ["rows"]).stream
        var rows: [String] = []
        for series in 0..<40 {
            for week in 0..<30 where random.nextUniform() < 0.9 || week == 0 {
                let day = CivilDate(dayNumber: 18_631 + 7 * week)
                rows.append(
                    "s\(series),\(day),\(random.nextIndex(below: 50)),\(random.nextUniform()),c\(series % 3),1"
                )
            }
        }
        var digests: Set<Digest> = []
        for _ in 0..<5 {
            let csv = "sku,week,volume,price,category,observed\n" + rows.joined(separator: "\n")
            digests.insert(try TemporaryProject(yaml: full, files: ["sales.csv": csv]).panel().digest)
            random.shuffle(&rows)
        }
        #expect(digests.count == 1)
    }

    @Test("gzip, in one member or several, gives the panel of the plain file")
    func compressed() throws {
        let csv = "sku,week,volume\n" + (0..<500).map { "a\($0),2021-01-04,\($0)\n" }.joined()
        let plain = Array(csv.utf8)
        let project = try TemporaryProject(yaml: weekly, files: ["sales.csv": plain])
        let expected = try project.panel().digest
        try project.write("sales.csv", gzip(plain))
        #expect(try project.panel().digest == expected)
        try project.write("sales.csv", gzip(Array(plain[..<100])) + gzip(Array(plain[100...])) + [0, 0, 0])
        #expect(try project.panel().digest == expected)
    }

    @Test(
        "Nixtla's and AutoGluon's names are known, and other columns are past covariates",
        arguments: [
            ("nixtla", "unique_id,ds,y,price"), ("autogluon", "item_id,timestamp,target,price"),
        ])
    func conventions(format: String, header: String) throws {
        let yaml = "format: \(format)\nfiles: [sales.csv]\nfrequency: daily\n"
        let csv = "\(header)\na,2021-01-04 00:00:00,3,1.5\na,2021-01-05,4,1.6\n"
        let panel = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
        #expect(panel.columns.map(\.name) == [format == "nixtla" ? "y" : "target", "price"])
        #expect(panel.columns.map(\.knowledge) == [.target, .pastOnly])
        #expect(panel.columns[0].values == [3, 4] && panel.columns[1].values == [1.5, 1.6])
    }

    @Test("attributes and holidays come from files of their own")
    func sideFiles() throws {
        let yaml =
            weekly + """
                attributes: {file: items.csv, key: id, columns: [brand, size]}
                holidays: {file: holidays.csv}

                """
        let project = try TemporaryProject(
            yaml: yaml,
            files: [
                "sales.csv": "sku,week,volume\nb,2021-01-04,1\na,2021-01-04,1\nc,2021-01-04,1\n",
                "items.csv": "size,id,brand\nL,a,zest\n,b,alfa\nM,unsold,alfa\n",
                "holidays.csv": "date,name\n2021-12-25,Christmas\n2021-01-01,New Year\n",
            ])
        let panel = try project.panel()
        #expect(panel.attributes.map(\.name) == ["brand", "size"])
        #expect((0..<3).map { panel.attributes[0].value(ofSeries: $0) } == ["zest", "alfa", nil])
        #expect((0..<3).map { panel.attributes[1].value(ofSeries: $0) } == ["L", nil, nil])
        #expect(panel.holidays.map(\.name) == ["New Year", "Christmas"])
        #expect(try project.snapshot().lock.sources.map(\.role) == [.data, .attributes, .holidays])
    }

    @Test("numbers are read to the last bit")
    func numbers() throws {
        var random = RandomPath(seed: 3, ["numbers"]).stream
        var texts = [
            "0", "0.1", "1e22", "1e23", "9007199254740993", "123456789012345678901234567890", "4.9e-324",
            "2.5e-324",
            "1.7976931348623157e308", ".5", "5.", "+3", "1E-5", "0.000000000000000000000000000001", " 7 ",
            "00000000000000000000000000012.5", "8.5e0000000000000000001",
        ]
        for _ in 0..<3000 {
            let digits = (0..<1 + random.nextIndex(below: 24)).map { _ in String(random.nextIndex(below: 10))
            }.joined()
            let fraction = (0..<random.nextIndex(below: 20)).map { _ in String(random.nextIndex(below: 10)) }
                .joined()
            let exponent = random.nextIndex(below: 2) == 0 ? "" : "e\(random.nextIndex(below: 60) - 30)"
            texts.append("\(digits).\(fraction)\(exponent)")
        }
        let csv = "sku,week,volume\n" + texts.enumerated().map { "s\($0),2021-01-04,\($1)\n" }.joined()
        let panel = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv]).panel()
        for (index, text) in texts.enumerated() {
            var trimmed = text.filter { $0 != " " && $0 != "+" }
            if trimmed.hasSuffix(".") { trimmed.removeLast() }
            let read = panel.values("volume", of: "s\(index)").first
            #expect(read?.bitPattern == Double(trimmed.replacing(".e", with: "e"))?.bitPattern, "\(text)")
        }
    }

    // MARK: - As spreadsheets of other countries write

    private let german =
        weekly + """
            separator: ";"
            decimal: ","
            thousands: "."
            date_format: dd.mm.yyyy
            missing_values: [NA, n.v.]

            """

    @Test("semicolons, decimal commas and dates that begin with the day give the panel of the plain file")
    func spreadsheet() throws {
        let csv =
            "sku;week;volume\r\n\"a;b\";03.01.2022;1.094,52\r\n\"a;b\";10.1.2022;-0\r\n\"a;b\";17.01.2022;NA\r\n"
            + "\"a;b\";24.01.2022; 1.234.567 \r\n\"a;b\";31.01.2022;n.v.\r\n\"a;b\"; 7.2.2022 ;2,5e2\r\n"
        let panel = try TemporaryProject(yaml: german, files: ["sales.csv": csv]).panel()
        #expect(panel.grid.label(of: 0) == "2022-01-03" && panel.grid.count == 6)
        #expect(same(panel.values("volume", of: "a;b"), [1094.52, 0, .nan, 1_234_567, .nan, 250]))
    }

    @Test("attributes and holidays are written as the rows are")
    func spreadsheetSideFiles() throws {
        let yaml =
            german
            + "attributes: {file: items.csv, key: id, columns: [size]}\nholidays: {file: holidays.csv}\n"
        let panel = try TemporaryProject(
            yaml: yaml,
            files: [
                "sales.csv": "sku;week;volume\na;03.01.2022;1\n", "items.csv": "id;size\na;L\n",
                "holidays.csv": "date;name\n6.1.2022;Epiphany, in parts of the country\n",
            ]
        ).panel()
        #expect(panel.attribute("size")?.value(ofSeries: 0) == "L")
        #expect(panel.holidays.map(\.date.description) == ["2022-01-06"])
    }

    @Test(
        "every date format reads its dates, with a time of day where hours are asked for",
        arguments: [
            ("yyyy-mm-dd", ["2022-01-03", "2022-01-04"]), ("yyyy/mm/dd", ["2022/1/3", "2022/01/04"]),
            ("yyyymmdd", ["20220103", "20220104"]), ("dd.mm.yyyy", ["3.1.2022", "04.01.2022"]),
            ("dd-mm-yyyy", ["03-01-2022", "4-1-2022"]), ("mm-dd-yyyy", ["01-03-2022", "1-4-2022"]),
            ("dd/mm/yyyy", ["03/01/2022", "4/1/2022"]), ("mm/dd/yyyy", ["01/03/2022", "1/4/2022"]),
        ])
    func dateFormats(format: String, dates: [String]) throws {
        for frequency in ["daily", "hourly"] {
            let yaml =
                weekly.replacing("weekly", with: frequency) + "gaps: missing\ndate_format: \(format)\n"
            let hour = frequency == "hourly" ? " 07:00" : ""
            let csv =
                "sku,week,volume\na,\(dates[0])\(hour),1\n"
                + "a,\(dates[1])\(hour.replacing("7", with: "8")),1\n"
            let grid = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel().grid
            #expect(grid.label(of: 0) == "2022-01-03\(hour)" && grid.count == (frequency == "daily" ? 2 : 26))
        }
    }

    @Test(
        "months need no day",
        arguments: [
            ("dd.mm.yyyy", "1.2022"), ("mm/dd/yyyy", "01/2022"), ("yyyymmdd", "202201"),
            ("yyyy/mm/dd", "2022/01"),
        ])
    func months(format: String, month: String) throws {
        let yaml = weekly.replacing("weekly", with: "monthly") + "date_format: \(format)\n"
        let csv = "sku,week,volume\na,\(month),1\n"
        #expect(
            try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel().grid.label(of: 0)
                == "2022-01-01")
    }

    @Test(
        "a date in another format, a short year, a day that is none: refused",
        arguments: [
            "03.01.22", "2022-01-03", "3/1/2022", "31.02.2022", "3.1.20222", "003.01.2022", "03.01.2022x",
        ])
    func badDates(date: String) throws {
        let csv = "sku;week;volume\na;\(date);1\n"
        let project = try TemporaryProject(yaml: german, files: ["sales.csv": csv])
        #expect(try complaints(project.panel).codes == ["D213"])
    }

    @Test(
        "a thousands mark that stands where none belongs makes a cell no number",
        arguments: [
            "1.5", "1.09", "1.0945", "1234.567", "0.123", ".123", "1.094.5", "1,094.52", "1,5,2", "1.094,5.2",
            "1.", "1..094", "-.094", "1.094e3.000", "1 094", "12.34,5", "",
        ])
    func misplacedMarks(cell: String) throws {
        let csv = "sku;week;volume\na;03.01.2022;\"\(cell)\"\na;10.01.2022;1\n"
        let project = try TemporaryProject(yaml: german, files: ["sales.csv": csv])
        #expect(try complaints(project.panel).codes == (cell.isEmpty ? [] : ["D210"]), "\(cell)")
    }

    @Test(
        "marks may be points, commas, apostrophes or blanks that break no line",
        arguments: [
            (".", ",", "1,094,000.5"), (".", "'", "1'094'000.5"), (".", "'", "1\u{2019}094\u{2019}000.5"),
            (",", "space", "1\u{A0}094\u{202F}000,5"), (",", "space", "1 094 000,5"),
            (",", ".", "+1.094.000,5"),
            (",", ".", "1094000,5"),
        ])
    func marks(decimal: String, thousands: String, cell: String) throws {
        let yaml = weekly + "decimal: \"\(decimal)\"\nthousands: \"\(thousands)\"\n"
        let csv = "sku,week,volume\na,2022-01-03,\"\(cell)\"\n"
        #expect(
            try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel().values("volume", of: "a")
                == [1_094_000.5])
    }

    @Test("separators may be tabs and bars", arguments: [("tab", "\t"), ("|", "|")])
    func separators(name: String, mark: String) throws {
        let csv = ["sku", "week", "volume\na", "2022-01-03", "4\n"].joined(separator: mark)
        let yaml = weekly + "separator: \"\(name)\"\n"
        #expect(
            try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel().values("volume", of: "a")
                == [4])
    }

    @Test("blanks around names in the header and around dates mean nothing; in ids they are part of the name")
    func blanks() throws {
        let csv = "sku, week ,volume\na, 2022-01-03,1\na ,2022-01-03 , 2\n"
        let panel = try TemporaryProject(yaml: weekly, files: ["sales.csv": csv]).panel()
        #expect(panel.seriesIDs == ["a", "a "] && panel.columns[0].values == [1, 2])
    }
}
