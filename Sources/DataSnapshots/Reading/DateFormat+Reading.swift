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
        }
    }

    /// The day that a cell names, and nothing after it.
    func date(_ text: Bytes) -> CivilDate? {
        guard let parts = parts(text), let day = parts.day, parts.end == text.count else { return nil }
        return CivilDate(year: parts.year, month: parts.month, day: day)
    }

    /// Hours since 1970, of a day, a month or a time of day; nil when the cell is none.
    func hour(of text: Bytes) -> Int? {
        guard let parts = parts(text),
            let date = CivilDate(year: parts.year, month: parts.month, day: parts.day ?? 1)
        else { return nil }
        guard parts.end < text.count else { return date.dayNumber * 24 }
        guard parts.day != nil, let time = PeriodParser.time(text, from: parts.end) else { return nil }
        return date.dayNumber * 24 + time.hour
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
