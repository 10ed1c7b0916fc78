import DataSnapshots
import ForecastCore
import Testing

@Suite("Several rows of a series and period") struct AggregationTests {
    /// Two weeks of receipts, a Monday to a Sunday each, so that both are covered.
    private static let receipts = """
        sold,product,store,receipt,quantity,price,deal,category
        2024-01-01 09:10,007,north,1,2,3.0,0,old
        2024-01-02,007,north,2,1,6.0,1,old
        2024-01-03,007,south,3,5,2.0,0,old
        2024-01-04,008,north,4,4,1.5,0,tea
        2024-01-05,007,north,5,-1,3.0,0,old
        2024-01-06,007,north,6,0,9.0,0,old
        2024-01-07 23:59,008,north,7,1,2.5,0,tea
        2024-01-08,007,north,8,10,3.5,0,new
        2024-01-09,007,north,9,,3.5,0,new
        2024-01-10,008,north,10,1,2.5,0,tea
        2024-01-11,008,north,11,1,2.5,0,tea
        2024-01-12,008,north,12,1,2.5,0,tea
        2024-01-13,008,north,13,1,2.5,0,tea
        2024-01-14,008,north,14,1,3.0,1,tea

        """

    private func declaration(
        _ aggregate: String = "returns: subtract", series: String = "product", rest: String = "",
        frequency: String = "weekly"
    ) -> String {
        """
        format: csv
        files: [sales.csv]
        frequency: \(frequency)
        columns:
          series: \(series)
          time: sold
          targets: {volume: quantity, revenue: {product: [quantity, price]}, receipts: receipt}
          past_only: [price, deal]
          static: [category]
        aggregate:
          columns: {volume: sum, revenue: sum, receipts: count, price: {mean_by: volume}, deal: max, category: last}
          \(aggregate)
        gaps: zero
        \(rest)
        """
    }

    private func panel(_ yaml: String, _ csv: String = receipts) throws -> Panel {
        try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
    }

    private func faults(_ yaml: String, _ csv: String = receipts) throws -> [Diagnostic] {
        try complaints { try panel(yaml, csv) }
    }

