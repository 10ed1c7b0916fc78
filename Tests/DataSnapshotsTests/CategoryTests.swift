import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("columns of words that change over time") struct CategoryTests {
    private static let csv =
        "sku,week,y,promo\na,2024-01-01,1,tv\na,2024-01-08,2, none \na,2024-01-15,3,\na,2024-01-22,4,radio\n"

    private func project(_ categories: String, _ csv: String = csv, _ rest: String = "") throws
        -> TemporaryProject
    {
        try TemporaryProject(
            yaml: """
                format: csv
                files: [t.csv]
                frequency: weekly
                missing_values: [NA]
                columns:
                  series: sku
                  time: week
                  targets: [y]
                  known_ahead: [promo]
                  categories: \(categories)
                \(rest)
                """,
            files: ["t.csv": csv])
    }

    @Test("a word is its place in the list, one that is not listed is missing, which is told")
    func codes() throws {
        let snapshot = try project("{promo: [none, tv]}").snapshot()
        #expect(snapshot.panel.column("promo")?.categories == ["none", "tv"])
        #expect(same(snapshot.panel.values("promo", of: "a"), [1, 0, .nan, .nan]))
        #expect(snapshot.remarks.contains { $0.contains("1 cells of promo") && $0.contains("'radio'") })
        #expect(try project("{promo: [none, tv, radio]}").snapshot().remarks.isEmpty)
    }

    @Test("a new word at the end of the list changes no other number; another order is another panel")
    func stable() throws {
        let short = try project("{promo: [tv, none]}").panel()
        let long = try project("{promo: [tv, none, radio]}").panel()
        #expect(Array(long.values("promo", of: "a")[..<2]) == Array(short.values("promo", of: "a")[..<2]))
        #expect(try project("{promo: [none, tv]}").panel().digest != short.digest)
    }

    @Test(
        "what cannot be is told where it stands",
        arguments: [
            ("{price: [a]}", "is no column of 'known_ahead'"), ("{promo: []}", "is an empty list"),
            ("{promo: [a, a]}", "lists 'a' twice"), ("[promo]", "must be a mapping"),
            ("{promo: tv}", "must be a list"),
        ])
    func faults(categories: String, message: String) throws {
        let found = try complaints { try project(categories).open() }
        #expect(found.count == 1 && found[0].message.contains(message), "\(found.rendered)")
        #expect(found[0].location?.line == 10)
    }

    @Test("rows that are put together keep a first, last or any word, and no sum of them")
    func pooled() throws {
        let csv = "sku,week,y,promo\na,2024-01-01,1,tv\na,2024-01-02,2,none\na,2024-01-07,5,\n"
        func rest(_ rule: String) -> String { "aggregate: {columns: {y: sum, promo: \(rule)}}" }
        let panel = try project("{promo: [none, tv]}", csv, rest("last")).panel()
        #expect(panel.values("promo", of: "a") == [0] && panel.values("y", of: "a") == [8])
        #expect(
            try project("{promo: [none, tv]}", csv, rest("first")).panel().values("promo", of: "a") == [1])
        let found = try complaints { try project("{promo: [none, tv]}", csv, rest("max")).open() }
        #expect(found.codes == ["D242"] && found[0].message.contains("holds words"))
    }

    @Test(
        "init lists the words of a promotion and takes them for planned; words that follow the sale are not")
    func inspects() throws {
        func inspect(_ promo: (Int, Int) -> String) throws -> TableInspection {
            let rows = (0..<300).map { row -> String in
                let volume = row % 4 == 0 ? 0 : row % 7 + 1
                return
                    "s\(row % 3),\(CivilDate(dayNumber: 19_723 + 7 * (row / 3))),\(volume),\(promo(row, volume))"
            }
            let project = try TemporaryProject(
                yaml: "",
                files: ["t.csv": "sku,week,volume,promotion\n" + rows.joined(separator: "\n") + "\n"])
            return try TableInspection(
                of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv")
        }
        let planned = try inspect { row, _ in ["none", "tv", "2 for 1"][row * 7 % 11 % 3] }
        #expect(planned.names(.knownAhead) == ["promotion"])
        #expect(
            planned.categories == [CategoryColumn(column: "promotion", words: ["2 for 1", "none", "tv"])])
        let told = try inspect { row, volume in volume == 0 ? "" : ["flyer", "tv"][row % 2] }
        #expect(told.names(.pastOnly) == ["promotion"] && told.categories.count == 1)
        let remarks = try inspect { row, _ in "remark \(row)" }
        #expect(remarks.names(.ignored) == ["promotion"] && remarks.categories.isEmpty)
    }
}
