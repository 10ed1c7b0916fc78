package import ForecastCore

/// Where a period stands in its season: a week in its year, a quarter of an hour in its day.
package struct SeasonPlace {
    private enum Kind: String {
        case week = "week of year"
        case month, quarter
        case weekday = "day of week"
        case hour = "hour of day"
    }

    private let kind: Kind
    private let grid: TimeGrid

    /// What the places are called in reports.
    package var name: String { kind.rawValue }

    /// Nil for numbered periods, which have no calendar, and for years, which have one place.
    package init?(of grid: TimeGrid) {
        guard grid.date(of: 0) != nil, let kind = Self.kind(of: grid.frequency) else { return nil }
        self.kind = kind
        self.grid = grid
    }

    private static func kind(of frequency: Frequency) -> Kind? {
        switch frequency.unit {
        case .minute, .hour: frequency.seasonLength > 1 ? .hour : nil
        // Several days make no whole week, so their cycle is the year.
        case .day: frequency.multiple == 1 ? .weekday : .month
        case .businessDay: .weekday
        case .week: .week
        case .month: frequency.isWholeYears ? nil : frequency.isWholeQuarters ? .quarter : .month
        }
    }

    package func place(of period: Int) -> Int? {
        guard let date = grid.date(of: period) else { return nil }
        return switch kind {
        case .week: Self.week(of: date)
        case .month: date.components.month
        case .quarter: (date.components.month + 2) / 3
        case .weekday: date.weekday.rawValue
        case .hour: grid.minuteOfDay(of: period) / 60
        }
    }

    package func label(of place: Int) -> String {
        guard kind == .weekday else { return String(place) }
        return Weekday(rawValue: place).map { String($0.name.prefix(3)) } ?? String(place)
    }

    /// 1 to 53: the week that holds the Thursday of the same week from Monday on (ISO 8601).
    private static func week(of date: CivilDate) -> Int {
        let thursday = CivilDate(dayNumber: date.dayNumber - date.weekday.rawValue + 3)
        let year = thursday.components.year
        let first = CivilDate(year: year, month: 1, day: 1)?.dayNumber ?? thursday.dayNumber
        return (thursday.dayNumber - first) / 7 + 1
    }
}