    @Test("become one row of their week, each column by its rule")
    func worked() throws {
        let panel = try panel(declaration())
        #expect(panel.seriesIDs == ["007", "008"], "ids keep their zeros")
        #expect(panel.grid.label(of: 0) == "2024-01-01" && panel.grid.count == 2)
        #expect(
            same(panel.values("volume", of: "007"), [7, .nan]),
            "2 + 1 + 5 - 1 + 0; a part of the second is missing")
        #expect(same(panel.values("revenue", of: "007"), [19, .nan]), "6 + 6 + 10 - 3 + 0")
        #expect(
            panel.values("receipts", of: "007") == [5, 2] && panel.values("receipts", of: "008") == [2, 5])
        // Weights of returns and of nothing do not count: (2 x 3 + 1 x 6 + 5 x 2) / 8.
        #expect(panel.values("price", of: "007") == [22.0 / 8, 3.5])
        #expect(panel.values("deal", of: "007") == [1, 0] && panel.values("deal", of: "008") == [0, 1])
        #expect(panel.attribute("category")?.categories == ["new", "tea"], "the last value of 007 is new")
    }

    @Test("returns are subtracted, left out, or a mistake: as dataset.yaml says")
    func returns() throws {
        let dropped = try panel(declaration("returns: drop"))
        #expect(dropped.values("volume", of: "007")[0] == 8 && dropped.values("receipts", of: "007")[0] == 4)
        let refused = try faults(declaration("returns: error"))
        #expect(refused.codes == ["D212"] && refused[0].location?.line == 6)
        #expect(refused[0].fix?.contains("returns: subtract") == true)
    }

    @Test("a period below 0 on balance is a mistake, kept, or 0")
    func balance() throws {
        let csv = Self.receipts.replacing("2024-01-10,008,north,10,1", with: "2024-01-10,008,north,10,-9")
        let refused = try faults(declaration(), csv)
        #expect(refused.codes == ["D212", "D212"])
        #expect(
            refused[0].message.contains("'008' in week 2024-01-08 adds up to -5"), "\(refused[0].message)")
        #expect(refused[0].location?.line == 11, "the first row of that week")
        #expect(try panel(declaration(rest: "negative: zero"), csv).values("volume", of: "008") == [5, 0])
        #expect(try panel(declaration(rest: "negative: keep"), csv).values("volume", of: "008") == [5, -5])
    }

    @Test("an empty cell may count as 0")
    func empty() throws {
        #expect(try panel(declaration(rest: "empty: zero")).values("volume", of: "007") == [7, 10])
    }

    @Test("columns name a series together, and a part that holds the mark between them is told")
    func joined() throws {
        let panel = try panel(declaration(series: "[product, store]"))
        #expect(panel.seriesIDs == ["007|north", "007|south", "008|north"])
        #expect(panel.values("volume", of: "007|south") == [5, 0])
        let faults = try faults(
            declaration(series: "[product, store]"), Self.receipts.replacing("south", with: "so|uth"))
        #expect(faults.codes == ["D209"] && faults[0].message.contains("'so|uth'"), "\(faults.rendered)")
        #expect(faults[0].location?.column == 16)
    }

    @Test("weeks may begin on a Sunday, and a first week that rows do not cover is left out and told")
    func weekStart() throws {
        let project = try TemporaryProject(
            yaml: declaration("returns: subtract\n  week_starts: sunday"), files: ["sales.csv": Self.receipts]
        )
        let snapshot = try project.snapshot()
        #expect(snapshot.panel.grid.label(of: 0) == "2024-01-07" && snapshot.panel.grid.count == 1)
        #expect(
            snapshot.panel.values("volume", of: "008") == [5],
            "the Sunday of each: 1, then 4; the second is cut off")
        #expect(snapshot.remarks.contains { $0.contains("do not cover week 2023-12-31 and week 2024-01-14") })
        let kept = try panel(declaration("returns: subtract\n  week_starts: sunday\n  incomplete: keep"))
        #expect(kept.values("volume", of: "008") == [4, 5, 1])
    }

    @Test("a shop that is closed on Sundays has whole weeks without them")
    func closedDays() throws {
        let days = (0..<12).filter { $0 != 6 }.map {
            "a,2024-01-\($0 < 9 ? "0" : "")\($0 + 1),1\na,2024-01-\($0 < 9 ? "0" : "")\($0 + 1),1\n"
        }
        let yaml = weekly + "aggregate: {columns: {volume: sum}}\n"
        let csv = "sku,week,volume\n" + days.joined()
        #expect(
            try panel(yaml, csv + "a,2024-01-13,1\n").values("volume", of: "a") == [12, 11], "to Saturday")
        #expect(try panel(yaml, csv).values("volume", of: "a") == [12], "Saturday is missing")
    }

    @Test("rows are put onto the days, months, quarters and hours that they lie in")
    func grids() throws {
        let csv =
            "sku,week,volume\na,2024-01-30 10:20,1\na,2024-01-31 23:50,2\na,2024-02-01 00:10,4\na,2024-05-31 23:59,8\n"
        func read(_ frequency: String, _ more: String = "") throws -> Panel {
            try panel(
                weekly.replacing("weekly", with: frequency)
                    + "aggregate: {columns: {volume: sum}}\ngaps: zero\n" + more,
                csv)
        }
        #expect(try read("monthly").values("volume", of: "a") == [3, 4, 0, 0, 8])
        #expect(try read("quarterly").values("volume", of: "a") == [7, 8])
        #expect(try read("yearly").values("volume", of: "a") == [15])
        let daily = try read("daily")
        #expect(Array(daily.values("volume", of: "a").prefix(3)) == [1, 2, 4])
        let hourly = try read("6 hours")
        #expect(hourly.grid.label(of: 0) == "2024-01-30 06:00")
        #expect(try read("2 weeks").grid.label(of: 0) == "2024-01-22", "counted from Monday 1970-01-05")
    }

    @Test("come to the same in any order, to the bit where numbers are whole")
    func order() throws {
        let lines = Self.receipts.split(separator: "\n")
        let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
        let (one, other) = (try panel(declaration()), try panel(declaration(), turned))
        #expect(one.digest == other.digest)
    }

    @Test("sums carry their rounding error along")
    func compensation() throws {
        let rows = ["1e16"] + Array(repeating: "1", count: 10) + ["0.1", "0.2"]
        let csv = "sku,week,volume\n" + rows.map { "a,2024-01-01,\($0)\n" }.joined()
        let yaml = weekly + "aggregate: {columns: {volume: sum}}\n"
        #expect(try panel(yaml, csv).values("volume", of: "a") == [1e16 + 10])
    }

    @Test("one row per series and week gives the panel that is read without the key")
    func identity() throws {
        let csv = "sku,week,volume\nb,2024-01-08,3.7\na,2024-01-01,1\na,2024-01-08,2.3\nb,2024-01-01,0.1\n"
        let plain = try panel(weekly, csv)
        #expect(try panel(weekly + "aggregate: {columns: {volume: sum}}\n", csv).digest == plain.digest)
        #expect(try panel(weekly + "aggregate: {columns: {volume: mean}}\n", csv).digest == plain.digest)
    }

    @Test("first, last, min, max, mean and any choose what they say")
    func rules() throws {
        let csv = "sku,week,volume\na,2024-01-03,5\na,2024-01-01,1\na,2024-01-05,\na,2024-01-04,3\n"
        for (rule, value) in [("first", 1.0), ("last", 3), ("min", 1), ("max", 5), ("any", 5), ("count", 3)] {
            let yaml = weekly + "aggregate: {columns: {volume: \(rule)}, incomplete: keep}\n"
            #expect(try panel(yaml, csv).values("volume", of: "a") == [value], "\(rule)")
        }
    }

    @Test(
        "what the key does not say, or says of nothing, is told with its place",
        arguments: [
            ("{columns: {}}", "does not say how rows of 'volume' become one", 5),
            ("{columns: {volume: sum, price: sum}}", "'price' is no target", 5),
            ("{columns: {volume: add}}", "aggregate.columns.volume", 5),
            ("{columns: {volume: {mean_by: nothing}}}", "no column 'nothing'", 1),
            ("{columns: {volume: sum}, returns: ignore}", "aggregate.returns", 5),
            ("{columns: {volume: sum}, week_starts: caturday}", "aggregate.week_starts", 5),
        ])
    func mistakes(aggregate: String, message: String, line: Int) throws {
        let faults = try faults(weekly + "aggregate: \(aggregate)\n", "sku,week,volume\na,2024-01-01,1\n")
        #expect(
            faults.contains { $0.message.contains(message) && $0.location?.line == line },
            "\(faults.rendered)")
    }

    @Test("the rules are part of what a lock pins")
    func lock() throws {
        let project = try TemporaryProject(yaml: declaration(), files: ["sales.csv": Self.receipts])
        let before = try project.open().declarationDigest
        try project.write("dataset.yaml", declaration("returns: drop"))
        #expect(try project.open().declarationDigest != before)
    }
}
