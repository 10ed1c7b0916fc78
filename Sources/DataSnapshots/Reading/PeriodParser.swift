internal import ForecastCore

/// How a data set writes its periods.
package enum TimeNotation: String, Sendable, CaseIterable {
    case date, number
}

/// Reads the label of a period into an integer that grows with time; where the grid lies is decided
/// once all labels are known.
///
/// The integer counts days (daily, weekly), hours (hourly) or is `32 * month + day` (monthly, months
/// counted from year 0), or the label itself where periods are numbered.
struct PeriodParser {
    enum Result: Equatable {
        case ordinal(Int32)
        case malformed
        /// A date that names no day, such as the 30th of February.
        case noSuchDay
        /// A time of day that the frequency does not have, such as 13:30 in hourly or 13:00 in daily data.
        case finerThanGrid
    }

    let frequency: Frequency
    let notation: TimeNotation
    var format = DateFormat.iso

    /// Blanks around a label mean nothing; they are looked for only where it cannot be read.
    func parse(_ text: Bytes) -> Result {
        let result = label(text)
        guard result == .malformed, text.first == .space || text.last == .space else { return result }
        return label(text.trimmed)
    }

    private func label(_ text: Bytes) -> Result { notation == .number ? number(text) : date(text) }

    /// What a message says the label should look like.
    var expectation: String {
        switch (notation, frequency) {
        case (.number, _): "a whole number"
        case (.date, .hourly): "\(format.rawValue.uppercased()) HH:MM"
        case (.date, .monthly): "\(format.rawValue.uppercased()) or \(format.monthPattern.uppercased())"
        case (.date, _): format.rawValue.uppercased()
        }
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
        guard let parts = format.parts(text) else { return .malformed }
        guard let day = parts.day else {
            guard frequency == .monthly, parts.end == text.count else { return .malformed }
            return ordinal(parts.year, parts.month, 1, hour: 0)
        }
        if parts.end == text.count { return ordinal(parts.year, parts.month, day, hour: 0) }
        guard let (hour, isWhole) = Self.time(text, from: parts.end) else { return .malformed }
        guard isWhole, hour == 0 || frequency == .hourly else { return .finerThanGrid }
        return ordinal(parts.year, parts.month, day, hour: hour)
    }

    /// The hour in ` HH:MM[:SS]` or `THH:MM[:SS]` (or with dashes, as Monash files write it) from `start` to the end
    /// of a cell, and whether minutes and seconds are zero.
    static func time(_ text: Bytes, from start: Int) -> (hour: Int, isWhole: Bool)? {
        let length = text.count - start
        guard length == 6 || length == 9, text[start] == .space || text[start] == UInt8(ascii: "T"),
            let hour = text.digits(start + 1, 2), hour < 24, separators.contains(text[start + 3]),
            let minute = text.digits(start + 4, 2), minute < 60
        else { return nil }
        guard length == 9 else { return (hour, minute == 0) }
        guard text[start + 6] == text[start + 3], let second = text.digits(start + 7, 2), second < 60 else {
            return nil
        }
        return (hour, minute == 0 && second == 0)
    }

    private static let separators: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "-")]

    private func ordinal(_ year: Int, _ month: Int, _ day: Int, hour: Int) -> Result {
        guard let date = CivilDate(year: year, month: month, day: day) else { return .noSuchDay }
        switch frequency {
        case .monthly: return .ordinal(Int32((year * 12 + month - 1) * 32 + day))
        case .daily, .weekly: return .ordinal(Int32(date.dayNumber))
        case .hourly: return .ordinal(Int32(date.dayNumber * 24 + hour))
        }
    }

    /// The label of an ordinal, for messages.
    func label(of ordinal: Int32) -> String {
        if notation == .number { return String(ordinal) }
        let value = Int(ordinal)
        switch frequency {
        case .daily, .weekly: return CivilDate(dayNumber: value).description
        case .hourly:
            let day = value >= 0 ? value / 24 : (value - 23) / 24
            return TimeGrid(
                frequency: .hourly, origin: .calendar(CivilDate(dayNumber: day), hour: value - 24 * day),
                count: 1
            )
            .label(of: 0)
        case .monthly:
            let (month, day) = (value / 32, value % 32)
            return CivilDate(year: month / 12, month: month % 12 + 1, day: day)?.description ?? String(value)
        }
    }
}

extension PeriodParser {
    /// The label `steps` periods after `ordinal`.
    func label(_ ordinal: Int32, advancedBy steps: Int) -> Int32 {
        let value = Int(ordinal)
        guard notation == .date else { return Int32(clamping: value + steps) }
        switch frequency {
        case .hourly, .daily: return Int32(clamping: value + steps)
        case .weekly: return Int32(clamping: value + 7 * steps)
        case .monthly:
            let month = value / 32 + steps
            let day = min(value % 32, CivilDate.days(inMonth: month % 12 + 1, year: month / 12))
            return Int32(clamping: month * 32 + day)
        }
    }
}
