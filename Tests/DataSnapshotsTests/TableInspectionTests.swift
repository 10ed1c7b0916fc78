import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("looking at an unknown table") struct TableInspectionTests {
    private func inspect(_ csv: String) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": csv])
        return try TableInspection(of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv")
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

    @Test("two columns that together name a series are found, with the command that joins them")
    func compositeKey() throws {
        let found = try complaints {
            try inspect(
                "store,sku,ds,y\n1,a,2024-01-01,3\n2,a,2024-01-01,4\n1,a,2024-01-08,1\n2,a,2024-01-08,2\n")
        }
        #expect(found.codes == ["D223"])
        #expect(found.first?.fix?.contains("'sku' and 'store' together name a series") == true)
        #expect(found.first?.fix?.contains("print $2\"|\"$1,$0") == true)
    }

    @Test(
        "what is no table is refused with its reason",
        arguments: [
            ("", "D203"), ("a,b\n", "D203"), ("a;b\n1;2\n", "D205"), ("ds,ds\n1,2\n", "D208"),
            ("ds,id,y\n2024-01-01,a\n", "D206"), ("date,sku,units\n01/02/2024,a,3\n", "D213"),
            ("ds,id,colour\n2024-01-01,a,red\n", "D207"), ("ds,id,y\n\"2024", "D205"),
        ])
    func refused(csv: String, code: String) throws {
        #expect(try complaints { try inspect(csv) }.codes == [code])
    }
}
