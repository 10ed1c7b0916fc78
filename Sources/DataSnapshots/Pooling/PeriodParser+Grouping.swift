internal import ForecastCore

/// The period that a label lies in, where rows are put onto the grid instead of being refused beside it.
///
/// Weeks begin on the day that the data set says, several of them in steps from 1970 on, as do several days; months, quarters
/// and years begin with the calendar's. Business days and numbered periods stay as they are.
extension PeriodParser {
    /// The label with which the period of a label begins.
    func start(of label: Int32) -> Int32 {
        guard notation == .date else { return label }
        let value = Int(label)
        let multiple = frequency.multiple
        func floored(_ step: Int, from origin: Int = 0) -> Int32 {
            Int32(clamping: origin + step * floorDivide(value - origin, step))
        }
        switch frequency.unit {
        case .minute, .hour, .day: return floored(multiple)
        // 1970-01-05 was a Monday.
        case .week: return floored(7 * multiple, from: 4 + weekStart.rawValue)
        case .businessDay: return label
        case .month: return Int32(clamping: 32 * multiple * floorDivide(value / 32, multiple) + 1)
        }
    }

    /// The day of a label; nil where it has none, or where periods are no longer than days.
    func day(of label: Int32) -> Int? {
        guard notation == .date else { return nil }
        switch frequency.unit {
        case .week: return Int(label)
        case .day: return frequency.multiple > 1 ? Int(label) : nil
        case .month:
            let month = Int(label) / 32
            return CivilDate(year: month / 12, month: month % 12 + 1, day: Int(label) % 32)?.dayNumber
        case .minute, .hour, .businessDay: return nil
        }
    }

    /// The label with which the period of a day begins; nil as above.
    func start(ofDay day: Int) -> Int32? {
        guard notation == .date else { return nil }
        switch frequency.unit {
        case .week, .day: return start(of: Int32(clamping: day))
        case .month:
            let date = CivilDate(dayNumber: day)
            return start(of: Int32(clamping: date.month * 32 + date.components.day))
        case .minute, .hour, .businessDay: return nil
        }
    }
}
