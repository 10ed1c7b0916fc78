import ForecastCore
import Testing

@Suite("Time grids") struct TimeGridTests {
    private func grid(_ frequency: Frequency, _ start: String, hour: Int = 0) throws -> TimeGrid {
        TimeGrid(
            frequency: frequency, origin: .calendar(try #require(CivilDate(start)), hour: hour), count: 10)
    }

    @Test("weekly periods keep their weekday across months and years")
    func weekly() throws {
        let grid = try grid(.weekly, "2023-12-18")
        #expect((0...3).map(grid.label) == ["2023-12-18", "2023-12-25", "2024-01-01", "2024-01-08"])
        #expect((0..<520).allSatisfy { grid.date(of: $0)?.weekday == .monday })
        #expect(grid.label(of: -1) == "2023-12-11")
    }

    @Test("daily periods cross the end of February")
    func daily() throws {
        let grid = try grid(.daily, "2024-02-28")
        #expect((0...2).map(grid.label) == ["2024-02-28", "2024-02-29", "2024-03-01"])
        #expect(grid.label(of: 366) == "2025-02-28")
        #expect(grid.label(of: -28) == "2024-01-31")
    }

    @Test("monthly periods keep their day, clamped to the month's length and never drifting")
    func monthly() throws {
        let last = try grid(.monthly, "2023-12-31")
        #expect(
            (0...5).map(last.label)
                == ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"])
        #expect(last.label(of: 14) == "2025-02-28")
        #expect([-1, -12, -13].map(last.label) == ["2023-11-30", "2022-12-31", "2022-11-30"])
        let first = try grid(.monthly, "2024-01-01")
        #expect((0...12).map(first.label).last == "2025-01-01")
    }

    @Test("hourly periods cross midnight, from any first hour, in both directions")
    func hourly() throws {
        let grid = try grid(.hourly, "2024-02-28", hour: 22)
        #expect(
            (0...3).map(grid.label) == [
                "2024-02-28 22:00", "2024-02-28 23:00", "2024-02-29 00:00", "2024-02-29 01:00",
            ])
        #expect(grid.label(of: 26) == "2024-03-01 00:00")
        #expect([-22, -23].map(grid.label) == ["2024-02-28 00:00", "2024-02-27 23:00"])
        #expect(grid.date(of: 2) == CivilDate("2024-02-29"))
    }

    @Test("a numbered grid counts from its first number and has no dates", arguments: Frequency.named)
    func numbered(frequency: Frequency) {
        let grid = TimeGrid(frequency: frequency, origin: .number(40), count: 3)
        #expect((0...2).map(grid.label) == ["40", "41", "42"])
        #expect(grid.date(of: 0) == nil)
    }

    @Test("labels of one grid never repeat", arguments: Frequency.named)
    func unique(frequency: Frequency) throws {
        let grid = try grid(frequency, "2023-01-31")
        #expect(Set((0..<1000).map(grid.label)).count == 1000)
    }

    @Test("a step is called by its name, and has its cycle")
    func nouns() {
        let nouns = ["minute", "hour", "day", "business day", "week", "month", "quarter", "year"]
        #expect(Frequency.named.map { $0.stepNoun(1) } == nouns)
        #expect([0, 2, 13].map { Frequency.weekly.stepNoun($0) } == ["weeks", "weeks", "weeks"])
        #expect(Frequency.named.map(\.seasonLength) == [1440, 24, 7, 5, 52, 12, 4, 1])
        #expect(Frequency.named.map(\.stepsPerYear) == [525_960, 8766, 365, 261, 52, 12, 4, 1])
    }
}
