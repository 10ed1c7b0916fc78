internal import ForecastCore

/// Finds the time grid on which the rows of a table lie.
///
/// Looks at a summary of all labels, gathered in one pass: the extremes, their greatest common step, and
/// how often each place in a step (each weekday, each day of the month) occurs.
struct GridResolution {
    private let periods: PeriodParser
    private(set) var first = Int32.max
    private(set) var last = Int32.min
    private(set) var count = 0
    /// The greatest common divisor of all distances from the first label met, in units.
    private var commonStep: Int32 = 0
    private var anchor: Int32?
    /// How many rows begin a unit so far into a step: Tuesdays and Wednesdays of weeks, Februaries and Marches of
    /// quarters. **Shape** `[divisor]`.
    private var phases: [Int]
    /// How many rows fall on a day of the month, by the length of that month: `[4, 32]`, from 28 days on.
    private var monthDays = [Int](repeating: 0, count: 4 * 32)

    init(_ periods: PeriodParser) {
        self.periods = periods
        phases = Array(repeating: 0, count: Placement(periods: periods, first: 0).divisor)
    }

    /// What the day of a label is measured by; numbers have none.
    private var isCalendar: Bool { periods.notation == .date }
    private var unit: Frequency.Unit { periods.frequency.unit }

    mutating func take(_ ordinal: Int32) {
        first = min(first, ordinal)
        last = max(last, ordinal)
        count += 1
        let position = isCalendar && unit == .month ? ordinal / 32 : ordinal
        let origin = anchor ?? position
        anchor = origin
        if commonStep != 1 { commonStep = greatestCommonDivisor(commonStep, position - origin) }
        guard isCalendar else { return }
        if phases.count > 1 { phases[phase(ordinal)] += 1 }
        if unit == .month {
            let day = MonthDay(ordinal)
            monthDays[(day.length - 28) * 32 + day.day] += 1
        }
    }

    /// How far into a step, counted in its units, a label lies; weeks begin on Monday.
    private func phase(_ ordinal: Int32) -> Int {
        let position = unit == .month ? Int(ordinal) / 32 : unit == .week ? Int(ordinal) + 3 : Int(ordinal)
        return position - phases.count * floorDivide(position, phases.count)
    }

    /// The place of most rows; the earlier one of equals.
    private var majorityPhase: Int { phases.firstIndex(of: phases.max() ?? 0) ?? 0 }

    /// On how many days of the week rows begin, for advice.
    var usedWeekdays: Int {
        (0..<7).count { day in phases.indices.contains { $0 % 7 == day && phases[$0] > 0 } }
    }

    /// The day of the month that most rows keep, where 31 stands for the last day. The later one of
    /// equals, so that month ends are recognised.
    private var majorityMonthDay: Int {
        let onGrid = (1...31).map { day in
            (0..<4).reduce(0) { $0 + monthDays[$1 * 32 + min(day, $1 + 28)] }
        }
        return (onGrid.lastIndex(of: onGrid.max() ?? 0) ?? 0) + 1
    }

    /// What the common step says about rows of days or less that are a whole week, day or hour apart.
    var coarserFrequency: Frequency? {
        guard isCalendar, last - first > 0, periods.frequency.multiple == 1 else { return nil }
        switch unit {
        case .day where commonStep % 7 == 0: return .weekly
        case .hour where commonStep % (7 * 24) == 0: return .weekly
        case .hour where commonStep % 24 == 0: return .daily
        case .minute where commonStep % (7 * 1440) == 0: return .weekly
        case .minute where commonStep % 1440 == 0: return .daily
        case .minute where commonStep % 60 == 0: return .hourly
        default: return nil
        }
    }

    /// So many rows do not all keep to a step by chance.
    private static let manyRows = 20

    /// The longer step that all of many rows keep to: between them, nothing would ever be.
    var emptySteps: Frequency? {
        guard isCalendar, last - first > 0, count >= Self.manyRows, unit != .businessDay else { return nil }
        let units = Int(commonStep) / (unit == .week ? 7 : 1)
        guard units > periods.frequency.multiple, units % periods.frequency.multiple == 0 else { return nil }
        return Frequency(every: units, unit)
    }

