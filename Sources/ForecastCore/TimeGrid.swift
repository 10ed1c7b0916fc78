/// How far apart the steps of a series are.
package enum Frequency: String, Sendable, CaseIterable {
    case hourly, daily, weekly, monthly

    /// The number of steps in a year's cycle: the usual season length.
    package var stepsPerYear: Int {
        switch self {
        case .hourly: 8766
        case .daily: 365
        case .weekly: 52
        case .monthly: 12
        }
    }

    /// The default season length: a year of weeks or months, a week of days, a day of hours.
    package var seasonLength: Int {
        switch self {
        case .hourly: 24
        case .daily: 7
        case .weekly: 52
        case .monthly: 12
        }
    }

    /// `week`, `weeks`: the word for one step or many.
    package func stepNoun(_ count: Int) -> String {
        let singular =
            switch self {
            case .hourly: "hour"
            case .daily: "day"
            case .weekly: "week"
            case .monthly: "month"
            }
        return count == 1 ? singular : singular + "s"
    }
}

/// The regular grid of periods that all series of a panel share.
///
/// A grid step is an index from 0. Its *label* is what a user's files call the period: a date, a
/// date with an hour, or, where a data set has no calendar, a whole number.
package struct TimeGrid: Hashable, Sendable {
    package enum Origin: Hashable, Sendable {
        /// The first period starts on this day, at this hour (0 except in hourly grids). Weekly periods
        /// keep its weekday; monthly periods its day of month (clamped to the month's length), and the last
        /// day of a month stays the last.
        case calendar(CivilDate, hour: Int)
        /// Periods are numbered; the first one has this number.
        case number(Int)
    }

    package let frequency: Frequency
    package let origin: Origin
    /// The number of periods.
    package let count: Int

    package init(frequency: Frequency, origin: Origin, count: Int) {
        precondition(count >= 0, "a grid of \(count) periods")
        self.frequency = frequency
        self.origin = origin
        self.count = count
    }

    /// The day on which step `step` starts (steps beyond `count` are future periods); nil on a
    /// numbered grid.
    package func date(of step: Int) -> CivilDate? {
        guard case .calendar(let first, let hour) = origin else { return nil }
        switch frequency {
        case .hourly: return CivilDate(dayNumber: first.dayNumber + floorDivide(hour + step, 24))
        case .daily: return CivilDate(dayNumber: first.dayNumber + step)
        case .weekly: return CivilDate(dayNumber: first.dayNumber + 7 * step)
        case .monthly:
            let (year, month, day) = first.components
            let months = year * 12 + month - 1 + step
            let length = CivilDate.days(inMonth: months % 12 + 1, year: months / 12)
            let isMonthEnd = day == CivilDate.days(inMonth: month, year: year)
            return CivilDate(
                year: months / 12, month: months % 12 + 1, day: isMonthEnd ? length : min(day, length))
        }
    }

    /// What the user's files call step `step`: `2024-05-06`, `2024-05-06 13:00`, or `137`.
    package func label(of step: Int) -> String {
        switch origin {
        case .number(let first): return String(first + step)
        case .calendar(_, let hour):
            let day = date(of: step)?.description ?? String(step)
            guard frequency == .hourly else { return day }
            return "\(day) \(padded((hour + step) - 24 * floorDivide(hour + step, 24), to: 2)):00"
        }
    }
}

/// Division that rounds towards minus infinity.
private func floorDivide(_ numerator: Int, _ denominator: Int) -> Int {
    let quotient = numerator / denominator
    return numerator % denominator < 0 ? quotient - 1 : quotient
}
