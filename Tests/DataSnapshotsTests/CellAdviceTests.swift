import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("advice about cells") struct CellAdviceTests {
    private func read(_ cells: [String], _ keys: String = "", file: String = "sales.csv") throws -> Panel {
        var text = "sku,week,volume,promo\n"
        for (row, cell) in cells.enumerated() {
            text += "A,\(CivilDate(dayNumber: 18_631 + 7 * row)),\"\(cell)\",0\n"
        }
        let yaml =
            "format: csv\nfiles: [sales.csv]\nfrequency: weekly\n" + keys
            + "columns: {series: sku, time: week, targets: [volume], known_ahead: [promo]}\n"
        return try TemporaryProject(yaml: yaml, files: [file: Array(text.utf8)]).panel()
    }

    @Test(
        "a cell with a number in it is never to be emptied, and the advice names what it is",
        arguments: [
            ("$5.00", "signs: [\"$\"]"), ("5%", "signs: [\"%\"]"), ("(3)", "write -3"), ("3-", "write -3"),
            ("72.551,00 EUR", "decimal: \",\" and thousands: \".\""), ("-$5", "signs: [\"$\"]"),
            ("\u{20AC} 5", "signs: [\"\u{20AC}\"]"), ("5 CHF", "signs: [\"CHF\"]"),
            ("(1,234)", "write -1,234"),
            ("($5)", "write -$5"), ("\u{2212}3", "write -3"), ("\u{2013}3", "write -3"),
            ("1.094,5", "decimal"),
            ("7,5", "decimal: \",\""), ("12 kg", "number alone"), ("ca. 5", "number alone"),
            ("5*", "number alone"),
            (">5", "number alone"), ("~5", "number alone"), ("5 pcs", "number alone"),
            ("1/2", "number alone"),
            ("5-6", "number alone"), ("1.2.3", "number alone"), ("0x1F", "number alone"),
            ("\u{665}", "number alone"),
            ("1e400", "larger unit"), ("4e-400", "larger unit"), ("-1e-320000", "larger unit"),
            ("5e", "number alone"),
            ("2024-01-05", "number alone"), ("5\u{A0}", "number alone"), ("Yes", "true_values: [\"Yes\"]"),
            ("nein", "false_values: [\"nein\"]"), ("#DIV/0!", "correct the formula"),
        ])
    func numbers(cell: String, advice: String) throws {
        let found = try complaints { try read([cell, "4"]) }
        #expect(found.count == 1 && ["D210", "D211"].contains(found[0].code))
        let fix = try #require(found[0].fix)
        #expect(fix.contains(advice), "\(cell): \(fix)")
        #expect(!fix.contains("empty") || cell == "#DIV/0!", "\(cell): \(fix)")
    }

    @Test("a cell without any digit may be emptied", arguments: ["none sold", "x", "closed", "-", "."])
    func words(cell: String) throws {
        let found = try complaints { try read([cell, "4"]) }
        #expect(found[0].fix == "leave the cell empty where there is no value")
    }

    @Test("a number too near to 0 for a double is not read as 0, one that has a double is")
    func tooSmall() throws {
        let found = try complaints { try read(["4e-400", "4"]) }
        #expect(
            found.codes == ["D211"]
                && found[0].message.contains("is too near to 0 for a 64-bit number: '4e-400'"))
        let panel = try read(["4e-320", "0e-400", "0.000"])
        #expect(same(panel.values("volume", of: "A"), [4e-320, 0, 0]))
    }

    @Test("signs beside numbers are read where dataset.yaml names them, and nowhere else")
    func signs() throws {
        let panel = try read(
            ["$5.00", "-$2", "$ 7", "8", "+3 EUR", ""], "signs: [\"$\", EUR]\nnegative: keep\n")
        #expect(same(panel.values("volume", of: "A"), [5, -2, 7, 8, 3, .nan]))
        let marks = try read(
            ["72.551,00 EUR", "1.000 EUR"], "signs: [EUR]\ndecimal: \",\"\nthousands: \".\"\n")
        #expect(same(marks.values("volume", of: "A"), [72_551, 1000]))
        for bad in ["5 USD", "$5$", "-$-5", "$", "EUR", "$EUR5"] {
            #expect(
                try complaints { try read([bad, "4"], "signs: [\"$\", EUR]\n") }.codes == ["D210"], "\(bad)")
        }
        for sign in ["\"5\"", "\"-\"", "\" \""] {
            #expect(try !complaints { try read(["4"], "signs: [\(sign)]\n") }.isEmpty)
        }
    }

    @Test("words for 1 and 0 are read in planned columns, and are no demand")
    func flags() throws {
        let keys = "true_values: [Ja]\nfalse_values: [Nein]\n"
        let yaml = weekly.replacing("targets: [volume]", with: "targets: [volume], known_ahead: [promo]")
        func panel(_ volume: String) throws -> Panel {
            let text =
                "sku,week,volume,promo\nA,2021-01-04,3,Ja\nA,2021-01-11,\(volume),Nein\nA,2021-01-18,5,\nA,2021-01-25,5,1\n"
            return try TemporaryProject(yaml: keys + yaml, files: ["sales.csv": Array(text.utf8)]).panel()
        }
        #expect(same(try panel("4").values("promo", of: "A"), [1, 0, .nan, 1]))
        #expect(try complaints { try panel("Ja") }.codes == ["D210"])
        let twice = try complaints {
            try TemporaryProject(
                yaml: "true_values: [Ja]\nfalse_values: [Ja]\n" + yaml,
                files: ["sales.csv": Array("sku,week,volume,promo\nA,2021-01-04,3,Ja\n".utf8)]
            ).panel()
        }
        #expect(twice.codes == ["D242"])
        #expect(
            try complaints { try read(["4"], "true_values: [1]\n") }.isEmpty == false)
    }

    // MARK: - Rows and ids

    private func table(_ rows: String, gaps: String = "missing") throws -> Panel {
        try TemporaryProject(
            yaml: weekly + "gaps: \(gaps)\n", files: ["sales.csv": Array(("sku,week,volume\n" + rows).utf8)]
        ).panel()
    }

    @Test("a table without a column of series is one series, and a second row of a period is a mistake")
    func onlySeries() throws {
        let yaml = weekly.replacing("series: sku, ", with: "")
        func panel(_ rows: String) throws -> Panel {
            try TemporaryProject(yaml: yaml, files: ["sales.csv": Array(("week,volume\n" + rows).utf8)])
                .panel()
        }
        let panel1 = try panel("2021-01-04,3\n2021-01-11,4\n")
        #expect(panel1.seriesIDs == ["all"] && same(panel1.values("volume", of: "all"), [3, 4]))
        #expect(try complaints { try panel("2021-01-04,3\n2021-01-04,4\n") }.codes == ["D223"])
        #expect(try complaints { try panel("2021-13-04,3\n") }.codes == ["D213"])
    }

    @Test(
        "ids that are one text to Unicode are refused with the code points in which they differ",
        arguments: [
            ("caf\u{E9}", "cafe\u{301}", "U+0065 U+0301 in some rows, U+00E9 in others"),
            (
                "\u{C5}ngstr\u{F6}m", "\u{212B}ngstr\u{F6}m",
                "U+00C5 U+006E in some rows, U+212B U+006E in others"
            ),
            ("\u{1E9B}\u{323}", "\u{17F}\u{323}\u{307}", "U+017F"),
        ])
    func sameText(left: String, right: String, difference: String) throws {
        for (first, second) in [(left, right), (right, left)] {
            let found = try complaints { try table("\(first),2021-01-04,3\n\(second),2021-01-11,4\n") }
            #expect(found.codes == ["D234"])
            #expect(found[0].message.contains(difference), "\(found[0].message)")
            #expect(found[0].location?.line == 3 || found[0].location?.line == 2)
        }
    }

    @Test(
        "ids that look alike are two series, and a remark says so",
        arguments: ["A ", " A", "A\u{A0}", "A\u{200B}", "\u{FEFF}A", "A\u{AD}", "A\u{2003}"])
    func lookAlike(id: String) throws {
        let panel = try table("A,2021-01-04,3\n\(id),2021-01-04,4\n")
        #expect(panel.seriesCount == 2)
        #expect(
            panel.remarks.count == 1 && panel.remarks[0].contains("two series that look like one"),
            "\(panel.remarks)")
        #expect(try table("A,2021-01-04,3\nB,2021-01-04,4\n").remarks.isEmpty)
    }

    @Test(
        "an id with a letter that shows nothing is refused",
        arguments: ["\u{3164}", "A\u{3164}", "\u{115F}B", "\u{FFA0}", "\u{2800}x"])
    func fillers(id: String) throws {
        let found = try complaints { try table("\(id),2021-01-04,3\n") }
        #expect(found.codes == ["D209"] && found[0].message.contains("shows nothing"), "\(found)")
        #expect(!found[0].rendered().unicodeScalars.contains { $0.value == 0x3164 })
    }

    @Test("markers of a merge among the rows are told once, as what they are")
    func conflict() throws {
        let found = try complaints {
            try table(
                "A,2021-01-04,3\n<<<<<<< HEAD\nA,2021-01-11,4\n=======\nA,2021-01-11,5\n>>>>>>> theirs\n")
        }
        #expect(found.first?.code == "D206")
        #expect(
            found[0].message
                == "a merge left its markers in line 3: two versions of the rows follow each other")
        #expect(found[0].notes.contains("3 lines are markers: lines 3, 5 and 7"), "\(found[0].notes)")
        let yaml = try complaints {
            try TemporaryProject(
                yaml: "<<<<<<< HEAD\nformat: csv\n=======\nformat: m4\n>>>>>>> b\n"
            ).open()
        }
        #expect(yaml.codes == ["E018"] && yaml[0].location?.line == 1)
    }

    @Test(
        "a file of another kind is told when it is read, too",
        arguments: [
            ("PAR1\u{15}\u{4}", "is a Parquet file"), ("sku,week,volume\rA,2021-01-04,3\r", "CR alone"),
            ("{\"sku\": 1}", "is JSON"),
        ])
    func foreign(text: String, fault: String) throws {
        let found = try complaints {
            try TemporaryProject(yaml: weekly, files: ["sales.csv": Array(text.utf8)]).panel()
        }
        #expect(found.codes == ["D209"] && found[0].message.contains(fault), "\(found)")
    }

    @Test("a negative price is told at its own cell, and not as revenue")
    func negativeFactor() throws {
        let yaml = weekly.replacing(
            "targets: [volume]", with: "targets: {volume: volume, revenue: {product: [volume, price]}}")
        let found = try complaints {
            try TemporaryProject(
                yaml: yaml, files: ["sales.csv": Array("sku,week,volume,price\nA,2021-01-04,3,-2.5\n".utf8)]
            ).panel()
        }
        #expect(
            found.codes == ["D212"]
                && found[0].message == "price of series 'A' in week 2021-01-04 is negative: -2.5")
        #expect(
            found[0].location?.column == 16 && found[0].notes == ["'revenue' is made of it and would be -7.5"]
        )
    }

    // MARK: - Knowledge that ends

    @Test("knowledge that ends before the data is told")
    func endings() throws {
        let yaml =
            weekly.replacing("targets: [volume]", with: "targets: [volume], known_ahead: [promo, price]")
            + "holidays: {file: holidays.csv}\n"
        func remarks(_ holidays: String, promoUntil: Int) throws -> [String] {
            let rows = (0..<10).map {
                "A,\(CivilDate(dayNumber: 18_631 + 7 * $0)),3,\($0 <= promoUntil ? "1" : ""),2\n"
            }
            return try TemporaryProject(
                yaml: yaml,
                files: [
                    "sales.csv": Array(("sku,week,volume,promo,price\n" + rows.joined()).utf8),
                    "holidays.csv": Array(("date,name\n" + holidays).utf8),
                ]
            ).panel().remarks
        }
        #expect(try remarks("2021-01-01,New Year\n2021-04-02,Good Friday\n", promoUntil: 9).isEmpty)
        let ended = try remarks("2021-01-01,New Year\n2021-02-15,Day\n", promoUntil: 4)
        #expect(ended.count == 2, "\(ended)")
        #expect(ended[0].hasPrefix("the list of holidays ends on 2021-02-15, the data in 2021-03-08"))
        #expect(
            ended[1]
                == "promo is known ahead and has no value after 2021-02-01, where the data go on to 2021-03-08: it is missing there, not 0."
        )
        let late = try remarks("2022-02-15,Day\n2022-06-01,Day\n", promoUntil: -1)
        #expect(late.count == 2 && late[0].hasPrefix("the list of holidays begins on 2022-02-15"), "\(late)")
        #expect(late[1] == "promo is known ahead and has no value in any period.")
    }
}
