import DataSnapshots
import ForecastCore
import Foundation
import TableQueries
import Testing

@Suite("Real data sets", .enabled(if: hasSharedData, "the public data sets are not at hand"))
struct RealDataTests {
    private func panel(_ yaml: String) throws -> Panel {
        try TemporaryProject(
            yaml: yaml.replacing("$", with: sharedDataPath) + "\nexternal: true\n", files: [String: String]()
        ).panel()
    }

    @Test("orange juice: 913 series x 121 weeks, 3,619 rows unobserved")
    func orangeJuice() throws {
        let panel = try panel(
            """
            format: csv
            files: [$/orange_juice/weekly_store_brand_grid.csv.gz]
            frequency: weekly
            columns:
              series: sku
              time: week
              targets: {volume: volume, revenue: {product: [volume, price]}}
              known_ahead: [price, deal, feat]
              past_only: [profit]
              static: [category, brand, store]
              observed: observed
            gaps: missing
            """)
        #expect(panel.seriesCount == 913 && panel.grid.count == 121)
        let summary = PanelSummary(of: panel)
        #expect(summary.firstLabel == "1990-06-11" && summary.lastLabel == "1992-09-28")
        // 109,758 rows of which 3,619 say that nothing was observed.
        #expect(summary.observations == 109_758 - 3_619)
        #expect(panel.values("volume", of: "S002_B01").first == 8256)
        #expect(panel.attribute("store")?.categories.count == 83)
    }

    @Test("orange juice with its own week numbers 40 to 160")
    func weekNumbers() throws {
        let panel = try panel(
            """
            format: csv
            files: [$/orange_juice/weekly_store_brand_grid.csv.gz]
            frequency: weekly
            time: number
            columns: {series: sku, time: dominicks_week, targets: [volume]}
            gaps: missing
            """)
        #expect(panel.grid.origin == .number(40) && panel.grid.count == 121)
    }

    @Test("The Complete Journey: 14,995 products x 52 weeks with attributes")
    func completeJourney() throws {
        let panel = try panel(
            """
            format: csv
            files: [$/complete_journey/weekly_long.csv.gz]
            frequency: weekly
            columns: {series: sku, time: week, targets: [volume], past_only: [price], static: [category]}
            attributes: {file: $/complete_journey/items.csv, key: sku, columns: [brand, product_type]}
            """)
        #expect(panel.seriesCount == 14_995 && panel.grid.count == 52)
        #expect(PanelSummary(of: panel).observations == 14_995 * 52)
        #expect(panel.attributes.map(\.name) == ["category", "brand", "product_type"])
    }

    private static let queried: [(columns: String, file: String, query: String)] = [
        (
            """
            columns:
              series: sku
              time: week
              targets: {volume: volume, revenue: {product: [volume, price]}}
              known_ahead: [price, deal, feat]
              past_only: [profit]
              static: [category, brand, store]
              observed: observed
            gaps: missing
            """, "orange_juice/weekly_store_brand_grid.csv.gz",
            "SELECT * FROM read_csv('$', all_varchar = true)"
        ),
        (
            "columns: {series: sku, time: week, targets: [volume], past_only: [price], static: [category]}",
            "complete_journey/weekly_long.csv.gz",
            // Products are numbers here, which DuckDB would write as they are; prices go through its own reader and writer.
            "SELECT sku, week, volume, price, category FROM read_csv('$', types = {'sku': 'VARCHAR'})"
        ),
    ]

    /// That the number of processors changes nothing, `QueriedDataTests` shows on the program.
    @Test(
        "read through SQL, from CSV and from Parquet, they are the same panel",
        .enabled(if: QueryProgram.isInstalled(near: packageRoot.path()), "make deps fetches DuckDB"),
        arguments: queried)
    func throughSQL(columns: String, file: String, query: String) throws {
        let path = "\(sharedDataPath)/\(file)"
        let head = "frequency: weekly\n\(columns)\nexternal: true\n"
        let plain = try TemporaryProject(
            yaml: "format: csv\nfiles: [\(path)]\n\(head)", files: [String: String]())
        let expected = try plain.panel().digest
        let select = query.replacing("$", with: path)
        let queried = try TemporaryProject(
            yaml: "format: sql\nfiles: [\(path)]\nquery: \"\(select)\"\n\(head)", files: [String: String]())
        #expect(try queried.panel().digest == expected)
        let parquet = plain.folder.resolvingSymlinksInPath().appending(path: "t.parquet").path()
        var copy = TableQuery(
            .own("COPY (\(select)) TO \(TableQuery.literal(parquet)) (FORMAT parquet)"),
            files: [TableQuery.File(name: nil, path: path)])
        copy.output = parquet
        _ = try QueryProcess(copy, near: packageRoot.path()).text()
        let packed = try TemporaryProject(
            yaml: "format: parquet\nfiles: [\(parquet)]\n\(head)", files: [String: String]())
        #expect(try withExtendedLifetime(plain) { try packed.panel().digest } == expected)
    }

    @Test("M4 weekly: 359 series, 13 weeks of test")
    func m4() throws {
        let panel = try panel(
            "format: m4\ntrain: $/m4_weekly/Weekly-train.csv.gz\ntest: $/m4_weekly/Weekly-test.csv.gz\nfrequency: weekly"
        )
        #expect(panel.seriesCount == 359 && panel.grid.count == 2597 + 13)
        #expect(panel.values("y", of: "W1").suffix(13).first == 35397.16)
        #expect(panel.firstStep.max() == 2597 - 80)
    }

    @Test("Rossmann: 100 stores x 133 weeks, and 50 store-weeks without a row")
    func rossmann() throws {
        let yaml = """
            format: csv
            files: [$/rossmann/weekly_long.csv.gz]
            frequency: weekly
            columns: {series: sku, time: week, targets: [volume], known_ahead: [open_days, promo_days], static: [state]}
            """
        let open = try panel(yaml + "\ngaps: missing")
        #expect(open.seriesCount == 100 && open.grid.count == 133)
        #expect(PanelSummary(of: open).columns[0].missing == 50)
        #expect(
            try complaints { try panel(yaml) }.codes == ["D224", "D224"], "two stores closed for 25 weeks")
    }
}
