internal import ForecastCore

/// Reads the label of a period into an integer that grows with time; where the grid lies is decided
/// once all labels are known.
///
/// The integer counts days (days, business days, weeks), hours or minutes since 1970, or is `32 * month + day` (months
/// counted from year 0), or the label itself where periods are numbered.
struct PeriodParser {
    enum Result: Equatable {
        case ordinal(Int32)
        case malformed
        /// A date that names no day, such as the 30th of February.
        case noSuchDay
        /// A time that the frequency does not have, such as 13:30 in hourly or 13:00 in daily data.
        case finerThanGrid
    }

    let frequency: Frequency
    let notation: TimeNotation
    var format = DateFormat.iso
    /// Seconds from the beginning of the day (hour, minute) to the time that all labels have: daily rows may all be
    /// written at 12:00.
    private(set) var lateness = 0
    /// Whether labels may lie anywhere in a period; see `start(of:)`.
    var isGrouping = false
    /// The day on which weeks begin, where labels are grouped.
    var weekStart = Weekday.monday

    init(frequency: Frequency, notation: TimeNotation, format: DateFormat = .iso) {
        self.frequency = frequency
        self.notation = notation
        self.format = format
    }

    /// Takes the time of day of the first label for that of all.
    mutating func adoptTime(of text: Bytes) {
        guard notation == .date, !isGrouping, let moment = format.moment(of: text.trimmed) else { return }
        lateness = moment.second % secondsPerUnit
    }

    private var secondsPerUnit: Int {
        switch frequency.unit {
        case .minute: 60
        case .hour: 3600
        case .day, .businessDay, .week, .month: 86_400
        }
    }

    /// Blanks around a label mean nothing; they are looked for only where it cannot be read.
    func parse(_ text: Bytes) -> Result {
        let result = label(text)
        guard result == .malformed, text.first == .space || text.last == .space else { return result }
        return label(text.trimmed)
    }

    private func label(_ text: Bytes) -> Result { notation == .number ? number(text) : date(text) }

    /// What a message says the label should look like.
    var expectation: String {
        guard notation == .date else { return "a whole number" }
        guard DateFormat.days.contains(format) else { return format.pattern }
        if frequency.isWithinDays { return "\(format.pattern) HH:MM" }
        return frequency.unit == .month
            ? "\(format.pattern) or \(format.monthPattern.uppercased())" : format.pattern
    }

    private func number(_ text: Bytes) -> Result {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        // Nine digits leave room for differences in 32 bits.
        guard (1...9).contains(digits.count), digits.allSatisfy(\.isDigit) else { return .malformed }
        let value = digits.reduce(Int32(0)) { $0 * 10 + Int32($1 &- .zero) }
        return .ordinal(isNegative ? -value : value)
    }

    private func date(_ text: Bytes) -> Result {
        switch format.read(text) {
        case .malformed: .malformed
        case .noSuchDay: .noSuchDay
        case .moment(let moment): fits(moment.precision) ? ordinal(moment) : .malformed
        }
    }

    /// Whether periods as long as this are steps of the frequency.
    func fits(_ precision: DateFormat.Moment.Precision) -> Bool {
        switch precision {
        case .day: true
        case .week: frequency.unit == .week
        case .month: frequency.unit == .month
        case .quarter: frequency.isWholeQuarters
        case .year: frequency.isWholeYears
        }
    }

    private func ordinal(_ moment: DateFormat.Moment) -> Result {
        guard isGrouping || moment.second % secondsPerUnit == lateness else { return .finerThanGrid }
        let day = moment.date.dayNumber
        switch frequency.unit {
        case .month: return .ordinal(Int32(moment.date.month * 32 + moment.date.components.day))
        case .day, .businessDay, .week: return .ordinal(Int32(day))
        case .hour: return .ordinal(Int32(day * 24 + moment.second / 3600))
        // Up to the year 4011, so that the difference of two labels has 32 bits.
        case .minute:
            let minute = day * 1440 + moment.second / 60
            return minute < 1 << 30 ? .ordinal(Int32(minute)) : .malformed
        }
    }

    /// The label of an ordinal, for messages.
    func label(of ordinal: Int32) -> String {
        notation == .number
            ? String(ordinal)
            : TimeGrid(frequency: frequency, origin: origin(of: Int(ordinal)), count: 1).label(of: 0)
    }

    /// Where a grid begins whose first period has this ordinal.
    func origin(of ordinal: Int) -> TimeGrid.Origin {
        guard notation == .date else { return .number(ordinal) }
        switch frequency.unit {
        case .day, .businessDay, .week: return .calendar(CivilDate(dayNumber: ordinal), hour: 0)
        case .hour:
            let day = floorDivide(ordinal, 24)
            return .calendar(CivilDate(dayNumber: day), hour: ordinal - 24 * day)
        case .minute:
            let day = floorDivide(ordinal, 1440)
            let minute = ordinal - 1440 * day
            return .calendar(CivilDate(dayNumber: day), hour: minute / 60, minute: minute % 60)
        case .month:
            let month = ordinal / 32
            let day = min(ordinal % 32, CivilDate.days(inMonth: month % 12 + 1, year: month / 12))
            return .calendar(
                CivilDate(year: month / 12, month: month % 12 + 1, day: day) ?? CivilDate(dayNumber: 0),
                hour: 0)
        }
    }
}

extension PeriodParser {
    /// The label `steps` periods after `ordinal`.
    func label(_ ordinal: Int32, advancedBy steps: Int) -> Int32 {
        let value = Int(ordinal)
        guard notation == .date else { return Int32(clamping: value + steps) }
        let distance = steps * frequency.multiple
        switch frequency.unit {
        case .minute, .hour, .day: return Int32(clamping: value + distance)
        case .week: return Int32(clamping: value + 7 * distance)
        case .businessDay:
            let index = CivilDate(dayNumber: value).businessDay + steps
            return Int32(clamping: CivilDate(businessDay: index).dayNumber)
        case .month:
            let month = value / 32 + distance
            let day = min(value % 32, CivilDate.days(inMonth: month % 12 + 1, year: month / 12))
            return Int32(clamping: month * 32 + day)
        }
    }
}
