import DataSnapshots
import ForecastCore
import Foundation
import Testing

@Suite("guessing the axis of time") struct TimeGuessTests {
    private func inspect(_ csv: String, wish: TableWish = TableWish()) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": csv])
        return try TableInspection(
            of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv", wish: wish)
    }

    private func inspect(_ labels: [String], header: String = "date", wish: TableWish = TableWish()) throws
        -> TableInspection
    {
        try inspect(
            "\(header),sku,qty\n" + labels.enumerated().map { "\($1),a,\($0 % 7 + 1)\n" }.joined(), wish: wish
        )
    }

    private static func dates(_ frequency: String, _ start: String, _ count: Int) -> [String] {
        guard let frequency = Frequency(rawValue: frequency), let day = CivilDate(start) else { return [] }
        let grid = TimeGrid(frequency: frequency, origin: .calendar(day, hour: 0), count: count)
        return (0..<count).map(grid.label)
    }

    @Test(
        "regular dates are the frequency that they keep to, without a hole",
        arguments: [
            ("yearly", "1990-01-01"), ("yearly", "1990-12-31"), ("quarterly", "2018-01-01"),
            ("quarterly", "2018-03-31"), ("6 months", "2018-01-31"), ("monthly", "2018-01-31"),
            ("weekly", "2024-01-07"), ("2 weeks", "2023-01-02"), ("4 weeks", "2023-01-02"),
            ("daily", "2024-02-20"), ("10 days", "2024-01-01"), ("business_days", "2024-01-01"),
            ("hourly", "2024-01-01"), ("3 hours", "2024-01-01"), ("30 minutes", "2024-01-01"),
            ("15 minutes", "2024-01-01"), ("5 minutes", "2024-01-01"), ("minutely", "2024-01-01"),
        ])
    func regular(frequency: String, start: String) throws {
        let table = try inspect(Self.dates(frequency, start, 40))
        #expect(table.frequency.rawValue == frequency && table.gaps.policy == "error")
    }

    @Test(
        "one hole in twenty, and one mistyped date in thirty, change nothing",
        arguments: ["quarterly", "2 weeks", "business_days", "3 hours", "15 minutes"])
    func nearlyRegular(frequency: String) throws {
        var labels = Self.dates(frequency, "2001-01-01", 60)
        labels.remove(at: 30)
        let table = try inspect(labels)
        #expect(table.frequency.rawValue == frequency && table.gaps.policy != "error")
    }

