import ForecastCore
import SyntheticDemand
import Testing

@Suite("HolidayCalendar") struct HolidayCalendarTests {
    @Test(
        "finds the days of known years",
        arguments: [
            (HolidayCalendar.Feast.easter, 2024, "2024-03-31"), (.easter, 2025, "2025-04-20"),
            (.easter, 2000, "2000-04-23"),
            (.easter, 1954, "1954-04-18"), (.easter, 2038, "2038-04-25"), (.easter, 2285, "2285-03-22"),
            (.memorialDay, 2023, "2023-05-29"), (.memorialDay, 2021, "2021-05-31"),
            (.laborDay, 2025, "2025-09-01"),
            (.laborDay, 2024, "2024-09-02"), (.thanksgiving, 2023, "2023-11-23"),
            (.thanksgiving, 2024, "2024-11-28"),
            (.thanksgiving, 2025, "2025-11-27"), (.independenceDay, 2025, "2025-07-04"),
            (.christmas, 2023, "2023-12-25"),
        ])
    func knownDays(feast: HolidayCalendar.Feast, year: Int, expected: String) {
        #expect(feast.day(in: year)?.description == expected)
    }

    @Test("Easter is a Sunday between 22 March and 25 April in every year")
    func easters() throws {
        for year in 1583...2299 {
            let day = try #require(HolidayCalendar.Feast.easter.day(in: year))
            let (_, month, dayOfMonth) = day.components
            #expect(day.weekday == .sunday)
            #expect((322...425).contains(month * 100 + dayOfMonth))
        }
    }

    @Test("lists feasts in order, both ends included, none for an empty span")
    func spans() throws {
        let first = try #require(CivilDate("2023-12-25"))
        let last = try #require(CivilDate("2024-01-01"))
        let feasts = HolidayCalendar.feasts(from: first, through: last)
        #expect(feasts.map(\.feast) == [.christmas, .newYear])
        #expect(HolidayCalendar.feasts(from: last, through: first).isEmpty)
    }
}
