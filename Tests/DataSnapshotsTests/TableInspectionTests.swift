import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("looking at an unknown table") struct TableInspectionTests {
    private func inspect(
        _ csv: String, dateFormat: DateFormat? = nil, decimal: CSVDialect.DecimalMark? = nil
    ) throws -> TableInspection {
        try inspect(bytes: Array(csv.utf8), dateFormat: dateFormat, decimal: decimal)
    }

    private func inspect(
        bytes: [UInt8], dateFormat: DateFormat? = nil, decimal: CSVDialect.DecimalMark? = nil
    ) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": bytes])
        var wish = TableWish()
        (wish.dateFormat, wish.decimal) = (dateFormat, decimal)
        return try TableInspection(
            of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv", wish: wish)
    }

    private func parts(_ table: TableInspection) -> [String] {
        table.columns.map { "\($0.name)=\($0.part.rawValue)" }
    }

    @Test("columns are told by name and by what they hold")
    func usualTable() throws {
        let table = try inspect(
            """
            SKU,Week Of,Units Sold,price,promo,category,stock
            a,2024-01-01,3,1.5,0,tea,9
            a,2024-01-08,0,1.5,1,tea,6
            b,2024-01-08,2,2.0,0,jam,4
            b,2024-01-15,5,2.5,0,jam,2
            """)
        #expect(
            parts(table) == [
                "SKU=series", "Week Of=time", "Units Sold=target", "price=known_ahead", "promo=known_ahead",
                "category=static", "stock=past_only",
            ])
        #expect(table.frequency == .weekly && table.notation == .date)
        #expect(table.gaps.policy == "error" && !table.hasNegativeTargets)
        #expect(table.price == "price")
    }

    @Test(
        "the distance of dates gives the frequency",
        arguments: [
            (["2024-01-01", "2024-01-02", "2024-01-03"], Frequency.daily),
            (["2024-01-01", "2024-01-08", "2024-01-22"], .weekly),
            (["2024-01-31", "2024-02-29", "2024-03-31"], .monthly),
            (["2024-01", "2024-02", "2024-03"], .monthly),
            (["2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00"], .hourly),
        ])
    func frequency(dates: [String], expected: Frequency) throws {
        let table = try inspect("ds,unique_id,y\n" + dates.map { "\($0),a,1\n" }.joined())
        #expect(table.frequency == expected)
    }

    @Test("a hole means nothing sold where no zero is written, and not known where zeros are")
    func gaps() throws {
        #expect(
            try inspect(
                "ds,id,y\n2024-01-01,a,1\n2024-01-08,b,2\n2024-01-08,a,3\n2024-01-15,a,1\n2024-01-22,b,1\n"
            ).gaps.policy == "zero")
        #expect(
            try inspect("ds,id,y\n2024-01-01,a,1\n2024-01-08,b,0\n2024-01-15,a,1\n").gaps.policy == "missing")
    }

    @Test("numbered periods, one series, negative targets")
    func rarer() throws {
        let table = try inspect("week,id,y\n1,a,4\n2,a,-1\n3,a,2\n")
        #expect(table.notation == .number && table.hasNegativeTargets)
        #expect(parts(table) == ["week=time", "id=series", "y=target"])
    }

    @Test("two columns that together name a series are found")
    func compositeKey() throws {
        let table = try inspect(
            "store,sku,ds,y\n1,\"a,x\",2024-01-01,3\n2,\"a,x\",2024-01-01,4\n1,\"a,x\",2024-01-08,1\n2,\"a,x\",2024-01-08,2\n"
        )
        #expect(table.names(.series) == ["store", "sku"] && table.pooling == nil)
    }

    @Test("a few repeated rows are mistakes, and no reason to join columns")
    func fewRepeats() throws {
        let rows = (0..<40).map { "a,\(CivilDate(dayNumber: 18_631 + 7 * $0)),\($0),\($0 % 3)\n" }.joined()
        #expect(try inspect("sku,ds,y,z\n" + rows + "a,2021-01-04,99,7\n").warnings.isEmpty)
    }

    @Test("a spreadsheet and a column of row numbers are told what they are")
    func otherFiles() throws {
        let sheet = try complaints { try inspect(bytes: [0x50, 0x4B, 3, 4, 10, 0, 44, 10]) }
        #expect(sheet.codes == ["D209"] && sheet[0].fix?.contains("CSV") == true)
        let numbered = try complaints { try inspect(",ds,id,y\n0,2024-01-01,a,1\n") }
        #expect(numbered.codes == ["D208"] && numbered[0].fix?.contains("index=False") == true)
    }

    // MARK: - What is known only afterwards

    /// 40 weeks of two products that sell every other week; `more` gives further cells by row and what was sold.
    private func sales(_ header: String, _ more: (_ row: Int, _ sold: Int) -> String) -> String {
        var text = "sku,week,units,\(header)\n"
        for row in 0..<80 {
            let sold = row % 2 == 0 ? 0 : 1 + row % 7
            text +=
                "s\(row / 40),\(CivilDate(dayNumber: 18_631 + 7 * (row % 40))),\(sold),\(more(row, sold))\n"
        }
        return text
    }

    @Test("a column called observed, actual or realised is never known ahead")
    func afterwards() throws {
        let table = try inspect(
            sales("price_observed,Actual Price,promo realised,promo") { row, _ in
                "\(row % 5),\(row % 3).5,\(row % 3 % 2),\(row % 3 % 2)"
            })
        #expect(table.names(.pastOnly) == ["price_observed", "Actual Price", "promo realised"])
        #expect(table.names(.knownAhead) == ["promo"])
        #expect(table.warnings.isEmpty)
    }

    @Test("what is blank where nothing sold, and hardly elsewhere, is past_only, and a warning says why")
    func blankWithoutSale() throws {
        let table = try inspect(
            sales("price,promo,deal") { row, sold in
                "\(sold > 0 ? "2.5" : ""),\(sold > 0 || row == 4 ? 1 : 0),\(row % 3 % 2)"
            })
        #expect(table.names(.pastOnly) == ["price", "promo"] && table.names(.knownAhead) == ["deal"])
        #expect(table.warnings.count == 2)
        #expect(
            table.warnings[0].hasPrefix(
                "price is read as past_only: it is 0 or empty in 100 % of the periods"))
        #expect(table.warnings[0].contains("tell models what was sold"))
        // Volume times price is revenue, also when the price is known afterwards.
        #expect(table.price == "price" && table.plannedPrice == nil)
    }

    @Test(
        "a discount that is given only with sales, a price that changes only with them: written down at the sale"
    )
    func onlyWithSales() throws {
        let table = try inspect(
            sales("discount,price") { row, sold in
                "\(sold > 3 ? "0.2" : "0"),\(10 + (row + 1) / 2)"
            })
        #expect(table.names(.pastOnly) == ["discount", "price"], "\(table.warnings)")
        #expect(table.warnings.map { $0.contains("changes only in periods") } == [false, true])
        let planned = try inspect(
            sales("discount,price") { row, _ in "\(row % 5 == 0 ? "0.2" : "0"),\(10 + row / 3)" })
        #expect(planned.names(.knownAhead) == ["discount", "price"] && planned.warnings.isEmpty)
    }

    @Test("rows that exist only where something sold make every column one of the sale")
    func rowsOfSales() throws {
        let lines = sales("price") { _, _ in "2.5" }.split(separator: "\n").filter { !$0.contains(",0,") }
        let table = try inspect(
            lines.joined(separator: "\n") + "\ns0,2021-01-04,1,2.5\ns0,2022-12-26,2,2.5\n")
        #expect(table.gaps.policy == "zero" && table.names(.pastOnly) == ["price"])
        #expect(table.warnings.first?.contains("has no value in 100 % of the periods without a sale") == true)
    }

    @Test(
        "where nobody looked, nothing is known: missing targets make no column one of the sale, but a question is asked"
    )
    func unobservedRows() throws {
        let table = try inspect(
            sales("price") { row, _ in "2.5" }.replacing(",0,2.5", with: ",,"))
        #expect(table.names(.knownAhead) == ["price"])
        #expect(table.warnings.count == 1 && table.warnings[0].contains("set empty: zero"))
    }

    // MARK: - As others write

    @Test(
        "separator, decimal mark, thousands and dates are told by the cells",
        arguments: [
            (
                "sku;week;units\na;03.01.2022;1.094,52\na;10.01.2022;12,5\na;17.01.2022;1.000\n",
                "; , . dd.mm.yyyy"
            ),
            ("sku,week,units\na,1/3/2022,\"1,094\"\na,1/10/2022,12.5\na,1/17/2022,3\n", ", . , mm/dd/yyyy"),
            ("sku\tweek\tunits\na\t17/01/2022\t1,5\na\t10/01/2022\t2\n", "tab , - dd/mm/yyyy"),
            ("sku|week|units\na|20220103|1'094.5\na|20220110|2\n", "| . ' yyyymmdd"),
            ("sku;week;units\na;2022/1/3;1 094,5\na;2022/1/10;2\n", "; , space yyyy/mm/dd"),
            ("sku,week,units\na,2022-01-03,1.094\na,2022-01-10,2.125\n", ", . - yyyy-mm-dd"),
            ("sku,week,units\na,2022-01-03,3\na,2022-01-10,2\n", ", . - yyyy-mm-dd"),
        ])
    func dialects(csv: String, expected: String) throws {
        let table = try inspect(csv)
        let dialect = table.dialect
        let found = [
            dialect.separator.rawValue, dialect.decimal.rawValue, dialect.thousands?.rawValue ?? "-",
            dialect.dateFormat.rawValue,
        ]
        #expect(found.joined(separator: " ") == expected)
        #expect(parts(table) == ["sku=series", "week=time", "units=target"])
        #expect(table.frequency == .weekly)
    }

    @Test("dates that may begin with the day or with the month are a question, which an option answers")
    func ambiguousDates() throws {
        let csv = "sku,date,units\na,01/02/2022,3\na,01/03/2022,4\na,01/04/2022,5\n"
        let found = try complaints { try inspect(csv) }
        #expect(found.codes == ["D213"])
        #expect(
            found[0].notes == ["'01/02/2022' in line 2 is 2022-02-01 as dd/mm/yyyy, 2022-01-02 as mm/dd/yyyy"]
        )
        #expect(found[0].fix == "say which: --date-format dd/mm/yyyy or --date-format mm/dd/yyyy")
        #expect(try inspect(csv, dateFormat: .daySlash).frequency == .monthly)
        #expect(try inspect(csv, dateFormat: .monthSlash).frequency == .daily)
    }

    @Test(
        "marks that may be decimals or thousands are a question, which an option answers",
        arguments: [
            "sku;week;units\na;2022-01-03;1.094\na;2022-01-10;2\n",
            "sku,week,units\na,2022-01-03,\"1,094\"\na,2022-01-10,2\n",
        ])
    func ambiguousDecimals(csv: String) throws {
        let found = try complaints { try inspect(csv) }
        #expect(found.codes == ["D210"] && found[0].fix?.contains("--decimal") == true)
        #expect(found[0].message.contains("094' ('units', line 2)"))
        #expect(try inspect(csv, decimal: .comma).dialect.decimal == .comma)
        #expect(try inspect(csv, decimal: .point).dialect.decimal == .point)
    }

    @Test("words for no value are listed, other cells that are no numbers are named")
    func missingValues() throws {
        func csv(_ word: String) -> String {
            "sku,week,units,stock\n"
                + (0..<100).map {
                    "a,\(CivilDate(dayNumber: 18_631 + 7 * $0)),\($0 % 8 == 0 ? word : "\($0 % 5)"),\($0 % 3)\n"
                }.joined()
        }
        for word in ["NA", "NaN", "n.v."] {
            let table = try inspect(csv(word))
            #expect(table.dialect.missingValues == [word] && table.names(.target) == ["units"])
        }
        let found = try complaints { try inspect(csv("ca. 5")) }
        #expect(found.codes == ["D210"])
        #expect(
            found[0].message
                == "'units' would be the target, but 13 of 100 cells looked at are no numbers: 'ca. 5' in line 2"
        )
        #expect(found[0].fix != nil)
        let words = try complaints { try inspect("sku,week,units\na,2022-01-03,few\na,2022-01-10,many\n") }
        #expect(
            words.first?.message.contains("2 of 2 cells looked at are no numbers: 'few' in line 2") == true)
    }

    @Test(
        "a number beyond all periods is none, and stops nothing",
        arguments: [
            "9223372036854775807", "-9223372036854775808", "4000000000",
        ])
    func hugePeriods(number: String) throws {
        let rows = (0..<60).map { "a,\($0),\($0 % 5)\nb,\($0),\($0 % 3)\n" }.joined()
        let table = try inspect("id,period,y\n" + rows + "a,\(number),3\nb,\(number),3\n")
        #expect(table.notation == .number && table.gaps.policy == "error")
    }

    @Test(
        "a price that is written at the sale and carried forward is found in any order of rows, blanks among them"
    )
    func carriedForward() throws {
        var rows: [String] = []
        for week in 0..<400 {
            let isSold = week % 3 == 0
            let price = week % 50 == 7 && !isSold ? "" : "\(2 + week / 3 % 5)"
            rows.append(
                "a,\(CivilDate(dayNumber: 10_000 + 7 * week)),\(isSold ? week % 7 + 1 : 0),\(price)\n")
        }
        for order in [rows, rows.reversed(), rows.indices.map { rows[$0 * 171 % 400] }] {
            let table = try inspect("sku,week,volume,price\n" + order.joined())
            #expect(table.names(.pastOnly) == ["price"], "\(table.warnings)")
        }
    }

    @Test("months are not ambiguous: no reading of them is another")
    func months() throws {
        let rows = (0..<40).map {
            "a,\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)/\(2020 + $0 / 12),\($0 % 5 + 1)\n"
        }
        #expect(try inspect("sku,month,volume\n" + rows.joined()).frequency == .monthly)
    }

    @Test("a single word for no value is one, too")
    func oneMissingValue() throws {
        let rows = (0..<50).map {
            "a,\(CivilDate(dayNumber: 18_631 + 7 * $0)),\($0 == 9 ? "NA" : "\($0 % 5)")\n"
        }
        #expect(try inspect("sku,week,units\n" + rows.joined()).dialect.missingValues == ["NA"])
    }

    @Test("amounts in one currency are numbers, and what is another in every row names no series")
    func amounts() throws {
        let rows = (0..<60).map {
            "\(["Milk", "Tea"][$0 % 2]);\(CivilDate(dayNumber: 18_631 + 7 * ($0 / 2)));\($0 % 7 + 1);"
                + "1.\(500 + $0),83 \u{20AC};B\($0)\n"
        }
        let table = try inspect("Ware;Woche;Menge;Umsatz;Beleg\n" + rows.joined())
        #expect(table.names(.series) == ["Ware"] && table.names(.target) == ["Menge"])
        #expect(table.names(.ignored) == ["Beleg"] && table.names(.pastOnly) == ["Umsatz"])
        #expect(table.dialect.signs == ["\u{20AC}"] && table.dialect.thousands == .point)
    }

    @Test("what is added up from sales is known only afterwards, whatever else its name says")
    func addedUp() throws {
        let names = [
            "price", "sales_price", "avg_price", "promo_units", "promo_sales", "discount_amount", "promo",
        ]
        let rows = (0..<60).map { row in
            "a,\(CivilDate(dayNumber: 18_631 + 7 * row)),\(row % 7 + 1),"
                + names.indices.map { String((row * ($0 + 2)) % 11 + 1) }.joined(separator: ",") + "\n"
        }
        let table = try inspect("sku,week,volume,\(names.joined(separator: ","))\n" + rows.joined())
        #expect(table.names(.knownAhead) == ["price", "sales_price", "promo"])
        #expect(table.names(.pastOnly) == ["avg_price", "promo_units", "promo_sales", "discount_amount"])
    }

    @Test("a file in another encoding is told by its byte, with the command that converts it")
    func encodings() throws {
        for (bytes, line) in [
            (Array("L".utf8) + [0xFC] + Array(",ds,y\na,2024-01-01,1\n".utf8), 1),
            (Array("id,ds,y\nM".utf8) + [0xFC] + Array(",2024-01-01,1\n".utf8), 2),
        ] {
            let found = try complaints { try inspect(bytes: bytes) }
            #expect(found.codes == ["D209"])
            #expect(found[0].message == "the file is not UTF-8 (byte 0xFC in line \(line))")
            #expect(found[0].fix?.contains("iconv -f WINDOWS-1252 -t UTF-8 t.csv > t-utf8.csv") == true)
        }
    }

    // MARK: - What the reader makes of it

    @Test("weeks that begin on changing weekdays are weeks, and a warning says so")
    func changingWeekdays() throws {
        var rows = "ds,id,y\n"
        for series in 0..<4 {
            var day = 18_631 + series
            for step in 0..<30 {
                rows += "\(CivilDate(dayNumber: day)),s\(series),\(step % 4)\n"
                day += [6, 8, 7][(step + series) % 3]
            }
        }
        let table = try inspect(rows)
        #expect(table.frequency == .weekly)
        #expect(table.warnings.contains { $0.contains("6 to 8 days apart") }, "\(table.warnings)")
    }

    @Test("ids are taken as the reader takes them: with the blanks around them")
    func blanks() throws {
        let table = try inspect(
            "id, ds,y\na, 2024-01-01,3\na ,2024-01-01,4\na,2024-01-08 ,3\na ,2024-01-08,4\n")
        #expect(parts(table) == ["id=series", "ds=time", "y=target"])
        #expect(table.gaps.policy == "error")
        #expect(table.warnings == ["'a' and 'a ' are two series: ids are taken as they are, blanks included"])
    }

    @Test("rows that are no rows hide nothing: they are for the reader to tell, unless nothing else is there")
    func brokenRows() throws {
        let rows = (0..<30).map { "\(CivilDate(dayNumber: 18_631 + 7 * $0)),a,\($0)\n" }.joined()
        #expect(parts(try inspect("ds,id,y\n2020-01-06,a\n\"2020\"x,a,1\n" + rows)).last == "y=target")
        #expect(try complaints { try inspect("ds,id,y\n2020-01-06,a\nx,a,1\n") }.codes == ["D206", "D213"])
    }

    @Test(
        "cells that look like periods are shown, whatever their column is called, with a hint of their own",
        arguments: [
            ("Datum", "02.01.23", "four digits"),
            ("ts", "01/02/2023 01:00 PM", "without AM and PM"), ("Monat", "3. Januar 2022", "as numbers"),
            ("Monat", "Jan 2022", "as numbers"), ("Monat", "3-mar-22", "as numbers"),
        ])
    func hints(name: String, cell: String, hint: String) throws {
        let found = try complaints { try inspect("Produkt,\(name),Menge\na,\(cell),3\n") }
        #expect(found.codes == ["D213"])
        #expect(found[0].message.contains("'\(name)' holds '\(cell)' in line 2"))
        #expect(found[0].fix?.contains(hint) == true, "\(found[0].fix ?? "")")
    }

    @Test(
        "what is no table is refused with its reason",
        arguments: [
            ("", "D203"), ("a,b\n", "D203"), ("a\n1\n", "D205"), ("a;b\n1;2\n", "D213"),
            ("ds,ds\n1,2\n", "D208"),
            ("ds,id,y\n2024-01-01,a\n", "D206"), ("date,sku,units\n01/02/24,a,3\n", "D213"),
            ("ds,id,colour\n2024-01-01,a,red\n", "D207"), ("ds,id,y\n\"2024", "D205"),
        ])
    func refused(csv: String, code: String) throws {
        #expect(try complaints { try inspect(csv) }.codes == [code])
    }
}
