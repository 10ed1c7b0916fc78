import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("what init makes of receipts") struct ReceiptsTests {
    private func inspect(_ csv: String, _ wish: TableWish = TableWish()) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": Array(csv.utf8)])
        return try TableInspection(
            of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv", wish: wish)
    }

    /// Thirty weeks of two products in two stores, several rows a day.
    private func receipts(_ time: (Int) -> String = { $0 % 2 == 0 ? " 09:15" : " 17:40" }) -> String {
        let rows = (0..<2400).map { row -> String in
            let day = CivilDate(dayNumber: 19_723 + row / 12)
            return
                "\(9000 + row / 2),00\(row % 3),\(row % 2 == 0 ? "north" : "south"),\(day)\(time(row)),\(row % 7 - (row % 50 == 0 ? 3 : 0)),\(row % 5 + 1).50"
        }
        return "InvoiceNo,StockCode,store,InvoiceDate,Quantity,UnitPrice\n" + rows.joined(separator: "\n")
            + "\n"
    }

    @Test("says that there are several rows per series and period, and proposes rules for them")
    func proposal() throws {
        let inspection = try inspect(receipts())
        let pooling = try #require(inspection.pooling)
        #expect(inspection.frequency == .weekly && inspection.names(.ignored) == ["InvoiceNo"])
        #expect(inspection.names(.series) == ["StockCode", "store"])
        #expect(pooling.aggregation.rule(of: "Quantity") == .sum)
        #expect(pooling.aggregation.rule(of: "UnitPrice") == .meanBy("Quantity"))
        #expect(pooling.aggregation.returns == .subtract)
        #expect(inspection.warnings.contains { $0.contains("below 0: returns") })
        #expect(
            inspection.warnings.contains { $0.contains("series: StockCode adds the rows of every store up") })
    }

    @Test("whole days, too, and --series keeps the column that was named")
    func days() throws {
        var wish = TableWish()
        wish.series = "StockCode"
        let inspection = try inspect(receipts { _ in "" }, wish)
        #expect(inspection.pooling != nil && inspection.names(.series) == ["StockCode"])
    }

    @Test("two columns that name a series together are one id, and nothing is added up")
    func twoColumns() throws {
        let rows = (0..<160).map { row in
            "\(row % 4),\(row / 4 % 2),\(CivilDate(dayNumber: 19_723 + 7 * (row / 8))),\(row % 9)"
        }
        let inspection = try inspect("item,branch,week,units\n" + rows.joined(separator: "\n") + "\n")
        #expect(inspection.pooling == nil && inspection.names(.series) == ["item", "branch"])
    }

    @Test("--frequency weekly makes weeks of a table of days")
    func weeksOfDays() throws {
        var wish = TableWish()
        wish.frequency = .weekly
        let rows = (0..<140).map { "a,\(CivilDate(dayNumber: 19_723 + $0)),\($0 % 9)" }
        let inspection = try inspect("item,day,units\n" + rows.joined(separator: "\n") + "\n", wish)
        #expect(inspection.pooling?.aggregation.rule(of: "units") == .sum && inspection.frequency == .weekly)
    }

    @Test("a file that was appended to itself is a mistake, not receipts")
    func copies() throws {
        let rows = (0..<80).map { "P\($0 / 40),\(CivilDate(dayNumber: 18_631 + 7 * ($0 % 40))),\($0 % 5)" }
        #expect(
            try inspect("product,week,volume\n" + (rows + rows).joined(separator: "\n") + "\n").pooling == nil
        )
    }

    @Test("a table with one row per series and period is read as before")
    func ordinary() throws {
        let rows = (0..<80).map { "P\($0 / 40),\(CivilDate(dayNumber: 18_631 + 7 * ($0 % 40))),\($0 % 5)" }
        #expect(try inspect("product,week,volume\n" + rows.joined(separator: "\n") + "\n").pooling == nil)
    }
}
