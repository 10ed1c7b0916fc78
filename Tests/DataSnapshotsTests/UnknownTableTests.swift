import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("what init makes of tables from elsewhere") struct UnknownTableTests {
    private func inspect(_ csv: String, _ wish: TableWish = TableWish()) throws -> TableInspection {
        try inspect(bytes: Array(csv.utf8), wish)
    }

    private func inspect(bytes: [UInt8], _ wish: TableWish = TableWish(), file: String = "t.csv") throws
        -> TableInspection
    {
        let project = try TemporaryProject(yaml: "", files: [file: bytes])
        return try TableInspection(
            of: project.folder.appending(path: file).path(), displayedAs: file, wish: wish)
    }

    /// Two products over 40 weeks; `cells` gives what stands after product and week.
    private func weeks(_ header: String, separator: String = ",", _ cells: (Int) -> [String]) -> String {
        let rows = (0..<80).map { row -> String in
            let week = CivilDate(dayNumber: 18_631 + 7 * (row % 40)).description
            return (["P\(row / 40)", week] + cells(row)).joined(separator: separator)
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    // MARK: - Words

    @Test(
        "the commonest words for product, date, quantity, price, promotion and holiday are known in seven languages",
        arguments: [
            "Product,Date,Quantity,Price,Promotion,Holiday", "Artikel,Datum,Menge,Preis,Aktion,Feiertag",
            "Artikelnummer,Woche,Absatz,Verkaufspreis,Aktionspreis,Schulferien",
            "Produkt,Kalenderwoche,St\u{FC}ckzahl,Einzelpreis,Rabatt,Ge\u{F6}ffnet",
            "Produit,Semaine,Quantit\u{E9},Prix,Promotion,Jour f\u{E9}ri\u{E9}",
            "Article,Date,Qt\u{E9},Prix unitaire,Remise,Vacances",
            "Producto,Fecha,Cantidad,Precio,Promoci\u{F3}n,Festivo",
            "Art\u{ED}culo,Semana,Unidades,Precio unitario,Descuento,Feriado",
            "Produto,Data,Quantidade,Pre\u{E7}o,Promo\u{E7}\u{E3}o,Feriado",
            "C\u{F3}digo Produto,Semana,Vendas,Pre\u{E7}o Unit\u{E1}rio,Desconto,F\u{E9}rias",
            "Prodotto,Data,Quantit\u{E0},Prezzo,Promozione,Festivit\u{E0}",
            "Articolo,Settimana,Vendite,Prezzo unitario,Sconto,Festivo",
            "Artikelcode,Week,Aantal,Prijs,Actie,Feestdag",
            "Product,Datum,Verkopen,Verkoopprijs,Korting,Schoolvakantie",
            "ProductName,WeekStart,UnitsSold,UnitPrice,OnPromotion,SchoolHoliday",
            "PRODUIT,SEMAINE,QUANTITE VENDUE,PRIX TTC,PROMO,JOUR FERIE",
            "produkt_id,datum,verkaufte_menge,preis_eur,aktion,feiertag",
        ])
    func languages(header: String) throws {
        let table = try inspect(
            weeks(header) {
                ["\(3 + $0 % 7)", "\(2 + $0 / 9 % 3).5", "\($0 % 5 % 2)", "\($0 % 11 == 0 ? 1 : 0)"]
            })
        let names = header.split(separator: ",").map(String.init)
        #expect(table.names(.series) == [names[0]] && table.names(.time) == [names[1]], "\(table.columns)")
        #expect(table.names(.target) == [names[2]], "\(table.columns)")
        #expect(table.names(.knownAhead) == Array(names[3...]), "\(table.columns)")
        #expect(table.price == names[3])
    }

    @Test("an accent in two code points is the same accent")
    func decomposed() throws {
        let table = try inspect(
            weeks("Produit,Semaine,Quantite\u{301},Promo") { ["\($0 % 7)", "\($0 % 3 % 2)"] })
        #expect(table.names(.target) == ["Quantite\u{301}"])
    }

    @Test(
        "what was written down afterwards is past_only in any language",
        arguments: [
            "Durchschnittspreis", "Aktionsabsatz", "prix moyen", "montant remise", "precio medio",
            "importe descuento", "pre\u{E7}o m\u{E9}dio", "valore sconto medio", "gemiddelde prijs",
            "AvgPrice",
        ])
    func afterwards(name: String) throws {
        let table = try inspect(weeks("sku,week,units,\(name)") { ["\(3 + $0 % 7)", "\($0 % 5).5"] })
        #expect(table.names(.pastOnly) == [name], "\(table.columns)")
    }

    @Test(
        "a longer name with a word for sales is the target, one of stock or a price is not",
        arguments: [
            ("Weekly_Sales", "Temperature"), ("Menge (Stk)", "Lagerbestand Menge"),
            ("cantidad vendida", "cantidad inventario"), ("Order_Demand", "stock qty"),
            ("Verkaufte Menge", "Filialcode"),
        ])
    func longerNames(target: String, other: String) throws {
        let table = try inspect(weeks("sku,week,\(other),\(target)") { ["\(90 - $0 % 9)", "\($0 % 7)"] })
        #expect(table.names(.target) == [target], "\(table.columns)")
    }

    // MARK: - Series

    @Test(
        "a table with one row per period and one thing to forecast is one series",
        arguments: [
            ("date,kwh", "5"), ("date,kwh", "5.5"), ("ds,y,temperature", "5,3.5"),
            ("week,sales,price", "5,2.5"),
            ("Datum,Verbrauch,Wochentag", "5,Mo"), ("date,passengers", "112"),
            ("fecha,ventas,precio", "5,1.5"),
        ])
    func oneSeries(header: String, cells: String) throws {
        let rows = (0..<60).map { row -> String in
            let varied = cells.split(separator: ",").map { cell in
                Int(cell).map { "\($0 + row % 7)" } ?? Double(cell).map { "\($0 + Double(row % 5))" }
                    ?? ["Mo", "Di", "Mi"][row % 3]
            }
            return "\(CivilDate(dayNumber: 18_631 + row)),\(varied.joined(separator: ","))"
        }
        let table = try inspect(header + "\n" + rows.joined(separator: "\n") + "\n")
        let names = header.split(separator: ",").map(String.init)
        #expect(table.names(.series).isEmpty && table.names(.time) == [names[0]], "\(table.columns)")
        #expect(table.names(.target) == [names[1]], "\(table.columns)")
    }

    @Test("a code of numbers and letters names the series, also where the file is sorted by it")
    func codes() throws {
        var rows: [String] = []
        for code in (0..<150).map({ "\(10_002 + $0)" }) + ["10123C", "85123A"] {
            for week in 0..<8 {
                rows.append("\(code),\(CivilDate(dayNumber: 18_631 + 7 * week)),\(week % 5 + 1)")
            }
        }
        for header in ["StockCode,InvoiceDate,Quantity", "Ware,Woche,Zahl"] {
            for order in [rows, rows.reversed()] {
                let table = try inspect(header + "\n" + order.joined(separator: "\n") + "\n")
                let names = header.split(separator: ",").map(String.init)
                #expect(table.names(.series) == [names[0]] && table.names(.target) == [names[2]])
            }
        }
    }

    @Test("options name the columns; a name that is not there is suggested")
    func options() throws {
        let csv = weeks("a,b,c,d") { ["\($0 % 7)", "\($0 % 5)"] }
        var wish = TableWish()
        (wish.series, wish.time, wish.target) = ("a", "b", "d")
        let table = try inspect(csv, wish)
        #expect(table.columns.map(\.part) == [.series, .time, .pastOnly, .target])
        wish.target = "dd"
        let found = try complaints { try inspect(csv, wish) }
        #expect(found.codes == ["D207"] && found[0].message.contains("did you mean 'd'?"), "\(found)")
        #expect(found[0].notes == ["the header has: 'a', 'b', 'c', 'd'"])
        wish.target = "b"
        #expect(try complaints { try inspect(csv, wish) }[0].message.contains("cannot be two of"))
        wish.target = "a"
        wish.series = nil
        #expect(try complaints { try inspect(csv, wish) }.codes == ["D210"])
        (wish.target, wish.time) = ("d", "a")
        #expect(try complaints { try inspect(csv, wish) }[0].message.contains("'a' holds no periods: 'P0'"))
    }

    @Test("rows of a period that nothing tells apart are shown, and the column that may name them")
    func noSeries() throws {
        let rows = (0..<40).map {
            "\(CivilDate(dayNumber: 18_631 + 7 * ($0 / 4))),\(Double($0 % 4) + 0.5),\($0 % 9)\n"
        }
        let found = try complaints { try inspect("week,lane,qty\n" + rows.joined()) }
        #expect(found.codes == ["D207"])
        #expect(
            found[0].message == "t.csv has no column that names the series: lines 2 and 3 are of one period")
        #expect(found[0].fix == "say which it is, such as --series lane")
    }

    // MARK: - Cells

    @Test(
        "a column of amounts in one currency is read, and its sign goes into dataset.yaml",
        arguments: [
            ("72.551,00 EUR", "EUR"), ("$4,123.10", "$"), ("1 234,50 \u{20AC}", "\u{20AC}"),
            ("CHF 1'250.00", "CHF"),
            ("12,50 kr", "kr"), ("R$ 1.234,50", "R$"), ("-$5.25", "$"), ("\u{A3}0.99", "\u{A3}"),
            ("1.200,00\u{A0}\u{20AC}", "\u{20AC}"),
        ])
    func currencies(cell: String, sign: String) throws {
        let table = try inspect(
            weeks("sku;week;sales;stock", separator: ";") {
                [$0 == 3 ? cell.replacing("5", with: "7") : cell, "\($0 % 5)"]
            })
        #expect(table.names(.target) == ["sales"], "\(table.columns)")
        #expect(table.dialect.signs == [sign])
    }

    @Test("percentages are numbers where all of a column are, amounts of two currencies are none")
    func percentages() throws {
        let all = try inspect(weeks("sku,week,units,discount") { ["\(3 + $0 % 7)", "\($0 % 4 * 5)%"] })
        #expect(all.names(.knownAhead) == ["discount"] && all.dialect.signs == ["%"])
        let mixed = try inspect(
            weeks("sku,week,units,discount") { ["\(3 + $0 % 7)", $0 % 9 == 0 ? "0.05" : "\($0 % 4 * 5)%"] })
        #expect(mixed.names(.knownAhead).isEmpty && mixed.dialect.signs.isEmpty)
        let two = try complaints {
            try inspect(weeks("sku,week,sales,stock") { [$0 % 2 == 0 ? "$5" : "4 EUR", "\($0 % 5)"] })
        }
        #expect(two.codes == ["D210"] && two[0].message.hasPrefix("'sales' would be the target"))
    }

    @Test(
        "promotions that say yes and no are known ahead, and dataset.yaml says which is which",
        arguments: [
            ("Yes", "No"), ("Y", "N"), ("TRUE", "FALSE"), ("true", "false"), ("Ja", "Nein"), ("oui", "non"),
            ("S\u{ED}", "No"), ("Sim", "N\u{E3}o"), ("ja", "nee"), ("WAHR", "FALSCH"), ("VRAI", "FAUX"),
        ])
    func flags(yes: String, no: String) throws {
        let table = try inspect(
            weeks("sku,week,units,promo,bio") {
                ["\(3 + $0 % 7)", $0 % 3 == 0 ? yes : no, $0 < 40 ? "Yes" : "No"]
            })
        #expect(table.names(.knownAhead) == ["promo"] && table.names(.fixed) == ["bio"], "\(table.columns)")
        #expect(table.dialect.trueValues == [yes] && table.dialect.falseValues == [no])
        #expect(table.dialect.missingValues.isEmpty)
    }

    @Test("remarks on a promotion are said to be left out, and how kinds could be used")
    func plannedWords() throws {
        let table = try inspect(
            weeks("sku,week,units,promo") { ["\(3 + $0 % 7)", "BOGO \($0)"] })
        #expect(table.names(.ignored) == ["promo"])
        #expect(
            table.warnings.contains { $0.contains("columns.categories") && $0.contains("'BOGO 0' in line 2") }
        )
    }

    @Test("a price below 0 makes no revenue, and stops nothing")
    func negativePrice() throws {
        let table = try inspect(
            weeks("sku,week,units,price") { ["\(3 + $0 % 7)", $0 == 5 ? "-11062.06" : "\(2 + $0 / 9).5"] })
        #expect(table.price == nil && !table.hasNegativeTargets)
        #expect(
            table.warnings == [
                "price has values below 0, such as '-11062.06' in line 7: no revenue is made of it."
            ])
    }

    // MARK: - Files

    @Test(
        "a file that is no table of text is called what it is, with the way to one, and nothing of it is shown",
        arguments: [
            ("t.feather", "ARROW1\0\0", "is an Arrow or Feather file", "read_feather"),
            ("t.db", "SQLite format 3\0", "is an SQLite database", "sqlite3 -header -csv t.db"),
            ("t.csv", "BZh91AY&SY", "is compressed by bzip2", "bzip2 -d t.csv"),
            ("t.csv", "<!DOCTYPE html>\n<html><table>", "is a page of HTML", "CSV UTF-8"),
            ("t.csv", "<?xml version=\"1.0\"?>\n<a/>", "is XML", "CSV UTF-8"),
            ("t.csv", "[{\"sku\": 1, \"y\": 2}]", "is JSON", "CSV UTF-8"),
            ("t.csv", "a,b\0,c\n1,2,3\n", "is no text", "CSV UTF-8"),
            (
                "t.csv", "sku,week,y\ra,2024-01-01,3\ra,2024-01-08,4\r", "ends its lines with CR alone",
                "tr '\\r' '\\n'"
            ),
        ])
    func foreignFiles(file: String, text: String, fault: String, advice: String) throws {
        let found = try complaints { try inspect(bytes: Array(text.utf8), file: file) }
        #expect(found.codes == ["D209"])
        #expect(found[0].message.hasPrefix("\(file) \(fault)"), "\(found[0].message)")
        #expect(found[0].fix?.contains(advice) == true, "\(found[0].fix ?? "")")
        #expect(found[0].location?.lineText == nil)
    }

    @Test(
        "titles above the header are left out, which is told",
        arguments: [
            ("Sales report 2024\n", 2), ("Sales report 2024\n\n", 3), ("Sales report;;;\n;;;\n", 3),
            ("Export, made on Monday\nall shops\n\n", 4), ("\"Sales, weekly\"\n", 2),
        ])
    func titles(title: String, line: Int) throws {
        let rows = weeks("sku;week;units;price", separator: ";") { ["\(3 + $0 % 7)", "2.5"] }
        let table = title.contains(";") ? rows : rows.replacing(";", with: ",")
        let found = try inspect(title + table)
        #expect(found.dialect.skippedLines == line - 1)
        #expect(found.warnings[0].contains("above the header"), "\(found.warnings)")
        #expect(found.names(.series) == ["sku"] && found.names(.target) == ["units"])
    }

    @Test("markers of a merge are told, in the header and among the rows")
    func conflicts() throws {
        let header = try complaints { try inspect("<<<<<<< HEAD\nsku,week,y\na,2024-01-01,3\n") }
        #expect(header.codes == ["D206"] && header[0].message.contains("a merge left its markers in line 1"))
    }
}