    @Test("weeks of a number are weeks, across years of 52 and 53, and the guess is told")
    func yearWeeks() throws {
        let labels = (1...53).map { "2020\($0 < 10 ? "0" : "")\($0)" } + ["202101", "202102"]
        for header in ["week", "yearweek", "calendar_week", "date"] {
            let table = try inspect(labels, header: header)
            #expect(table.frequency == .weekly && table.notation == .date && table.gaps.policy == "error")
            #expect(table.dialect.dateFormat == .yearWeek)
            #expect(
                table.warnings.first?.contains("202001 begins on 2019-12-30") == true, "\(table.warnings)")
        }
    }

    @Test("two weeks around a new year are neighbours, and never numbered periods")
    func newYear() throws {
        let table = try inspect(["202251", "202252", "202301", "202302"], header: "week")
        #expect(table.frequency == .weekly && table.notation == .date && table.gaps.policy == "error")
    }

    @Test("six digits are months where no part is above 12, unless their column is called weeks")
    func yearMonths() throws {
        let months = ["202310", "202311", "202312", "202401"]
        #expect(try inspect(months, header: "month").frequency == .monthly)
        let named = try inspect(months)
        #expect(named.frequency == .monthly && named.warnings.isEmpty)
        let open = try inspect(["202301", "202302", "202303"])
        #expect(open.frequency == .monthly && open.warnings.first?.contains("yyyyww") == true)
        let weeks = try inspect(["202301", "202302", "202303"], header: "week")
        #expect(weeks.frequency == .weekly && weeks.dialect.dateFormat == .yearWeek)
    }

    @Test("ISO weeks and quarters are dates")
    func isoWeeks() throws {
        let weeks = try inspect(["2020-W52", "2020-W53", "2021-W01", "2021-W02"])
        #expect(weeks.frequency == .weekly && weeks.gaps.policy == "error")
        #expect(weeks.dialect.dateFormat == .isoWeek)
        let quarters = try inspect(["2023-Q3", "2023-Q4", "2024-Q1"])
        #expect(quarters.frequency == .quarterly && quarters.dialect.dateFormat == .quarter)
        #expect(try inspect(["Q3 2023", "Q4 2023", "Q1 2024"]).frequency == .quarterly)
    }

    @Test("years are yearly where their column is called so")
    func years() throws {
        let table = try inspect(["1998", "1999", "2000", "2001"], header: "Year")
        #expect(table.frequency == .yearly && table.dialect.dateFormat == .year)
        #expect(try inspect(["1998", "1999", "2000", "2001"], header: "week").notation == .number)
    }

    @Test(
        "numbers of spreadsheets and computers are dates, and the guess is told",
        arguments: [
            (["44928", "44935", "44942"], "weekly", DateFormat.excel, "44928 is 2023-01-02"),
            (["44928", "44929", "44930"], "daily", .excel, "44928 is 2023-01-02"),
            (["1704067200", "1704153600", "1704240000"], "daily", .epochSeconds, "is 2024-01-01"),
            (
                ["1704067200", "1704070800", "1704074400", "1704078000"], "hourly", .epochSeconds,
                "is 2024-01-01"
            ),
            (
                ["1704067200000", "1704070800000", "1704074400000"], "hourly", .epochMilliseconds,
                "is 2024-01-01"
            ),
        ])
    func encodedNumbers(labels: [String], frequency: String, format: DateFormat, words: String) throws {
        let table = try inspect(labels)
        #expect(table.frequency.rawValue == frequency && table.dialect.dateFormat == format)
        #expect(table.warnings.first?.contains(words) == true, "\(table.warnings)")
    }

    @Test("a year and its week are one period, in two columns, and no part of the id")
    func yearAndWeek() throws {
        let rows = [(2020, 52), (2020, 53), (2021, 1), (2021, 2)]
        let csv = "sku,year,week,qty\n" + rows.map { "a,\($0.0),\($0.1),3\nb,\($0.0),\($0.1),4\n" }.joined()
        let table = try inspect(csv)
        #expect(table.time == ["year", "week"] && table.frequency == .weekly && table.notation == .date)
        #expect(table.names(.series) == ["sku"] && table.names(.target) == ["qty"])
        #expect(table.gaps.policy == "error" && table.dialect.dateFormat == .iso)
        #expect(!table.warnings.contains { $0.contains("joined.csv") })
        #expect(table.warnings.first?.contains("2020-W52 begins on 2020-12-21") == true, "\(table.warnings)")
    }

    @Test("a year and its month or quarter, a day and its hour")
    func otherPairs() throws {
        let months = try inspect("year,month,sku,qty\n2023,11,a,1\n2023,12,a,2\n2024,1,a,3\n2024,2,a,5\n")
        #expect(months.time == ["year", "month"] && months.frequency == .monthly)
        let quarters = try inspect("year,quarter,sku,qty\n2023,3,a,1\n2023,4,a,2\n2024,1,a,3\n2024,2,a,5\n")
        #expect(quarters.time == ["year", "quarter"] && quarters.frequency == .quarterly)
        let hours = (0..<48).map { "2024-01-0\($0 / 24 + 1),\($0 % 24),a,\($0 % 5)\n" }.joined()
        let table = try inspect("date,hour,sku,qty\n" + hours)
        #expect(table.time == ["date", "hour"] && table.frequency == .hourly && table.gaps.policy == "error")
    }

    @Test(
        "dates that keep to no frequency are refused, not filled",
        arguments: [
            (0..<12).flatMap {
                ["2023-\($0 < 9 ? "0" : "")\($0 + 1)-01", "2023-\($0 < 9 ? "0" : "")\($0 + 1)-16"]
            },
            ["2023-01-03", "2023-02-11", "2023-05-28", "2023-07-01", "2023-11-17", "2024-01-20"],
        ])
    func noFrequency(labels: [String]) throws {
        let found = try complaints { try inspect(labels) }
        #expect(found.codes == ["D222"] && found[0].fix?.contains("--frequency daily;") == true)
        var wish = TableWish()
        wish.frequency = .daily
        let table = try inspect(labels, wish: wish)
        #expect(table.frequency == .daily && table.gaps.policy == "zero")
    }

    @Test("a frequency that was said is taken; where dates keep to a longer one, what is between is missing")
    func saidFrequency() throws {
        var wish = TableWish()
        wish.frequency = .monthly
        let table = try inspect(Self.dates("quarterly", "2001-01-01", 8), wish: wish)
        #expect(table.frequency == .monthly && table.gaps.policy == "missing")
        wish.frequency = .daily
        let numbered = try inspect(["1", "2", "3"], header: "period", wish: wish)
        #expect(numbered.frequency == .daily && numbered.notation == .number)
    }

    @Test("a column of periods that was named is read as what it is, whatever others hold")
    func namedColumn() throws {
        let csv = "day,sku,week,qty\n2024-01-01,a,202401,3\n2024-01-08,a,202402,4\n2024-01-15,a,202403,4\n"
        var wish = TableWish()
        wish.time = "week"
        let table = try inspect(csv, wish: wish)
        #expect(table.time == ["week"] && table.dialect.dateFormat == .yearWeek)
        wish.time = "day"
        #expect(try inspect(csv, wish: wish).dialect.dateFormat == .iso)
        let pair = "sku,year,week,period,qty\na,2024,1,1,5\na,2024,2,2,6\na,2024,3,3,8\n"
        wish.time = "period"
        #expect(try inspect(pair, wish: wish).notation == .number)
        wish.time = "week"
        #expect(try inspect(pair, wish: wish).time == ["year", "week"])
    }

    @Test("a format of numbers that was named is taken, and no other")
    func namedFormat() throws {
        var wish = TableWish()
        wish.dateFormat = .yearWeek
        let weeks = try inspect(["202301", "202302", "202303"], wish: wish)
        #expect(weeks.frequency == .weekly && weeks.dialect.dateFormat == .yearWeek && weeks.warnings.isEmpty)
        wish.dateFormat = .excel
        let days = try inspect(["44928", "44929", "44930"], header: "when", wish: wish)
        #expect(days.frequency == .daily && days.time == ["when"])
        wish.dateFormat = .compact
        #expect(
            try inspect(["202301", "202302", "202303"], header: "week", wish: wish).frequency == .monthly)
    }

    @Test("products that rarely sell on one day of the week are weekly, whatever weeks they hit")
    func rareSales() throws {
        let weeks = [0, 4, 6, 14, 20, 30, 38, 44, 60, 72, 90, 100]
        let labels = weeks.map { CivilDate(dayNumber: 18_631 + 7 * $0).description }
        let table = try inspect(labels)
        #expect(table.frequency == .weekly && table.gaps.policy == "zero")
    }

    @Test("numbers that jump are no periods in a row")
    func jumps() throws {
        let found = try complaints {
            try inspect((0..<8).map { "\(2024 + $0 / 4)\($0 % 4 + 1)" }, header: "period")
        }
        #expect(found.codes == ["D213"])
    }

    @Test("days on which no series ever has a row are closed, not empty")
    func closed() throws {
        let open = Self.dates("daily", "2024-01-01", 70).filter { CivilDate($0)?.weekday != .sunday }
        let table = try inspect(open)
        #expect(table.frequency == .daily && table.gaps.policy == "missing")
        let hours = Self.dates("hourly", "2024-01-01", 240).filter {
            (8...19).contains(Int($0.suffix(5).prefix(2)) ?? 0)
        }
        #expect(try inspect(hours).gaps.policy == "missing")
    }

    @Test("business days on which no series has a row are holidays; what one series lacks is its own")
    func holidays() throws {
        let days = Self.dates("business_days", "2024-12-02", 40).filter {
            !$0.hasSuffix("12-25") && !$0.hasSuffix("01-01")
        }
        let table = try inspect(days)
        #expect(table.frequency == .businessDays && table.gaps.policy == "missing")
        let rows =
            days.map { "\($0),a,1\n" }
            + days.dropLast(3).enumerated().filter { $0.offset % 9 != 4 }.map { "\($0.element),b,1\n" }
        #expect(try inspect("date,sku,qty\n" + rows.joined()).gaps.policy == "zero")
    }

    @Test("rows that are all written at noon are days")
    func noon() throws {
        let table = try inspect(Self.dates("daily", "2024-03-20", 20).map { "\($0) 12:00" })
        #expect(table.frequency == .daily && table.gaps.policy == "error" && table.clockChange == nil)
    }

    /// The hours of local time in Berlin around a change of clocks, with or without their distance from UTC.
    private static func berlin(_ day: String, isSpring: Bool, zoned: Bool) -> [String] {
        let before = dates("hourly", day, 48).map { $0.replacing(" ", with: "T") }
        return before.enumerated().flatMap { index, label -> [String] in
            let hour = index
            let winter = label + ":00" + (zoned ? "+01:00" : "")
            let summer = label + ":00" + (zoned ? "+02:00" : "")
            if isSpring { return hour == 2 ? [] : [hour < 2 ? winter : summer] }
            return hour == 2 ? [summer, winter] : [hour < 2 ? summer : winter]
        }
    }

    @Test("a doubled and a skipped hour are recognised, with and without zones", arguments: [true, false])
    func clocks(zoned: Bool) throws {
        let autumn = try inspect(Self.berlin("2024-10-27", isSpring: false, zoned: zoned))
        #expect(autumn.frequency == .hourly && autumn.clockChange == .mean && autumn.gaps.policy == "error")
        let spring = try inspect(Self.berlin("2024-03-31", isSpring: true, zoned: zoned))
        #expect(spring.frequency == .hourly && spring.clockChange == .mean && spring.gaps.policy == "error")
        #expect(try inspect(Self.dates("hourly", "2024-10-27", 48).map { $0 + "Z" }).clockChange == nil)
    }

    // MARK: - Reading what was recognised

    private func panel(_ labels: [String], gaps: String = "zero", rule: String?) throws -> Panel {
        let yaml =
            weekly.replacing("frequency: weekly", with: "frequency: hourly") + "gaps: \(gaps)\n"
            + (rule.map { "clock_change: \($0)\n" } ?? "")
        let csv = "sku,week,volume\n" + labels.enumerated().map { "a,\($1),\($0 + 1)\n" }.joined()
        return try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
    }

    @Test("the skipped hour is missing, never 0", arguments: [true, false], ["zero", "missing", "error"])
    func skipped(zoned: Bool, gaps: String) throws {
        let panel = try panel(
            Self.berlin("2024-03-31", isSpring: true, zoned: zoned), gaps: gaps, rule: "mean")
        #expect(panel.grid.count == 48 && panel.columns[0].values[2].isNaN)
        #expect(panel.columns[0].values.count { $0.isNaN } == 1 && panel.columns[0].values[3] == 3)
    }

    @Test("the doubled hour is the sum or the mean of its rows", arguments: [true, false])
    func doubled(zoned: Bool) throws {
        let labels = Self.berlin("2024-10-27", isSpring: false, zoned: zoned)
        #expect(try Array(panel(labels, rule: "sum").columns[0].values.prefix(4)) == [1, 2, 7, 5])
        #expect(try Array(panel(labels, rule: "mean").columns[0].values.prefix(4)) == [1, 2, 3.5, 5])
    }

    @Test("without the rule, both are errors that name it")
    func advice() throws {
        let autumn = try complaints {
            try panel(Self.berlin("2024-10-27", isSpring: false, zoned: true), rule: nil)
        }
        #expect(autumn.codes == ["D223"] && autumn[0].fix?.contains("clock_change: sum or mean") == true)
        let spring = try complaints {
            try panel(Self.berlin("2024-03-31", isSpring: true, zoned: true), gaps: "error", rule: nil)
        }
        #expect(spring.codes == ["D224"] && spring[0].fix?.contains("clock_change: mean") == true)
    }

    @Test("a second row by day, a third row by night and a second night are duplicates all the same")
    func duplicates() throws {
        let labels = Self.berlin("2024-10-27", isSpring: false, zoned: false)
        #expect(try complaints { try panel(labels + ["2024-10-27 13:00"], rule: "sum") }.codes == ["D223"])
        #expect(
            try complaints { try panel(labels + ["2024-10-27 02:00"], rule: "sum") }.codes == [
                "D223", "D223",
            ])
        #expect(try complaints { try panel(labels + ["2024-10-28 02:00"], rule: "sum") }.codes == ["D223"])
    }

    @Test("an hour that one series alone does not have is a gap")
    func ownGap() throws {
        let yaml = weekly.replacing("weekly", with: "hourly") + "clock_change: mean\n"
        let hours = Self.dates("hourly", "2024-03-31", 6)
        let rows = hours.map { "a,\($0),1\n" } + hours.filter { !$0.hasSuffix("02:00") }.map { "b,\($0),1\n" }
        let found = try complaints {
            try TemporaryProject(yaml: yaml, files: ["sales.csv": "sku,week,volume\n" + rows.joined()])
                .panel()
        }
        #expect(found.codes == ["D224"])
    }

    @Test(
        "two columns of a period are read as one",
        arguments: [("weekly", "2020-12-28"), ("monthly", "2021-01-01")])
    func pairs(frequency: String, first: String) throws {
        let yaml = weekly.replacing("frequency: weekly", with: "frequency: \(frequency)")
            .replacing("time: week", with: "time: [year, part]")
        let weeks = "2020,53,a,1\n2021,1,a,2\n"
        let months = "2021,1,a,1\n2021,02,a,2\n"
        let csv = "year,part,sku,volume\n" + (frequency == "weekly" ? weeks : months)
        let panel = try TemporaryProject(yaml: yaml, files: ["sales.csv": csv]).panel()
        #expect(panel.grid.label(of: 0) == first && panel.columns[0].values == [1, 2])
        let bad = "year,part,sku,volume\n2021,\(frequency == "weekly" ? 53 : 13),a,1\n"
        let found = try complaints { try TemporaryProject(yaml: yaml, files: ["sales.csv": bad]).panel() }
        #expect(found.codes == ["D213"])
    }
}
