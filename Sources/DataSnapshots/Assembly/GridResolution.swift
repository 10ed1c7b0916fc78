internal import ForecastCore

/// Finds the time grid on which the rows of a table lie.
///
/// Looks at a summary of all labels, gathered in one pass: the extremes, their greatest common step, and
/// how often each weekday and each day of the month occurs.
struct GridResolution {
    private let periods: PeriodParser
    private(set) var first = Int32.max
    private(set) var last = Int32.min
    /// The greatest common divisor of all distances from the first label met.
    private var commonStep: Int32 = 0
    private var anchor: Int32?
    private var weekdays = [Int](repeating: 0, count: 7)
    /// How many rows fall on a day of the month, by the length of that month: `[4, 32]`, from 28 days on.
    private var monthDays = [Int](repeating: 0, count: 4 * 32)

    init(_ periods: PeriodParser) { self.periods = periods }

    /// What the day of a label is measured by; numbers have none.
    private var isCalendar: Bool { periods.notation == .date }

    mutating func take(_ ordinal: Int32) {
        first = min(first, ordinal)
        last = max(last, ordinal)
        let origin = anchor ?? ordinal
        anchor = origin
        if commonStep != 1 { commonStep = greatestCommonDivisor(commonStep, ordinal - origin) }
        guard isCalendar else { return }
        switch periods.frequency {
        case .weekly: weekdays[weekday(ordinal)] += 1
        case .monthly:
            let day = MonthDay(ordinal)
            monthDays[(day.length - 28) * 32 + day.day] += 1
        case .daily, .hourly: break
        }
    }

    /// The weekday of most rows; the earlier one of equals.
    var majorityWeekday: Int { weekdays.firstIndex(of: weekdays.max() ?? 0) ?? 0 }

    /// The rows of each weekday, for advice.
    var usedWeekdays: Int { weekdays.count { $0 > 0 } }

    /// The day of the month that most rows keep, where 31 stands for the last day. The later one of
    /// equals, so that month ends are recognised.
    var majorityMonthDay: Int {
        let onGrid = (1...31).map { day in
            (0..<4).reduce(0) { $0 + monthDays[$1 * 32 + min(day, $1 + 28)] }
        }
        return (onGrid.lastIndex(of: onGrid.max() ?? 0) ?? 0) + 1
    }

    /// What the common step says about daily rows a week apart or hourly rows a day apart.
    var coarserFrequency: Frequency? {
        guard isCalendar, last - first > 0 else { return nil }
        switch periods.frequency {
        case .daily where commonStep % 7 == 0: return .weekly
        case .hourly where commonStep % (7 * 24) == 0: return .weekly
        case .hourly where commonStep % 24 == 0: return .daily
        default: return nil
        }
    }

    func weekday(_ ordinal: Int32) -> Int { CivilDate(dayNumber: Int(ordinal)).weekday.rawValue }

    /// The grid, and what turns a label into its step.
    func grid() -> Placement {
        guard first <= last else { return Placement(periods: periods, first: 0) }
        guard isCalendar else { return Placement(periods: periods, first: Int(first)) }
        switch periods.frequency {
        case .hourly, .daily: return Placement(periods: periods, first: Int(first))
        case .weekly:
            // The first row may be one of those on a wrong day.
            let shift = (majorityWeekday - weekday(first) + 7) % 7
            return Placement(
                periods: periods, first: Int(first) + shift, divisor: 7, weekday: majorityWeekday)
        case .monthly:
            return Placement(periods: periods, first: Int(first) / 32, monthDay: majorityMonthDay)
        }
    }

    /// Where labels lie on the grid.
    struct Placement {
        let periods: PeriodParser
        /// The ordinal (monthly: the month) of step 0.
        let first: Int
        var divisor = 1
        /// 31 stands for the last day.
        var monthDay = 1
        var weekday: Int?

        /// The step of a label; nil beside the grid.
        func step(of ordinal: Int32) -> Int? {
            if periods.notation == .date, periods.frequency == .monthly {
                let day = MonthDay(ordinal)
                return day.day == min(monthDay, day.length) ? Int(ordinal) / 32 - first : nil
            }
            let distance = Int(ordinal) - first
            return distance >= 0 && distance % divisor == 0 ? distance / divisor : nil
        }

        /// Whether the first month is too short to tell its day from the last day of a month: a grid is
        /// known by its first day.
        var isAmbiguous: Bool {
            guard periods.notation == .date, periods.frequency == .monthly, monthDay < 31 else {
                return false
            }
            return monthDay >= CivilDate.days(inMonth: first % 12 + 1, year: first / 12)
        }

        func timeGrid(count: Int) -> TimeGrid {
            TimeGrid(frequency: periods.frequency, origin: origin, count: count)
        }

        private var origin: TimeGrid.Origin {
            guard periods.notation == .date else { return .number(first) }
            switch periods.frequency {
            case .daily, .weekly: return .calendar(CivilDate(dayNumber: first), hour: 0)
            case .hourly:
                let day = first >= 0 ? first / 24 : (first - 23) / 24
                return .calendar(CivilDate(dayNumber: day), hour: first - 24 * day)
            case .monthly:
                let (year, month) = (first / 12, first % 12 + 1)
                let day = min(monthDay, CivilDate.days(inMonth: month, year: year))
                return .calendar(
                    CivilDate(year: year, month: month, day: day) ?? CivilDate(dayNumber: 0), hour: 0)
            }
        }
    }
}

/// The day of a monthly label and the length of its month.
private struct MonthDay {
    let day: Int
    let length: Int

    init(_ ordinal: Int32) {
        let month = Int(ordinal) / 32
        day = Int(ordinal) % 32
        length = CivilDate.days(inMonth: month % 12 + 1, year: month / 12)
    }
}

private func greatestCommonDivisor(_ left: Int32, _ right: Int32) -> Int32 {
    var (a, b) = (abs(left), abs(right))
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
