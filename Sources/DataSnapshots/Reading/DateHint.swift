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
        if DateFormat.days.contains(where: { $0.isNoSuchDay(text) }), formats(of: text).isEmpty {
            return "correct the day: the calendar has none of this name"
        }
        if text.isEmpty {
            return "give the row its period, or remove it: sums do not belong among the rows"
        }
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
        return periodAdvice(text)
    }

    /// Weeks, quarters and moments that are written in other ways than those of the formats.
    private static func periodAdvice(_ text: String) -> String? {
        if let match = text.wholeMatch(of: /(\d{4})-(\d)/) {
            return "write the month with two digits: \(match.1)-0\(match.2)"
        }
        if text.wholeMatch(of: /\d{4}-?W\d\d-?\d/) != nil {
            return "write weeks as YYYY-Www, such as 2024-W05, and days as YYYY-MM-DD"
        }
        if text.wholeMatch(of: /(?:KW|CW|[Ww]eek|[Ww]) ?\d{1,2}[ \/.-]+\d{4}/) != nil {
            return "write weeks as YYYY-Www, such as 2024-W05"
        }
        if text.wholeMatch(
            of: /(?:19|20)\d\d[1-4]|[1-4][\/-](?:19|20)\d\d|Q[1-4]\/\d{4}|\d{4}\/Q?[1-4]/) != nil
        {
            return "write quarters as YYYY-Qq, such as 2024-Q1"
        }
        if text.wholeMatch(of: /\d{4}-?H[12]|H[12][ \/-]?\d{4}/) != nil {
            return "write half years by their first days: 2024-01-01, 2024-07-01"
        }
        if text.wholeMatch(of: /\d{9,10}\.\d+|\d{16}|\d{19}/) != nil {
            return "write moments as whole seconds or milliseconds since 1970, or as YYYY-MM-DD HH:MM"
        }
        if text.wholeMatch(of: /\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)? [A-Z]{3,5}/) != nil {
            return
                "write how far the clock is from UTC instead of the zone's name (-04:00), or leave it out"
        }
        return nil
    }

    /// In a column of weeks, `2024/05` is one.
    static func adviceOnWeeks(for cell: String) -> String {
        trimmed(cell).wholeMatch(of: /\d{4}[\/.-]\d{1,2}|\d{1,2}[\/.-]\d{4}|\d{1,2}/) == nil
            ? advice(for: cell) : "write weeks as YYYY-Www, such as 2024-W05, or by their first days"
    }

    /// `March`, `Mrz`, `febrero`: three letters of a month, and more.
    static func isMonthName(_ text: String) -> Bool {
        let months = [
            "jan", "gen", "ene", "feb", "fev", "fév", "mar", "mär", "mrz", "maa", "apr", "avr", "abr", "may",
            "mai", "mag", "mei", "jun", "jui", "giu", "jul", "lug", "aug", "aoû", "ago", "sep", "set", "oct",
            "okt", "out", "ott", "nov", "dec", "déc", "dez", "dic",
        ]
        return text.count <= 10 && text.allSatisfy { $0.isLetter || $0 == "." }
            && months.contains(String(text.lowercased().prefix(3)))
    }

    /// `3-Jan-22`, `Jan 2022`, `3. Januar 2022`: English and German.
    private static var monthName: Regex<(Substring, Substring)> {
        /(?:\d{1,2}[. -]{1,2})?(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]{0,6}[., -]{1,2}(?:\d{1,2}, )?\d{2,4}/
    }
}
