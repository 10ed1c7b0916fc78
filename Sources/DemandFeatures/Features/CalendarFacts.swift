internal import ForecastCore
internal import NumericKernels

/// The periods of a grid and the holidays, ready to be asked for facts.
struct CalendarFacts {
    let grid: TimeGrid
    /// Day numbers, ascending.
    let holidays: [Int]

    init(grid: TimeGrid, holidays: [Holiday]) {
        self.grid = grid
        self.holidays = holidays.map(\.date.dayNumber).sorted()
    }

    /// The fact about period `step` in a form. NaN without a calendar, and for holidays before the first
    /// year or after the last day that is listed: knowledge that ends is not "no".
    func value(_ fact: CalendarFact, _ form: CalendarForm, of step: Int) -> Double {
        guard let day = grid.date(of: step) else { return .nan }
        switch form {
        case .plain: return plain(fact, day, step)
        case .sine: return PortableMath.sin(2 * Double.pi * turn(fact, day, step))
        case .cosine: return PortableMath.cos(2 * Double.pi * turn(fact, day, step))
        }
    }

    private func plain(_ fact: CalendarFact, _ day: CivilDate, _ step: Int) -> Double {
        let (year, month, dayOfMonth) = day.components
        switch fact {
        case .hourOfDay: return hour(of: step)
        case .dayOfWeek: return Double(day.weekday.rawValue + 1)
        case .dayOfMonth: return Double(dayOfMonth)
        case .dayOfYear: return Double(Self.dayOfYear(day))
        case .weekOfYear: return Double(Self.isoWeek(day))
        case .month: return Double(month)
        case .quarter: return Double((month - 1) / 3 + 1)
        case .year: return Double(year)
        case .isWeekend: return day.weekday.rawValue >= Weekday.saturday.rawValue ? 1 : 0
        case .isHoliday:
            if isHoliday(day, step) { return 1 }
            return isListed(day) ? 0 : .nan
        case .daysToHoliday:
            guard isListed(day) else { return .nan }
            return Double(holidays[firstHoliday(notBefore: day.dayNumber)] - day.dayNumber)
        case .daysSinceHoliday:
            let next = firstHoliday(notBefore: day.dayNumber + 1)
            return next > 0 && isListed(day) ? Double(day.dayNumber - holidays[next - 1]) : .nan
        }
    }

    /// How much of its cycle has passed, from 0 to below 1. The week turns with the day of the year, so that no
    /// year has a jump where it has 53 weeks.
    private func turn(_ fact: CalendarFact, _ day: CivilDate, _ step: Int) -> Double {
        let (year, month, dayOfMonth) = day.components
        switch fact {
        case .hourOfDay: return hour(of: step) / 24
        case .dayOfWeek: return Double(day.weekday.rawValue) / 7
        case .dayOfMonth: return Double(dayOfMonth - 1) / Double(CivilDate.days(inMonth: month, year: year))
        case .month: return Double(month - 1) / 12
        case .quarter: return Double((month - 1) / 3) / 4
        default:
            let length = CivilDate.days(inMonth: 2, year: year) == 29 ? 366 : 365
            return Double(Self.dayOfYear(day) - 1) / Double(length)
        }
    }

    /// 13.25 at 13:15.
    private func hour(of step: Int) -> Double { Double(grid.minuteOfDay(of: step)) / 60 }

    /// Whether the list speaks of a day: from the year of its first holiday on, up to its last one. Beyond, nobody has
    /// looked. A list may begin where the data do, in the middle of a year; where it ends, the next holiday is missing.
    private func isListed(_ day: CivilDate) -> Bool {
        guard let first = holidays.first, let last = holidays.last else { return false }
        return CivilDate(dayNumber: first).components.year <= day.components.year && day.dayNumber <= last
    }

    private func isHoliday(_ day: CivilDate, _ step: Int) -> Bool {
        let next = firstHoliday(notBefore: day.dayNumber)
        guard next < holidays.count else { return false }
        // The weekend behind a Friday is no part of it.
        let following = grid.frequency.unit == .businessDay ? day : grid.date(of: step + 1)
        let end = following?.dayNumber ?? day.dayNumber
        // The hours of a day share its date.
        return holidays[next] < max(end, day.dayNumber + 1)
    }

    /// The index of the first holiday on or after a day. **Complexity** O(log n).
    private func firstHoliday(notBefore day: Int) -> Int {
        var low = 0
        var high = holidays.count
        while low < high {
            let middle = (low + high) / 2
            if holidays[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func dayOfYear(_ day: CivilDate) -> Int {
        guard let first = CivilDate(year: day.components.year, month: 1, day: 1) else { return 0 }
        return day.dayNumber - first.dayNumber + 1
    }

    /// The week that holds the Thursday of the day's week (ISO 8601).
    private static func isoWeek(_ day: CivilDate) -> Int {
        (dayOfYear(CivilDate(dayNumber: day.dayNumber + 3 - day.weekday.rawValue)) - 1) / 7 + 1
    }
}
