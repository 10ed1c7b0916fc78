import ForecastCore
import Testing

@Suite("Frequencies") struct FrequencyTests {
    @Test(
        "a frequency has one form, a season and a name for its steps",
        arguments: [
            ("15 minutes", "15 minutes", 96, "periods of 15 minutes"),
            ("30 minutes", "30 minutes", 48, "periods of 30 minutes"),
            ("60 minutes", "hourly", 24, "hours"), ("3 hours", "3 hours", 8, "periods of 3 hours"),
            ("24 hours", "daily", 7, "days"), ("1 day", "daily", 7, "days"),
            ("10 days", "10 days", 37, "periods of 10 days"),
            ("business_days", "business_days", 5, "business days"), ("7 days", "weekly", 52, "weeks"),
            ("2 weeks", "2 weeks", 26, "periods of 2 weeks"),
            ("4 weeks", "4 weeks", 13, "periods of 4 weeks"),
            ("3 months", "quarterly", 4, "quarters"), ("1 quarter", "quarterly", 4, "quarters"),
            ("6 months", "6 months", 2, "periods of 6 months"), ("12 months", "yearly", 1, "years"),
            ("2 years", "2 years", 1, "periods of 2 years"),
        ])
    func forms(text: String, form: String, season: Int, noun: String) throws {
        let frequency = try #require(Frequency(rawValue: text))
        #expect(
            frequency.rawValue == form && frequency.seasonLength == season && frequency.stepNoun(2) == noun)
        #expect(Frequency(rawValue: frequency.rawValue) == frequency)
    }

    @Test(
        "other words are no frequencies",
        arguments: [
            "", "2", "weeks", "0 weeks", "-2 weeks", "1001 days", "2  weeks", "2 weeks ", "2 fortnights",
            "Weekly", "1.5 days",
            "2 business_days", "99999999999999999999 days", "every 2 weeks",
        ])
    func words(text: String) { #expect(Frequency(rawValue: text) == nil) }

    private static let frequencies = [
        "yearly", "2 years", "quarterly", "6 months", "monthly", "weekly", "2 weeks", "3 weeks", "daily",
        "2 days",
        "business_days", "hourly", "3 hours", "5 hours", "15 minutes", "7 minutes",
    ]

    @Test("every step of a hundred years starts on a date that leads back to it", arguments: frequencies)
    func roundTrip(text: String) throws {
        let frequency = try #require(Frequency(rawValue: text))
        for start in ["1950-01-02", "1999-12-31", "2024-02-29"] {
            var day = try #require(CivilDate(start))
            if frequency == .businessDays { day = CivilDate(businessDay: day.businessDay) }
            let grid = TimeGrid(
                frequency: frequency, origin: .calendar(day, hour: frequency.isWithinDays ? 5 : 0), count: 1)
            // Every step of the coarse ones; of the fine ones some that share no factor with a day.
            let end = 100 * frequency.stepsPerYear
            let wrong = stride(from: -10, to: end, by: max(1, end / 40_000)).first { step in
                guard let date = grid.date(of: step) else { return true }
                return grid.step(startingOn: date, minute: grid.minuteOfDay(of: step)) != step
            }
            #expect(wrong == nil)
        }
    }

    @Test("steps follow each other without a hole", arguments: frequencies)
    func order(text: String) throws {
        let frequency = try #require(Frequency(rawValue: text))
        let grid = TimeGrid(
            frequency: frequency, origin: .calendar(try #require(CivilDate("2023-12-29")), hour: 0), count: 1)
        let starts = (0..<400).compactMap { step in
            grid.date(of: step).map { $0.dayNumber * 1440 + grid.minuteOfDay(of: step) }
        }
        #expect(starts.count == 400 && zip(starts.dropFirst(), starts).allSatisfy { $0 > $1 })
        if frequency.unit != .month, frequency.unit != .businessDay {
            #expect(Set(zip(starts.dropFirst(), starts).map { $0 - $1 }).count == 1)
        }
    }

    @Test("days between two steps start none")
    func between() throws {
        func grid(_ text: String, _ start: String) throws -> TimeGrid {
            TimeGrid(
                frequency: try #require(Frequency(rawValue: text)),
                origin: .calendar(try #require(CivilDate(start)), hour: 0), count: 1)
        }
        func step(_ grid: TimeGrid, _ date: String, minute: Int = 0) throws -> Int? {
            grid.step(startingOn: try #require(CivilDate(date)), minute: minute)
        }
        #expect(try step(grid("2 weeks", "2024-01-01"), "2024-01-08") == nil)
        #expect(try step(grid("2 weeks", "2024-01-01"), "2024-01-15") == 1)
        #expect(try step(grid("business_days", "2024-01-05"), "2024-01-06") == nil)
        #expect(try step(grid("business_days", "2024-01-05"), "2024-01-08") == 1)
        #expect(try step(grid("quarterly", "2024-03-31"), "2024-06-30") == 1)
        #expect(try step(grid("quarterly", "2024-03-31"), "2024-05-31") == nil)
        #expect(try step(grid("yearly", "2024-02-29"), "2025-02-28") == 1)
        #expect(try step(grid("3 hours", "2024-01-01"), "2024-01-01", minute: 180) == 1)
        #expect(try step(grid("3 hours", "2024-01-01"), "2024-01-01", minute: 181) == nil)
        #expect(try step(grid("15 minutes", "2024-01-01"), "2023-12-31", minute: 1425) == -1)
    }

    @Test(
        "labels across the borders of their cycle",
        arguments: [
            ("yearly", "2023-01-01", ["2023-01-01", "2024-01-01", "2025-01-01"]),
            ("yearly", "2024-02-29", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
            ("quarterly", "2023-11-30", ["2023-11-30", "2024-02-29", "2024-05-31", "2024-08-31"]),
            ("quarterly", "2023-10-01", ["2023-10-01", "2024-01-01", "2024-04-01"]),
            ("2 weeks", "2020-12-21", ["2020-12-21", "2021-01-04", "2021-01-18"]),
            ("business_days", "2024-02-28", ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-04"]),
        ])
    func labels(text: String, start: String, expected: [String]) throws {
        let grid = TimeGrid(
            frequency: try #require(Frequency(rawValue: text)),
            origin: .calendar(try #require(CivilDate(start)), hour: 0),
            count: 1)
        #expect(expected.indices.map(grid.label) == expected)
    }

    @Test("quarters of an hour cross midnight and show their minutes")
    func minutes() throws {
        let grid = TimeGrid(
            frequency: try #require(Frequency(every: 15, .minute)),
            origin: .calendar(try #require(CivilDate("2024-02-29")), hour: 23, minute: 30), count: 1)
        #expect((0...2).map(grid.label) == ["2024-02-29 23:30", "2024-02-29 23:45", "2024-03-01 00:00"])
    }

    @Test(
        "weeks of ISO 8601, by the examples of the standard's calendar",
        arguments: [
            (2020, 53, "2020-12-28"), (2021, 1, "2021-01-04"), (2015, 53, "2015-12-28"),
            (2016, 1, "2016-01-04"),
            (2024, 1, "2024-01-01"), (2026, 53, "2026-12-28"), (2022, 52, "2022-12-26"),
            (2023, 1, "2023-01-02"),
            (2009, 1, "2008-12-29"),
        ])
    func weeks(year: Int, week: Int, monday: String) {
        #expect(CivilDate(isoYear: year, week: week)?.description == monday)
    }

    @Test("years without a week 53 have none", arguments: [2019, 2021, 2022, 2023, 2024, 2025])
    func noWeek53(year: Int) { #expect(CivilDate(isoYear: year, week: 53) == nil) }

    @Test("of 400 years, 71 have 53 weeks, and every Monday is one week")
    func cycle() {
        let long = (2001...2400).count { CivilDate(isoYear: $0, week: 53) != nil }
        #expect(long == 71)
        let mondays = (2001...2100).flatMap { year in
            (0...54).compactMap { CivilDate(isoYear: year, week: $0)?.dayNumber }
        }
        #expect(zip(mondays.dropFirst(), mondays).allSatisfy { $0 - $1 == 7 })
    }
}
