import Commands
import ForecastCore
import ReportMaking
import Testing

@Suite("seasons of any frequency") struct SeasonPlaceTests {
    private func grid(_ frequency: String, minute: Int = 0) throws -> TimeGrid {
        let day = try #require(CivilDate("2024-01-01"))
        return TimeGrid(
            frequency: try #require(Frequency(rawValue: frequency)),
            origin: .calendar(day, hour: 0, minute: minute), count: 400)
    }

    @Test(
        "a period's place has a name and a number",
        arguments: [
            ("weekly", "week of year", 52, "1"), ("2 weeks", "week of year", 25, "51"),
            ("monthly", "month", 13, "2"),
            ("2 months", "month", 7, "3"), ("quarterly", "quarter", 7, "4"), ("6 months", "quarter", 3, "3"),
            ("daily", "day of week", 8, "tue"), ("business_days", "day of week", 5, "mon"),
            ("10 days", "month", 4, "2"), ("hourly", "hour of day", 25, "1"),
            ("3 hours", "hour of day", 9, "3"),
            ("15 minutes", "hour of day", 7, "1"),
        ])
    func places(frequency: String, name: String, period: Int, label: String) throws {
        let season = try #require(SeasonPlace(of: grid(frequency)))
        #expect(season.name == name)
        #expect(season.place(of: period).map(season.label) == label)
    }

    @Test("years have no season, and neither have numbered periods")
    func none() throws {
        #expect(try SeasonPlace(of: grid("yearly")) == nil)
        #expect(SeasonPlace(of: TimeGrid(frequency: .weekly, origin: .number(1), count: 9)) == nil)
    }

    @Test(
        "the first spec looks back a season and two of them",
        arguments: [
            ("weekly", [1, 2, 4, 8, 13, 26, 52], [4, 13]), ("2 weeks", [1, 2, 3, 13, 26, 52], [4, 13]),
            ("monthly", [1, 2, 3, 6, 12, 24], [3, 12]), ("quarterly", [1, 2, 3, 4, 8], [4]),
            ("yearly", [1, 2, 3], [4]), ("daily", [1, 2, 7, 14, 28, 364], [7, 28]),
            ("business_days", [1, 2, 5, 10, 20, 260], [5, 20]), ("hourly", [1, 2, 4, 24, 48, 168], [4, 24]),
            ("15 minutes", [1, 2, 4, 96, 192, 672], [4, 96]),
        ])
    func lags(word: String, lags: [Int], means: [Int]) throws {
        let frequency = try #require(Frequency(rawValue: word))
        #expect(StarterLags.lags(frequency) == lags)
        #expect(StarterLags.means(frequency) == means)
    }
}
