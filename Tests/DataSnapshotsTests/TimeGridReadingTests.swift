import DataSnapshots
import ForecastCore
import Testing

@Suite("Time grids of files") struct TimeGridReadingTests {
    private func panel(_ frequency: String, _ labels: [String], extra: String = "") throws -> Panel {
        let yaml =
            weekly.replacing("frequency: weekly", with: "frequency: \(frequency)") + "gaps: missing\n" + extra
        let csv = "sku,week,volume\n" + labels.enumerated().map { "a,\($1),\($0 + 1)\n" }.joined()
        return try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
    }

    @Test("hours, with blank or T, with seconds or without")
    func hourly() throws {
        let grid = try panel(
            "hourly", ["2021-01-01 22:00", "2021-01-01T23:00:00", "2021-01-02 00:00:00", "2021-01-02 02:00"])
        #expect(
            grid.grid.count == 5 && grid.grid.label(of: 0) == "2021-01-01 22:00"
                && grid.grid.label(of: 4) == "2021-01-02 02:00")
        #expect(same(grid.columns[0].values, [1, 2, 3, .nan, 4]))
    }

    @Test("days before 1970 and across a leap day")
    func daily() throws {
        #expect(try panel("daily", ["1969-12-30", "1970-01-02"]).grid.count == 4)
        #expect(try panel("daily", ["2024-02-28", "2024-03-01"]).grid.count == 3)
    }

    @Test(
        "months by their first, their last, or no day",
        arguments: [
            ["2021-11", "2021-12", "2022-02"], ["2021-11-01", "2021-12-01", "2022-02-01"],
            ["2020-12-31", "2021-01-31", "2021-03-31"], ["2021-03-31", "2021-04-30", "2021-06-30"],
            ["2021-01-15", "2021-02-15", "2021-04-15"], ["2021-04-30", "2021-05-31", "2021-07-31"],
            ["2021-02-28", "2021-03-31", "2021-05-31"],
        ])
    func monthly(labels: [String]) throws {
        let panel = try panel("monthly", labels)
        #expect(same(panel.columns[0].values, [1, 2, .nan, 3]))
        #expect(panel.grid.label(of: 0).hasPrefix(labels[0]))
        #expect(panel.grid.label(of: 3).hasPrefix(labels[2]))
    }

    @Test("a 30th of the month that starts in April cannot be told from the last day")
    func ambiguousMonths() throws {
        #expect(try complaints { try panel("monthly", ["2021-04-30", "2021-05-30"]) }.codes == ["D220"])
    }

    @Test("rows beside the grid leave no holes that the data are blamed for")
    func offGridHoles() throws {
        let yaml = weekly.replacing("weekly", with: "monthly") + "date_format: dd.mm.yyyy\n"
        let csv = "sku,week,volume\na,05.01.2021,1\na,04.02.2021,1\na,05.03.2021,1\n"
        let found = try complaints { try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel() }
        #expect(found.codes == ["D220"] && found[0].fix?.contains("MM.YYYY") == true)
    }

    @Test("numbered weeks, as in 40 to 160")
    func numbered() throws {
        let panel = try panel("weekly", ["41", "40", "43"], extra: "time: number\n")
        #expect(panel.grid.origin == .number(40) && panel.grid.count == 4)
        #expect(same(panel.columns[0].values, [2, 1, .nan, 3]))
        #expect(panel.grid.label(of: 3) == "43")
    }

    @Test("M4: training series of any length end together, the test follows")
    func wide() throws {
        let yaml = "format: m4\ntrain: train.csv\ntest: test.csv\nfrequency: weekly\ntarget: volume\n"
        let files = [
            "train.csv": "\"V1\",\"V2\",\"V3\",\"V4\"\n\"W1\",\"1\",\"2\",\"3\"\n\"W2\",\"4\",NA,\n",
            "test.csv": "V1,V2,V3\nW2,5,6\nW1,7,8\n",
        ]
        let panel = try TemporaryProject(yaml: yaml, files: files).panel()
        #expect(panel.grid.origin == .number(1) && panel.grid.count == 5 && panel.firstStep == [0, 2])
        #expect(panel.values("volume", of: "W1") == [1, 2, 3, 7, 8])
        #expect(same(panel.values("volume", of: "W2"), [.nan, .nan, 4, 5, 6]))
        let dated = try TemporaryProject(yaml: yaml + "end: 2017-12-25\n", files: files).panel()
        #expect(dated.grid.label(of: 4) == "2017-12-25" && dated.grid.label(of: 0) == "2017-11-27")
    }

    @Test("Monash files bring their own starts, gaps and attributes")
    func monash() throws {
        let tsf = """
            # A comment.
            @relation demo
            @attribute series_name string
            @attribute start_timestamp date
            @attribute region string
            @frequency monthly
            @horizon 2
            @missing true
            @equallength false
            @data
            T2:2001-02-01 00-00-00:north:5,?,7.5
            T1:2001-01-01 00-00-00:south:1,2
            """
        let panel = try TemporaryProject(yaml: "format: tsf\nfiles: [demo.tsf]\n", files: ["demo.tsf": tsf])
            .panel()
        #expect(
            panel.seriesIDs == ["T1", "T2"] && panel.grid.frequency == .monthly
                && panel.grid.label(of: 0) == "2001-01-01")
        #expect(same(panel.values("y", of: "T1"), [1, 2, .nan, .nan]))
        #expect(same(panel.values("y", of: "T2"), [.nan, 5, .nan, 7.5]))
        #expect(panel.attribute("region")?.value(ofSeries: 1) == "north" && panel.firstStep == [0, 1])
    }

    @Test("Monash series without a start are numbered from 1")
    func monashNumbered() throws {
        let tsf =
            "@relation demo\n@attribute series_name string\n@frequency weekly\n@data\nT1:3,4,5\nT2:1,2\n"
        let panel = try TemporaryProject(yaml: "format: tsf\nfiles: [demo.tsf]\n", files: ["demo.tsf": tsf])
            .panel()
        #expect(panel.grid.origin == .number(1) && same(panel.values("y", of: "T2"), [1, 2, .nan]))
    }
}
