internal import ForecastCore

/// Periods that are written as numbers: `202252`, `1998`, 44928, 1704067200. Only the name of their column and their
/// size tell them from counts, so what is found here is a guess, and says so.
struct EncodedPeriods {
    let format: DateFormat
    /// What a person should know of the guess; nil where nothing else is likely.
    let remark: String?

    /// - Parameters:
    ///   - name: of the column.
    ///   - only: the format that the user named.
    init?(_ cells: [String], name: String, only: DateFormat?) {
        let filled = cells.map(trimmed).filter { !$0.isEmpty }
        func most(_ matches: (String) -> Bool) -> Bool {
            !filled.isEmpty && filled.count(where: matches) * 100 >= filled.count * 95
        }
        func most(_ format: DateFormat, _ matches: (String) -> Bool) -> Bool {
            most {
                matches($0)
                    && ColumnDates.minute(of: $0, format).map(ColumnDates.plausibleMinutes.contains) == true
            }
        }
        func isWhole(_ digits: ClosedRange<Int>) -> (String) -> Bool {
            { digits.contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }
        }
        let words = PeriodWords(name)
        let first = filled.first ?? ""
        if let only {
            guard most(only, { _ in true }) else { return nil }
            (format, remark) = (only, nil)
        } else if words.isYear, most(.year, isWhole(4...4)) {
            (format, remark) = (.year, nil)
        } else if words.isMoment, !words.isWeek, most({ (1900...2100).contains(Int($0) ?? 0) }) {
            (format, remark) = (.year, Self.sentence(name, "years", first, .year))
        } else if words.isAny, most(.compact, isWhole(6...6)), !words.isWeek {
            (format, remark) = (.compact, Self.openMonths(filled, first, name))
        } else if words.isAny, most(.yearWeek, isWhole(6...6)) {
            (format, remark) = (.yearWeek, Self.weeks(of: quoted(name), first, .yearWeek))
        } else if words.isMoment, most(.excel, { Self.serials.contains(Int($0.prefix { $0 != "." }) ?? 0) }) {
            (format, remark) = (.excel, Self.sentence(name, "day numbers of a spreadsheet", first, .excel))
        } else if words.isMoment, most(.epochSeconds, isWhole(9...10)) {
            (format, remark) = (
                .epochSeconds, Self.sentence(name, "seconds since 1970 in UTC", first, .epochSeconds)
            )
        } else if words.isMoment, most(.epochMilliseconds, isWhole(12...13)) {
            (format, remark) = (
                .epochMilliseconds,
                Self.sentence(name, "milliseconds since 1970 in UTC", first, .epochMilliseconds)
            )
        } else {
            return nil
        }
    }

    /// The days of 1990 to 2050: `20241` is a quarter.
    private static let serials = 32_874..<55_154

    private static func sentence(_ name: String, _ kind: String, _ cell: String, _ format: DateFormat)
        -> String
    {
        "\(quoted(name)) is read as \(kind): \(cell) is \(label(cell, format)). Where these are counts, set time: number "
            + "and remove date_format."
    }

    /// `2022-12-26`, or with the time of day where there is one.
    private static func label(_ cell: String, _ format: DateFormat) -> String {
        let minute = ColumnDates.minute(of: cell, format) ?? 0
        let day = CivilDate(dayNumber: floorDivide(minute, 1440))
        let clock = minute - 1440 * day.dayNumber
        return clock == 0
            ? day.description
            : TimeGrid(
                frequency: .minutely, origin: .calendar(day, hour: clock / 60, minute: clock % 60), count: 1
            ).label(of: 0)
    }

    /// - Parameter subject: the column, or two of them.
    static func weeks(of subject: String, _ cell: String, _ format: DateFormat) -> String {
        "\(subject) \(subject.contains(",") ? "are" : "is") read as weeks of ISO 8601, Monday to Sunday: \(cell) begins on "
            + "\(label(cell, format)). Where weeks are counted otherwise, write their first days instead."
    }

    /// Six digits of one year, none of them above 12, may be its first weeks.
    private static func openMonths(_ cells: [String], _ first: String, _ name: String) -> String? {
        guard Set(cells.map { $0.prefix(4) }).count == 1, !PeriodWords(name).isMonth else { return nil }
        return
            "\(quoted(name)) is read as months: \(first) is \(first.prefix(4))-\(first.suffix(2)). Where these are weeks, "
            + "set date_format: yyyyww and frequency: weekly."
    }
}
