internal import ForecastCore

/// In which formats the cells of a column are dates.
struct ColumnDates {
    /// Those that read the most cells; none where the column holds no dates, more than one where the cells leave open
    /// which number is the day.
    let formats: [DateFormat]

    /// So many cells tell which formats are worth counting.
    private static let probeCount = 100

    /// Formats that are more than numbers: the others are for `EncodedPeriods` to guess.
    private static let plain = DateFormat.days + [.isoWeek, .quarter]

    /// - Parameter only: the format that the user named.
    init(_ cells: [String], only: DateFormat?) {
        let filled = cells.filter { !$0.utf8.allSatisfy { $0 == .space } }
        let probe = filled.prefix(Self.probeCount)
        let wanted = only.map { Self.plain.contains($0) ? [$0] : [] } ?? Self.plain
        let counts = wanted.filter { format in
            2 * probe.count { Self.minute(of: $0, format) != nil } >= probe.count
        }.map { format in (format, filled.count { Self.minute(of: $0, format) != nil }) }
        // A few cells that are something else are mistakes, which the data set's check names one by one.
        let most = counts.map(\.1).max() ?? 0
        guard most > 0, most * 100 >= filled.count * 95 else {
            formats = []
            return
        }
        formats = counts.filter { $0.1 == most }.map(\.0)
    }

    /// Minutes since 1970; nil where the cell is no date, and for eight digits that are hardly one.
    static func minute(of cell: String, _ format: DateFormat) -> Int? {
        var text = cell
        let moment = text.withUTF8 { format.moment(of: $0.trimmed) }
        guard let moment else { return nil }
        let minute = moment.date.dayNumber * 1440 + floorDivide(moment.second, 60)
        guard format == .compact else { return minute }
        return plausibleMinutes.contains(minute) ? minute : nil
    }

    /// Whether a cell names a month and no day of it.
    static func isMonth(_ cell: String, _ format: DateFormat) -> Bool {
        var text = cell
        return text.withUTF8 { format.moment(of: $0.trimmed)?.precision == .month }
    }

    /// How far from UTC a cell says that its clock is.
    static func zone(of cell: String, _ format: DateFormat?) -> Int? {
        var text = cell
        return format.flatMap { format in text.withUTF8 { format.moment(of: $0.trimmed)?.clock?.zone } }
    }

    /// The years 1900 to 2100: most numbers of eight digits are article numbers.
    static let plausibleMinutes = -70 * 525_960...131 * 525_960
}
