import DataSnapshots
import ForecastCore
import Testing

@Suite("axes of time") struct TimeAxesTests {
    private func panel(_ frequency: String, _ labels: [String], gaps: String = "error", extra: String = "")
        throws
        -> Panel
    {
        let yaml =
            weekly.replacing("frequency: weekly", with: "frequency: \(frequency)") + "gaps: \(gaps)\n" + extra
        let csv = "sku,week,volume\n" + labels.enumerated().map { "a,\($1),\($0 + 1)\n" }.joined()
        return try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
    }

    @Test(
        "every frequency reads its own dates without a hole",
        arguments: [
            ("yearly", ["2019-01-01", "2020-01-01", "2021-01-01"]),
            ("yearly", ["2019-02-28", "2020-02-29", "2021-02-28"]),
            ("yearly", ["2019-12-31", "2020-12-31"]), ("2 years", ["2019-06", "2021-06", "2023-06"]),
            ("quarterly", ["2023-01-01", "2023-04-01", "2023-07-01"]),
            ("quarterly", ["2023-11", "2024-02", "2024-05"]),
            ("quarterly", ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]),
            ("6 months", ["2023-01-15", "2023-07-15", "2024-01-15"]),
            ("2 weeks", ["2023-12-18", "2024-01-01", "2024-01-15"]),
            ("weekly", ["2023-12-27", "2024-01-03"]),
            ("weekly", ["2024-02-25", "2024-03-03"]),
            ("10 days", ["2024-02-21", "2024-03-02", "2024-03-12"]),
            ("business_days", ["2024-02-29", "2024-03-01", "2024-03-04"]),
            ("3 hours", ["2024-02-29 21:00", "2024-03-01 00:00", "2024-03-01 03:00"]),
            ("3 hours", ["2024-01-01 01:00", "2024-01-01 04:00"]),
            ("15 minutes", ["2024-01-01 23:45", "2024-01-02 00:00", "2024-01-02 00:15"]),
            ("15 minutes", ["2024-01-01 23:50", "2024-01-02 00:05"]),
            ("minutely", ["2024-01-01 23:59", "2024-01-02 00:00"]),
        ])
    func regular(frequency: String, labels: [String]) throws {
        let panel = try panel(frequency, labels)
        #expect(panel.grid.count == labels.count && panel.grid.frequency.rawValue == frequency)
        for (step, label) in labels.enumerated() { #expect(panel.grid.label(of: step).hasPrefix(label)) }
        #expect(panel.columns[0].values == labels.indices.map { Double($0 + 1) })
    }

    @Test(
        "a hole is a hole on every axis",
        arguments: [
            ("yearly", ["2019", "2021"].map { "\($0)-01-01" }), ("quarterly", ["2023-01", "2023-07"]),
            ("2 weeks", ["2024-01-01", "2024-01-29"]), ("business_days", ["2024-03-01", "2024-03-05"]),
            ("3 hours", ["2024-01-01 00:00", "2024-01-01 06:00"]),
            ("15 minutes", ["2024-01-01 00:00", "2024-01-01 00:30"]),
        ])
    func holes(frequency: String, labels: [String]) throws {
        #expect(try complaints { try panel(frequency, labels) }.codes == ["D224"])
        #expect(same(try panel(frequency, labels, gaps: "zero").columns[0].values, [1, 0, 2]))
        #expect(same(try panel(frequency, labels, gaps: "missing").columns[0].values, [1, .nan, 2]))
    }

    @Test(
        "rows beside the rhythm are told",
        arguments: [
            ("2 weeks", ["2024-01-01", "2024-01-15", "2024-01-29", "2024-02-05"], "D220"),
            ("2 weeks", ["2024-01-01", "2024-01-15", "2024-01-30"], "D221"),
            ("quarterly", ["2024-01-01", "2024-04-01", "2024-06-01"], "D220"),
            ("quarterly", ["2024-01-01", "2024-04-01", "2024-07-02"], "D220"),
            ("business_days", ["2024-03-01", "2024-03-02", "2024-03-04"], "D220"),
            ("3 hours", ["2024-01-01 00:00", "2024-01-01 03:00", "2024-01-01 05:00"], "D220"),
            ("15 minutes", ["2024-01-01 00:00", "2024-01-01 00:15", "2024-01-01 00:20"], "D220"),
        ])
    func beside(frequency: String, labels: [String], code: String) throws {
        #expect(try complaints { try panel(frequency, labels) }.codes == [code])
    }

    @Test("where all of many rows are months apart, no zeros are invented between them")
    func invented() throws {
        let quarters = (0..<24).map { "\(2018 + $0 / 4)-\(["01", "04", "07", "10"][$0 % 4])" }
        let found = try complaints { try panel("monthly", quarters, gaps: "zero") }
        #expect(found.codes == ["D222"] && found[0].fix?.contains("'frequency: quarterly'") == true)
        #expect(try panel("monthly", quarters, gaps: "missing").grid.count == 70)
        #expect(try panel("quarterly", quarters, gaps: "zero").grid.count == 24)
    }

    @Test("rows that are all written at one time of day are days")
    func noon() throws {
        let noon = try panel("daily", ["2024-03-30 12:00", "2024-03-31 12:00", "2024-04-01 12:00"])
        #expect(noon.grid.count == 3 && noon.grid.label(of: 0) == "2024-03-30")
        let found = try complaints { try panel("daily", ["2024-03-30 12:00", "2024-03-31 13:00"]) }
        #expect(found.codes == ["D220"])
        #expect(try panel("weekly", ["2024-03-25 06:30", "2024-04-01 06:30"]).grid.count == 2)
        #expect(
            try panel("hourly", ["2024-03-25 00:30", "2024-03-25 01:30"]).grid.label(of: 1)
                == "2024-03-25 01:00")
    }

    @Test(
        "a time of day with its zone is what the clock there shows",
        arguments: [
            ("2024-01-01T05:00:00Z", "2024-01-01 05:00"), ("2024-01-01T05:00:00.000Z", "2024-01-01 05:00"),
            ("2024-01-01T05:00+01:00", "2024-01-01 05:00"), ("2024-01-01 05:00:00+0100", "2024-01-01 05:00"),
            ("2024-01-01 05:00:00 UTC", "2024-01-01 05:00"), ("2024-01-01 05:00:00-03", "2024-01-01 05:00"),
            ("2024-01-01T05:00:00+01:00[Europe/Berlin]", "2024-01-01 05:00"),
            ("2024-01-01 5:00", "2024-01-01 05:00"),
        ])
    func zones(label: String, expected: String) throws {
        #expect(try panel("hourly", [label]).grid.label(of: 0) == expected)
    }

    @Test(
        "times that are none",
        arguments: [
            "2024-01-01T24:00", "2024-01-01T05:60", "2024-01-01T05:00+25:00", "2024-01-01T05:00X",
            "2024-01-01T05",
            "2024-01-01T05:00+1", "2024-01-01T05:00.5", "2024-01-01T05:00:00.", "2024-01-01T05:00 Berlin",
        ])
    func noTimes(label: String) throws {
        #expect(try complaints { try panel("hourly", [label]) }.codes == ["D213"])
    }

    @Test(
        "periods in other words",
        arguments: [
            ("weekly", "yyyy-Www", ["2020-W52", "2020W53", "2021-W01"], "2020-12-21", 3),
            ("weekly", "yyyyww", ["202052", "202053", "202101"], "2020-12-21", 3),
            ("2 weeks", "yyyyww", ["202251", "202301"], "2022-12-19", 2),
            ("quarterly", "yyyy-Qq", ["2023Q4", "2024-Q1", "2024 Q2"], "2023-10-01", 3),
            ("quarterly", "yyyy-Qq", ["Q4 2023", "Q1-2024"], "2023-10-01", 2),
            ("yearly", "yyyy", ["1998", "1999"], "1998-01-01", 2),
            ("monthly", "yyyymmdd", ["202312", "202401"], "2023-12-01", 2),
            ("weekly", "excel", ["44928", "44935"], "2023-01-02", 2),
            ("daily", "excel", ["44928.5", "44929.5"], "2023-01-02", 2),
            ("hourly", "excel", ["44928", "44928.0416666667", "44928.0833333333"], "2023-01-02 00:00", 3),
            ("daily", "epoch_seconds", ["1704067200", "1704153600"], "2024-01-01", 2),
            ("hourly", "epoch_milliseconds", ["1704067200000", "1704070800000"], "2024-01-01 00:00", 2),
        ])
    func encoded(frequency: String, format: String, labels: [String], first: String, count: Int) throws {
        let panel = try panel(frequency, labels, extra: "date_format: \(format)\n")
        #expect(panel.grid.label(of: 0) == first && panel.grid.count == count)
        #expect(panel.columns[0].values.allSatisfy { !$0.isNaN })
    }

    @Test(
        "periods that are none, or of another length, with advice that works",
        arguments: [
            ("weekly", "yyyyww", "202153", "correct"), ("weekly", "yyyy-Www", "2021-W00", "correct"),
            ("quarterly", "yyyy-Qq", "2024Q5", "correct"),
            ("monthly", "yyyy-Qq", "2024Q1", "frequency: quarterly"),
            ("monthly", "yyyyww", "202405", "frequency: weekly"),
            ("monthly", "yyyy", "1998", "frequency: yearly"),
            ("daily", "yyyy-mm-dd", "2024-05", "frequency: monthly"),
            ("weekly", "yyyy-mm-dd", "2024-W05", "date_format: yyyy-Www"),
            ("quarterly", "yyyy-mm-dd", "2024-Q1", "date_format: yyyy-Qq"),
        ])
    func badPeriods(frequency: String, format: String, label: String, advice: String) throws {
        let found = try complaints { try panel(frequency, [label], extra: "date_format: \(format)\n") }
        #expect(
            found.codes == ["D213"] && found[0].fix?.contains(advice) == true, "\(found.first?.fix ?? "")")
    }

    @Test(
        "Monash's words for frequencies",
        arguments: [
            ("half_hourly", "30 minutes"), ("10_minutes", "10 minutes"), ("quarterly", "quarterly"),
            ("yearly", "yearly"),
        ])
    func monash(word: String, frequency: String) throws {
        let tsf = """
            @relation demo
            @attribute series_name string
            @attribute start_timestamp date
            @frequency \(word)
            @data
            T1:2001-01-01 00-30-00:1,2,3
            """
        let panel = try TemporaryProject(yaml: "format: tsf\nfiles: [demo.tsf]\n", files: ["demo.tsf": tsf])
            .panel()
        #expect(panel.grid.frequency.rawValue == frequency && panel.grid.count == 3)
        let last = [
            "30 minutes": "2001-01-01 01:30", "10 minutes": "2001-01-01 00:50", "quarterly": "2001-07-01",
            "yearly": "2003-01-01",
        ]
        #expect(panel.grid.label(of: 2) == last[frequency])
    }

    @Test("a frequency that is none is told with those there are")
    func unknownFrequency() throws {
        let found = try complaints { try panel("quaterly", ["2024-01-01"]) }
        #expect(found.codes == ["D242"] && found[0].message.contains("did you mean 'quarterly'"))
        #expect(found[0].fix?.contains("15 minutes") == true)
    }
}
