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
            "184467440737095516.16", "18446744073709551616e3", "1844674407370955161600", "0.000", "1e-400",
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
}