    /// The grid, and what turns a label into its step.
    func grid() -> Placement {
        guard first <= last else { return Placement(periods: periods, first: 0) }
        guard isCalendar else { return Placement(periods: periods, first: Int(first)) }
        // The first row may be one of those in a wrong place.
        let shift = phases.count > 1 ? (majorityPhase - phase(first) + phases.count) % phases.count : 0
        switch unit {
        case .month:
            return Placement(periods: periods, first: Int(first) / 32 + shift, monthDay: majorityMonthDay)
        case .businessDay:
            let day = CivilDate(dayNumber: Int(first))
            return Placement(
                periods: periods,
                first: day.isBusinessDay ? day.dayNumber : day.dayNumber + 7 - day.weekday.rawValue)
        case .minute, .hour, .day, .week: return Placement(periods: periods, first: Int(first) + shift)
        }
    }

    /// Where labels lie on the grid.
    struct Placement {
        let periods: PeriodParser
        /// The ordinal (where steps are months: the month) of step 0.
        let first: Int
        /// 31 stands for the last day.
        var monthDay = 1

        /// Ordinals (months) in a step.
        var divisor: Int {
            guard periods.notation == .date else { return 1 }
            return periods.frequency.unit == .week
                ? 7 * periods.frequency.multiple : periods.frequency.multiple
        }

        /// The day of the week on which weeks begin.
        var weekday: Weekday? {
            periods.notation == .date && periods.frequency.unit == .week
                ? CivilDate(dayNumber: first).weekday : nil
        }

        /// The step of a label; nil beside the grid.
        func step(of ordinal: Int32) -> Int? {
            guard let distance = distance(to: ordinal), distance >= 0, distance % divisor == 0 else {
                return nil
            }
            return distance / divisor
        }

        /// Whether a label begins no step of the grid, however far it is continued.
        func isBeside(_ ordinal: Int32) -> Bool {
            guard let distance = distance(to: ordinal) else { return true }
            return distance % divisor != 0
        }

        /// Whether a label of months is on another day of its month than most.
        func isOtherDay(_ ordinal: Int32) -> Bool { distance(to: ordinal) == nil }

        /// From step 0 to a label; nil where no step of any phase begins.
        private func distance(to ordinal: Int32) -> Int? {
            guard periods.notation == .date else { return Int(ordinal) - first }
            switch periods.frequency.unit {
            case .month:
                let day = MonthDay(ordinal)
                return day.day == min(monthDay, day.length) ? Int(ordinal) / 32 - first : nil
            case .businessDay:
                let day = CivilDate(dayNumber: Int(ordinal))
                return day.isBusinessDay ? day.businessDay - CivilDate(dayNumber: first).businessDay : nil
            case .minute, .hour, .day, .week: return Int(ordinal) - first
            }
        }

        /// The last step that begins in the month of a label, or else not after it.
        func lastStep(notAfter ordinal: Int32) -> Int {
            let distance =
                if periods.notation == .date, periods.frequency.unit == .month {
                    Int(ordinal) / 32 - first
                } else if periods.notation == .date, periods.frequency.unit == .businessDay {
                    CivilDate(dayNumber: Int(ordinal)).businessDay - CivilDate(dayNumber: first).businessDay
                } else { Int(ordinal) - first }
            return max(0, distance) / divisor
        }

        /// Whether the first month is too short to tell its day from the last day of a month: a grid is
        /// known by its first day.
        var isAmbiguous: Bool {
            guard periods.notation == .date, periods.frequency.unit == .month, monthDay < 31 else {
                return false
            }
            return monthDay >= CivilDate.days(inMonth: first % 12 + 1, year: first / 12)
        }

        func timeGrid(count: Int) -> TimeGrid {
            let isMonth = periods.notation == .date && periods.frequency.unit == .month
            return TimeGrid(
                frequency: periods.frequency,
                origin: periods.origin(of: isMonth ? first * 32 + monthDay : first),
                count: count)
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
