/// The regular grid of periods that all series of a panel share.
///
/// A grid step is an index from 0. Its *label* is what a user's files call the period: a date, a
/// date with an hour, or, where a data set has no calendar, a whole number.
package struct TimeGrid: Hashable, Sendable {
    package enum Origin: Hashable, Sendable {
        /// The first period starts on this day, at this hour and minute (0 except where steps are hours or minutes).
        /// Weekly periods keep its weekday; monthly periods its day of month (clamped to the month's length), and the
        /// last day of a month stays the last. Business days begin on one.
        case calendar(CivilDate, hour: Int, minute: Int = 0)
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
    package func date(of step: Int) -> CivilDate? { start(of: step)?.day }

    /// The minute of its day at which step `step` starts; 0 where steps are days or longer.
    package func minuteOfDay(of step: Int) -> Int { start(of: step)?.minute ?? 0 }

    private func start(of step: Int) -> (day: CivilDate, minute: Int)? {
        guard case .calendar(let first, let hour, let minute) = origin else { return nil }
        let distance = step * frequency.multiple
        switch frequency.unit {
        case .minute, .hour:
            let units = frequency.unit == .hour ? 60 : 1
            let minutes = (first.dayNumber * 24 + hour) * 60 + minute + units * distance
            let day = floorDivide(minutes, 1440)
            return (CivilDate(dayNumber: day), minutes - 1440 * day)
        case .day: return (CivilDate(dayNumber: first.dayNumber + distance), 0)
        case .week: return (CivilDate(dayNumber: first.dayNumber + 7 * distance), 0)
        case .businessDay: return (CivilDate(businessDay: first.businessDay + step), 0)
        case .month: return first.advanced(byMonths: distance).map { ($0, 0) }
        }
    }

    /// The step that starts on a day, at a minute of it; nil where none does.
    package func step(startingOn day: CivilDate, minute: Int = 0) -> Int? {
        guard case .calendar(let first, let hour, let firstMinute) = origin else { return nil }
        let distance =
            switch frequency.unit {
            case .minute, .hour:
                ((day.dayNumber - first.dayNumber) * 1440 + minute - hour * 60 - firstMinute)
                    / (frequency.unit == .hour ? 60 : 1)
            case .day: day.dayNumber - first.dayNumber
            case .week: floorDivide(day.dayNumber - first.dayNumber, 7)
            case .businessDay: day.businessDay - first.businessDay
            case .month: day.month - first.month
            }
        let step = floorDivide(distance, frequency.multiple)
        // Whatever lies between two steps starts none.
        let start = start(of: step)
        return start?.day == day && start?.minute == minute ? step : nil
    }

    /// What the user's files call step `step`: `2024-05-06`, `2024-05-06 13:00`, or `137`.
    package func label(of step: Int) -> String {
        if case .number(let first) = origin { return String(first + step) }
        guard let (day, minute) = start(of: step) else { return String(step) }
        guard frequency.isWithinDays else { return day.description }
        return "\(day) \(padded(minute / 60, to: 2)):\(padded(minute % 60, to: 2))"
    }
}
