import DataSnapshots
import ForecastCore
import Foundation
import Testing

/// Axes of time that are easily misread: each is read as what it is, or refused with what to do.
@Suite("odd axes of time") struct OddTimesTests {
    private func inspect(_ csv: String, wish: TableWish = TableWish()) throws -> TableInspection {
        let project = try TemporaryProject(yaml: "", files: ["t.csv": csv])
        return try TableInspection(
            of: project.folder.appending(path: "t.csv").path(), displayedAs: "t.csv", wish: wish)
    }

    private func inspect(_ labels: [String], header: String = "date") throws -> TableInspection {
        try inspect("\(header),sku,qty\n" + labels.enumerated().map { "\($1),a,\($0 % 7 + 1)\n" }.joined())
    }

    private static func dates(_ frequency: String, _ start: String, _ count: Int) -> [String] {
        guard let frequency = Frequency(rawValue: frequency), let day = CivilDate(start) else { return [] }
        let grid = TimeGrid(frequency: frequency, origin: .calendar(day, hour: 0), count: count)
        return (0..<count).map(grid.label)
    }

    @Test(
        "any length that divides a day is one",
        arguments: ["90 minutes", "8 hours", "45 minutes", "12 minutes"])
    func lengths(frequency: String) throws {
        let table = try inspect(Self.dates(frequency, "2024-01-01", 200))
        #expect(table.frequency.rawValue == frequency && table.gaps.policy == "error")
    }

    @Test("midnights of Berlin in UTC are no hours: they are refused, with two of them")
    func midnights() throws {
        let winter = Self.dates("daily", "2024-03-20", 11).map { "\($0)T23:00:00Z" }
        let summer = Self.dates("daily", "2024-03-31", 11).map { "\($0)T22:00:00Z" }
        let found = try complaints { try inspect(winter + summer) }
        #expect(found.codes == ["D213"])
        #expect(
            found[0].message.contains("'2024-03-20T23:00:00Z' in line 2, '2024-03-31T22:00:00Z' in line 13"))
        #expect(found[0].fix?.contains("YYYY-MM-DD") == true)
    }

    @Test("one series of weeks among days: what is between its rows is not 0")
    func mixed() throws {
        let days = Self.dates("daily", "2024-01-01", 70).map { "\($0),a,1\n" }
        let weeks = Self.dates("weekly", "2024-01-01", 10).map { "\($0),b,2\n" }
        let table = try inspect("date,sku,qty\n" + (days + weeks).joined())
        #expect(table.frequency == .daily && table.gaps.policy == "missing")
        #expect(table.gaps.reason.contains("line 72 begins a series with a row every 7 days"))
    }

    @Test("months in which no series ever has a row are closed, not empty")
    func closedMonths() throws {
        let months = Self.dates("monthly", "2018-01-01", 60).filter {
            !$0.contains("-07-") && !$0.contains("-08-")
        }
        #expect(try inspect(months).gaps.policy == "missing")
        let terms = Self.dates("monthly", "2000-01-01", 240).filter { label in
            ["-01-", "-04-", "-09-"].contains { label.contains($0) }
        }
        #expect(try inspect(terms).gaps.policy == "missing")
    }

    @Test("months of four and five weeks are months on changing days, not weeks with holes")
    func retailMonths() throws {
        let starts = (0..<36).reduce(into: [0]) { $0.append($0[$0.count - 1] + [28, 28, 35][$1 % 3]) }
        let table = try inspect(starts.map { CivilDate(dayNumber: 18_631 + $0).description })
        #expect(table.frequency == .monthly && table.warnings.contains { $0.contains("YYYY-MM") })
    }

    @Test("a day and its time of day, a year and Q1, W05 or a month's name, in two columns")
    func pairs() throws {
        let hours = Self.dates("15 minutes", "2024-01-01", 300).map {
            "\($0.prefix(10)),\($0.suffix(5)),m1,3\n"
        }
        let quarters = try inspect("date,time,meter,qty\n" + hours.joined())
        #expect(quarters.time == ["date", "time"] && quarters.frequency.rawValue == "15 minutes")
        #expect(quarters.names(.series) == ["meter"])
        let named = (0..<12).map { "a,\(2010 + $0 / 4),Q\($0 % 4 + 1),\($0 % 5)\n" }
        let table = try inspect("sku,year,quarter,qty\n" + named.joined())
        #expect(table.time == ["year", "quarter"] && table.frequency == .quarterly)
        let weeks = (1...12).map { "a,2024,W\($0 < 10 ? "0" : "")\($0),\($0 % 5)\n" }
        #expect(try inspect("sku,year,week,qty\n" + weeks.joined()).frequency == .weekly)
        let words = ["January", "Februar", "mars", "abril"].map { "a,2024,\($0),2\n" }
        let found = try complaints { try inspect("sku,year,month,qty\n" + words.joined()) }
        #expect(found.codes == ["D213"] && found[0].fix?.contains("1 to 12") == true)
    }

    @Test("numbers of eight and six digits name series where they repeat beside dates")
    func articles() throws {
        for header in ["article", "batch"] {
            let rows = Self.dates("weekly", "2024-01-01", 9).flatMap { week in
                ["20240101", "20240102"].map { "\($0),\(week),4\n" }
            }
            let table = try inspect("\(header),date,qty\n" + rows.joined())
            #expect(table.names(.series) == [header] && table.time == ["date"])
        }
    }

    @Test("four digits called a time are years, with a word")
    func years() throws {
        let table = try inspect((1980..<2020).map(String.init), header: "time")
        #expect(table.frequency == .yearly && table.dialect.dateFormat == .year)
        #expect(table.warnings.first?.contains("1980 is 1980-01-01") == true, "\(table.warnings)")
        #expect(try inspect((1...40).map(String.init), header: "time").notation == .number)
    }

    @Test(
        "what no format reads is refused with how to write it",
        arguments: [
            ("2024-1", "month", "2024-01"), ("2024-W05-1", "date", "YYYY-Www"),
            ("KW05 2024", "woche", "YYYY-Www"),
            ("2024/05", "week", "YYYY-Www"), ("05/2024", "week", "YYYY-Www"), ("20241", "quarter", "YYYY-Qq"),
            ("Q1/2024", "quarter", "YYYY-Qq"), ("H1 2024", "date", "half years"),
            ("1704067200.0", "ts", "whole seconds"), ("1704067200000000", "ts", "whole seconds"),
            ("2024-01-01 05:00 EDT", "date", "from UTC"), ("Jan 2024", "month", "YYYY-MM"),
            ("04-Jan-2024", "date", "YYYY-MM"), ("01.02.24", "date", "four digits"),
            ("01/02/2024 05:00 PM", "date", "AM and PM"), ("2023-02-29", "date", "the calendar has none"),
        ])
    func advice(label: String, header: String, words: String) throws {
        let text = "\(header),sku,qty\n" + ["a", "b"].map { "\(label),\($0),3\n" }.joined()
        let found = try complaints { try inspect(text) }
        #expect(found.codes == ["D213"])
        let fix = found.first?.fix ?? ""
        #expect(fix.contains(words), "\(fix)")
    }

    @Test("where most cells are dates, the one that is none is told")
    func oneBadDay() throws {
        let found = try complaints { try inspect(["2023-02-27", "2023-02-28", "2023-02-29", "2023-03-01"]) }
        #expect(found.codes == ["D213"] && found[0].message.contains("'2023-02-29' in line 4"))
    }
}
