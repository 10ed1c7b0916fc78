internal import ForecastCore

extension DateFormat {
    /// What stands at the beginning of a cell.
    struct Parts {
        let year: Int
        let month: Int
        /// Nil where the cell names a month.
        var day: Int?
        /// Where the date ends; a time of day may follow.
        let end: Int
    }

    /// What a cell names: a period of some length by its first day, or a moment.
    struct Moment: Equatable {
        enum Precision { case year, quarter, month, week, day }

        let date: CivilDate
        var precision = Precision.day
        var clock: ClockTime?

        var second: Int { clock?.second ?? 0 }
    }

    enum Reading: Equatable {
        case moment(Moment)
        case malformed
        /// A date that names no day, or week 53 of a year with 52.
        case noSuchDay
    }

    /// Whether a cell is written like a date and names no day: `2023-02-29`.
    func isNoSuchDay(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { read($0) == .noSuchDay }
    }

    func read(_ text: Bytes) -> Reading {
        switch self {
        case .isoWeek: Self.week(text, hasMark: true)
        case .yearWeek: Self.week(text, hasMark: false)
        case .quarter: Self.quarter(text)
        case .year: Self.first(text.count == 4 ? text.digits(0, 4) : nil, month: 1, .year)
        case .excel: Self.serial(text)
        case .epochSeconds: Self.epoch(text, perSecond: 1)
        case .epochMilliseconds: Self.epoch(text, perSecond: 1000)
        default: day(text)
        }
    }

    /// A day or a month, and perhaps a time of day.
    private func day(_ text: Bytes) -> Reading {
        guard let parts = parts(text) else { return .malformed }
        var clock: ClockTime?
        if parts.end < text.count {
            guard parts.day != nil, let time = ClockTime(text, from: parts.end) else { return .malformed }
            clock = time
        }
        guard let date = CivilDate(year: parts.year, month: parts.month, day: parts.day ?? 1) else {
            return .noSuchDay
        }
        return .moment(Moment(date: date, precision: parts.day == nil ? .month : .day, clock: clock))
    }

    private static func first(_ year: Int?, month: Int, _ precision: Moment.Precision) -> Reading {
        guard let year else { return .malformed }
        guard let date = CivilDate(year: year, month: month, day: 1) else { return .noSuchDay }
        return .moment(Moment(date: date, precision: precision))
    }

    /// `2024-W05`, `2024W05`, or `202405` without the mark.
    private static func week(_ text: Bytes, hasMark: Bool) -> Reading {
        guard let year = text.digits(0, 4) else { return .malformed }
        var position = 4
        if hasMark {
            if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
            guard position < text.count, [UInt8(ascii: "W"), UInt8(ascii: "w")].contains(text[position])
            else {
                return .malformed
            }
            position += 1
        }
        let width = text.count - position
        guard width == 2 || hasMark && width == 1, let week = text.digits(position, width) else {
            return .malformed
        }
        guard let monday = CivilDate(isoYear: year, week: week) else { return .noSuchDay }
        return .moment(Moment(date: monday, precision: .week))
    }

    /// `2024-Q1`, `2024Q1`, `2024 Q1`, `Q1 2024`, `Q1-2024`.
    private static func quarter(_ text: Bytes) -> Reading {
        func isMark(_ position: Int) -> Bool {
            text[position] == UInt8(ascii: "Q") || text[position] == UInt8(ascii: "q")
        }
        func isBetween(_ position: Int) -> Bool {
            text[position] == UInt8(ascii: "-") || text[position] == .space
        }
        guard (6...7).contains(text.count), text.count == 6 || isBetween(isMark(0) ? 2 : 4) else {
            return .malformed
        }
        let quarter =
            isMark(0) ? text.digits(1, 1) : isMark(text.count - 2) ? text.digits(text.count - 1, 1) : nil
        guard let quarter, let year = text.digits(isMark(0) ? text.count - 4 : 0, 4) else {
            return .malformed
        }
        return (1...4).contains(quarter) ? first(year, month: 3 * quarter - 2, .quarter) : .noSuchDay
    }

    /// Day 1 of a spreadsheet is 1900-01-01, which counts 29 February of that year as a day, so that 25,569 is 1970-01-01.
    private static func serial(_ text: Bytes) -> Reading {
        guard case .value(let serial) = DecimalParser.parse(text), serial >= 1, serial < 3_000_000 else {
            return .malformed
        }
        let seconds = (serial * 86_400).rounded()
        return moment(second: Int(seconds) - 25_569 * 86_400, hasClock: serial != serial.rounded(.down))
    }

    private static func epoch(_ text: Bytes, perSecond: Int) -> Reading {
        guard case .value(let number) = DecimalParser.parse(text), abs(number) < 1e15 else {
            return .malformed
        }
        let second = (number / Double(perSecond)).rounded(.down)
        guard abs(second) < 2e11 else { return .malformed }
        return moment(second: Int(second), hasClock: true)
    }

