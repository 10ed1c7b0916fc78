internal import ForecastCore

/// What the calendar says about a period: known for every period to come.
package enum CalendarFact: String, Hashable, Sendable, CaseIterable {
    case hourOfDay = "hour_of_day"
    case dayOfWeek = "day_of_week"
    case dayOfMonth = "day_of_month"
    case dayOfYear = "day_of_year"
    case weekOfYear = "week_of_year"
    case month, quarter, year
    case isWeekend = "is_weekend"
    case isHoliday = "is_holiday"
    case daysToHoliday = "days_to_holiday"
    case daysSinceHoliday = "days_since_holiday"

    /// Those that come round, so that they can be drawn on a circle.
    package static let cyclic: [CalendarFact] = [
        .hourOfDay, .dayOfWeek, .dayOfMonth, .weekOfYear, .month, .quarter,
    ]

    var needsHolidays: Bool { self == .isHoliday || self == .daysToHoliday || self == .daysSinceHoliday }

    /// Why a grid cannot give this fact; nil when it can.
    func obstacle(on grid: TimeGrid) -> String? {
        if case .number = grid.origin { return "a data set with dates" }
        switch self {
        case .hourOfDay: return grid.frequency.isWithinDays ? nil : "hourly data"
        case .dayOfWeek, .isWeekend:
            return [.minute, .hour, .day, .businessDay].contains(grid.frequency.unit)
                ? nil : "hourly or daily data"
        default: return nil
        }
    }

    var description: String {
        switch self {
        case .hourOfDay: "hour at which the period starts (0 to 23)"
        case .dayOfWeek: "day of the week (1 Monday to 7 Sunday)"
        case .dayOfMonth: "day of the month of the period's first day"
        case .dayOfYear: "day of the year of the period's first day"
        case .weekOfYear: "ISO week of the period's first day"
        case .month: "month of the period's first day"
        case .quarter: "quarter of the period's first day"
        case .year: "year of the period's first day"
        case .isWeekend: "1 on Saturday and Sunday, else 0"
        case .isHoliday:
            "1 when a holiday falls into the period, else 0; missing before the first year and after the last day listed"
        case .daysToHoliday:
            "days from the period's first day to the first holiday on or after it; missing outside what is listed"
        case .daysSinceHoliday:
            "days from the last holiday on or before the period's first day to that day; missing after the last one listed"
        }
    }
}
