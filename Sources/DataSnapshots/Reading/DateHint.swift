internal import ForecastCore

/// What a cell seems to be that is no date of the expected form, as advice.
enum DateHint {
    /// What to do about a cell in the time column.
    static func advice(for cell: Bytes, _ periods: PeriodParser) -> String {
        guard periods.notation == .date else {
            return "number the periods without gaps in the count, or remove 'time: number'"
        }
        if let other = frequency(of: cell, periods) { return other }
        return advice(for: String(decoding: cell.prefix(60), as: UTF8.self), expected: periods.format)
    }

    /// A quarter among months says which frequency it is of.
    private static func frequency(of cell: Bytes, _ periods: PeriodParser) -> String? {
        guard let moment = periods.format.moment(of: cell.trimmed), !periods.fits(moment.precision) else {
            return nil
        }
        let (noun, frequency): (String, Frequency) =
            switch moment.precision {
            case .year: ("years", .yearly)
            case .quarter: ("quarters", .quarterly)
            case .month: ("months", .monthly)
            case .week: ("weeks", .weekly)
            case .day: ("days", .daily)
            }
        return "where all periods are \(noun), set 'frequency: \(frequency.rawValue)'"
    }

    /// - Parameter expected: the format that the data set declares.
    static func advice(for cell: String, expected: DateFormat = .iso) -> String {
        let text = trimmed(cell)
        if text.isEmpty { return "give the row its period, or remove it: sums do not belong among the rows" }
        let others = formats(of: text).filter { $0 != expected }
        if !others.isEmpty {
            let choices = others.map { "'date_format: \($0.rawValue)'" }.joined(separator: " or ")
            return "where all dates are written like this, set \(choices)"
        }
        let pattern = expected.pattern
        return special(text)
            ?? (DateFormat.days.contains(expected)
                ? "write periods as \(pattern) (hourly: \(pattern) HH:MM)" : "write periods as \(pattern)")
    }

    /// What to do about a day that the calendar does not have: `01/13/2024` is no mistyped day.
    static func noSuchDay(_ cell: Bytes, in format: DateFormat) -> String {
        if format == .isoWeek || format == .yearWeek {
            return
                "correct the week: years have 52 or 53, numbered from 1 by ISO 8601; where they are counted otherwise, "
                + "write their first days"
        }
        let others = DateFormat.days.filter { $0 != format && $0.moment(of: cell) != nil }
        guard let other = others.first else { return "correct the day" }
        return "correct the day; where all dates are written like this, set 'date_format: \(other.rawValue)'"
    }

    /// The formats in which a cell is a date.
    static func formats(of text: String) -> [DateFormat] {
        var text = text
        return text.withUTF8 { bytes in recognisable.filter { $0.moment(of: bytes) != nil } }
    }

    /// Those that no number of another meaning has.
    private static let recognisable = DateFormat.days + [.isoWeek, .quarter]

    /// Whether a person would call the cell a period.
    static func looksLikePeriod(_ text: String) -> Bool {
        !formats(of: text).isEmpty || special(trimmed(text)) != nil
    }

    /// Advice about what no format of the set reads: weeks, time zones, short years, words.
    private static func special(_ text: String) -> String? {
        if text.wholeMatch(of: /\d{1,2}[.\/-]\d{1,2}[.\/-]\d\d/) != nil {
            return "write the year with four digits: which century and which part is the year cannot be told"
        }
        if text.wholeMatch(of: /[\d.\/-]{8,10} \d{1,2}:\d\d(:\d\d)? ?[AaPp][Mm]/) != nil {
            return "write times of day from 00:00 to 23:00, without AM and PM"
        }
        if text.lowercased().wholeMatch(of: monthName) != nil {
            return "write months as numbers: YYYY-MM-DD, or YYYY-MM for a month"
        }
        return nil
    }

    /// `3-Jan-22`, `Jan 2022`, `3. Januar 2022`: English and German.
    private static var monthName: Regex<(Substring, Substring)> {
        /(?:\d{1,2}[. -]{1,2})?(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]{0,6}[., -]{1,2}(?:\d{1,2}, )?\d{2,4}/
    }
}