    private static func moment(second: Int, hasClock: Bool) -> Reading {
        let day = CivilDate(dayNumber: floorDivide(second, 86_400))
        guard (1...9999).contains(day.components.year) else { return .malformed }
        let clock = ClockTime(second: second - 86_400 * day.dayNumber)
        return .moment(Moment(date: day, clock: hasClock ? clock : nil))
    }

    /// The date at the beginning of a cell, not yet looked up in the calendar; nil when there is none. ISO dates have
    /// leading zeros, as the standard says; in all others they may be missing.
    func parts(_ text: Bytes) -> Parts? {
        switch self {
        case .iso: Self.iso(text)
        case .compact: Self.compact(text)
        case .yearSlash: Self.yearFirst(text, UInt8(ascii: "/"))
        case .dayDot: Self.yearLast(text, UInt8(ascii: "."), isMonthFirst: false)
        case .dayDash: Self.yearLast(text, UInt8(ascii: "-"), isMonthFirst: false)
        case .monthDash: Self.yearLast(text, UInt8(ascii: "-"), isMonthFirst: true)
        case .daySlash: Self.yearLast(text, UInt8(ascii: "/"), isMonthFirst: false)
        case .monthSlash: Self.yearLast(text, UInt8(ascii: "/"), isMonthFirst: true)
        case .isoWeek, .yearWeek, .quarter, .year, .excel, .epochSeconds, .epochMilliseconds: nil
        }
    }

    /// The day that a cell names, and nothing after it.
    func date(_ text: Bytes) -> CivilDate? {
        guard let moment = moment(of: text), moment.precision == .day, moment.clock == nil else { return nil }
        return moment.date
    }

    /// The moment that a cell names; nil when it is none.
    func moment(of text: Bytes) -> Moment? {
        if case .moment(let moment) = read(text) { moment } else { nil }
    }

    private static func iso(_ text: Bytes) -> Parts? {
        guard let year = text.digits(0, 4), text.count >= 7, text[4] == UInt8(ascii: "-"),
            let month = text.digits(5, 2)
        else { return nil }
        if text.count == 7 { return Parts(year: year, month: month, end: 7) }
        guard text.count >= 10, text[7] == UInt8(ascii: "-"), let day = text.digits(8, 2) else { return nil }
        return Parts(year: year, month: month, day: day, end: 10)
    }

    private static func compact(_ text: Bytes) -> Parts? {
        guard let year = text.digits(0, 4), let month = text.digits(4, 2) else { return nil }
        if text.count == 6 { return Parts(year: year, month: month, end: 6) }
        guard let day = text.digits(6, 2), text.count == 8 || !text[8].isDigit else { return nil }
        return Parts(year: year, month: month, day: day, end: 8)
    }

    private static func yearFirst(_ text: Bytes, _ separator: UInt8) -> Parts? {
        guard let year = text.digits(0, 4), text.count > 5, text[4] == separator else { return nil }
        var end = 5
        guard let month = text.shortNumber(&end) else { return nil }
        guard end < text.count, text[end] == separator else {
            return Parts(year: year, month: month, end: end)
        }
        end += 1
        guard let day = text.shortNumber(&end) else { return nil }
        return Parts(year: year, month: month, day: day, end: end)
    }

    private static func yearLast(_ text: Bytes, _ separator: UInt8, isMonthFirst: Bool) -> Parts? {
        var end = 0
        guard let first = text.shortNumber(&end), end < text.count, text[end] == separator else { return nil }
        end += 1
        if let year = text.digits(end, 4), text.count == end + 4 {
            return Parts(year: year, month: first, end: text.count)
        }
        guard let second = text.shortNumber(&end), end < text.count, text[end] == separator,
            let year = text.digits(end + 1, 4), text.count == end + 5 || !text[end + 5].isDigit
        else { return nil }
        return Parts(
            year: year, month: isMonthFirst ? first : second, day: isMonthFirst ? second : first, end: end + 5
        )
    }
}

extension Bytes {
    /// The value of `count` ASCII digits from `start` on; nil when there are other bytes.
    func digits(_ start: Int, _ count: Int) -> Int? {
        guard start + count <= self.count else { return nil }
        var value = 0
        for position in start..<start + count {
            guard self[position].isDigit else { return nil }
            value = value * 10 + Int(self[position] &- .zero)
        }
        return value
    }

    /// A number of one or two digits; moves `position` behind it.
    fileprivate func shortNumber(_ position: inout Int) -> Int? {
        let start = position
        while position < count, position < start + 2, self[position].isDigit { position += 1 }
        return position > start ? digits(start, position - start) : nil
    }

    /// Without the blanks around.
    var trimmed: Bytes {
        var slice = self[...]
        while slice.first == .space { slice = slice.dropFirst() }
        while slice.last == .space { slice = slice.dropLast() }
        return Bytes(rebasing: slice)
    }
}
