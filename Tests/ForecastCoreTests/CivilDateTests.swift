import ForecastCore
import Testing

@Suite("Civil dates") struct CivilDateTests {
    @Test("every day from 1600 to 2400 follows the one before, by a calendar kept with carries alone")
    func everyDay() throws {
        var (year, month, day) = (1600, 1, 1)
        var number = try #require(CivilDate(year: 1600, month: 1, day: 1)).dayNumber
        var weekday = Weekday.saturday
        var wrong: [String] = []
        while year <= 2400 {
            let date = CivilDate(year: year, month: month, day: day)
            let back = CivilDate(dayNumber: number)
            let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            if date?.dayNumber != number || back.components != (year, month, day) || back.description != text
                || CivilDate(text) != back || back.weekday != weekday
            {
                wrong.append(text)
            }
            number += 1
            weekday = Weekday.allCases[(weekday.rawValue + 1) % 7]
            day += 1
            if day > length(month, year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(wrong.isEmpty)
    }

    private func length(_ month: Int, _ year: Int) -> Int {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        return lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)
    }

    @Test(
        "known days have their known numbers and weekdays",
        arguments: [
            ("1970-01-01", 0, Weekday.thursday), ("1969-12-31", -1, .wednesday),
            ("2000-01-01", 10_957, .saturday),
            ("2000-02-29", 11_016, .tuesday), ("2024-02-29", 19_782, .thursday),
            ("2038-01-19", 24_855, .tuesday),
            ("1600-01-01", -135_140, .saturday), ("0001-01-01", -719_162, .monday),
            ("9999-12-31", 2_932_896, .friday),
        ])
    func knownDays(text: String, number: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(text))
        #expect(date.dayNumber == number && date.weekday == weekday && date.description == text)
    }

    @Test(
        "February has 29 days every fourth year, not every hundredth, but every four hundredth",
        arguments: [
            (1600, 29), (1700, 28), (1800, 28), (1900, 28), (2000, 29), (2023, 28), (2024, 29), (2100, 28),
            (2400, 29),
        ])
    func leapYears(year: Int, days: Int) {
        #expect(CivilDate.days(inMonth: 2, year: year) == days)
        #expect((CivilDate(year: year, month: 2, day: 29) != nil) == (days == 29))
    }

    @Test(
        "a text that is no day is refused",
        arguments: [
            "", "2024", "2024-1-01", "2024-01-1", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31",
            "2023-02-29",
            "0000-01-01", "2024/01/01", "2024-01-01 ", " 2024-01-01", "2024-01-01T00", "20240101",
            "-024-01-01", "2024-+1-01",
            "２０２４-01-01", "2024-0a-01", "2024-01-٠١",
        ])
    func invalidTexts(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("days out of range are refused")
    func invalidComponents() {
        for (year, month, day) in [
            (0, 1, 1), (10_000, 1, 1), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0), (2024, 1, 32), (-1, 1, 1),
        ] {
            #expect(CivilDate(year: year, month: month, day: day) == nil)
        }
    }

    @Test("dates are ordered in time, and substrings are read too")
    func order() throws {
        let texts = ["1999-12-31", "2000-01-01", "2000-02-29", "2000-03-01", "2010-01-01"]
        #expect(texts.compactMap { CivilDate($0) }.sorted().map(\.description) == texts)
        #expect(CivilDate("x2000-01-01".dropFirst()) == CivilDate("2000-01-01"))
    }

    @Test("weekdays have names for files and for people")
    func weekdayNames() {
        #expect(
            Weekday.allCases.map(\.name) == [
                "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            ])
        #expect(Weekday.sunday.description == "Sunday")
    }
}
