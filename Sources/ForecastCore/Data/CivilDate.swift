/// A day of the proleptic Gregorian calendar, without time zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let dayNumber: Int

    package init(dayNumber: Int) { self.dayNumber = dayNumber }

    /// The day with this year, month and day of month; nil when there is no such day.
    ///
    /// **Source** H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, year: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month (1...12) and day of month (1...31); Hinnant's `civil_from_days`.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday(rawValue: ((dayNumber + 3) % 7 + 7) % 7) ?? .monday
    }

    /// Months since the beginning of year 0.
    package var month: Int {
        let (year, month, _) = components
        return year * 12 + month - 1
    }

    /// The same day of another month, clamped to its length; the last day of a month stays the last. Nil outside of the
    /// years 1 to 9999.
    package func advanced(byMonths distance: Int) -> CivilDate? {
        let (year, month, day) = components
        let months = year * 12 + month - 1 + distance
        guard (12..<120_000).contains(months) else { return nil }
        let length = Self.days(inMonth: months % 12 + 1, year: months / 12)
        let isLast = day == Self.days(inMonth: month, year: year)
        return CivilDate(year: months / 12, month: months % 12 + 1, day: isLast ? length : min(day, length))
    }

    /// Business days, Monday to Friday, counted from Monday 1969-12-29; of a Saturday or Sunday, its Friday.
    package var businessDay: Int {
        5 * floorDivide(dayNumber + 3, 7) + min(weekday.rawValue, Weekday.friday.rawValue)
    }

    package init(businessDay: Int) {
        let week = floorDivide(businessDay, 5)
        dayNumber = 7 * week - 3 + (businessDay - 5 * week)
    }

    package var isBusinessDay: Bool { weekday.rawValue <= Weekday.friday.rawValue }

    /// The Monday of a week of ISO 8601, whose week 1 holds 4 January; nil where the year has no such week.
    package init?(isoYear year: Int, week: Int) {
        guard let first = Self.firstMonday(ofISOYear: year), let next = Self.firstMonday(ofISOYear: year + 1),
            (1...53).contains(week)
        else { return nil }
        dayNumber = first + 7 * (week - 1)
        guard dayNumber < next else { return nil }
    }

    private static func firstMonday(ofISOYear year: Int) -> Int? {
        CivilDate(year: year, month: 1, day: 4).map { $0.dayNumber - $0.weekday.rawValue }
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    package static func days(inMonth month: Int, year: Int) -> Int {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        return switch month {
        case 2: leap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    package var description: String {
        let (year, month, day) = components
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]),
            let day = decimal(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// Division that rounds towards minus infinity.
package func floorDivide(_ numerator: Int, _ denominator: Int) -> Int {
    let quotient = numerator / denominator
    return numerator % denominator < 0 ? quotient - 1 : quotient
}

/// `number` in decimal with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The value of a run of ASCII digits; nil for anything else.
private func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
}
