internal import ForecastCore

/// In which formats the cells of a column are dates.
struct ColumnDates {
    /// Those that read the most cells; none where the column holds no dates, more than one where the cells leave open
    /// which number is the day.
    let formats: [DateFormat]
    /// Whether some time of day is not midnight.
    let isHourly: Bool

    /// So many cells tell which formats are worth counting.
    private static let probeCount = 100

    /// - Parameter only: the format that the user named.
    init(_ cells: [String], only: DateFormat?) {
        let filled = cells.filter { !$0.utf8.allSatisfy { $0 == .space } }
        let probe = filled.prefix(Self.probeCount)
        let wanted = only.map { [$0] } ?? DateFormat.allCases
        let counts = wanted.filter { format in
            2 * probe.count { Self.hour(of: $0, format) != nil } >= probe.count
        }.map { format in (format, filled.count { Self.hour(of: $0, format) != nil }) }
        // A few cells that are something else are mistakes, which the data set's check names one by one.
        let most = counts.map(\.1).max() ?? 0
        guard most > 0, most * 100 >= filled.count * 95 else {
            (formats, isHourly) = ([], false)
            return
        }
        let formats = counts.filter { $0.1 == most }.map(\.0)
        self.formats = formats
        isHourly = filled.contains { (Self.hour(of: $0, formats[0]) ?? 0) % 24 != 0 }
    }

    /// Hours since 1970; nil where the cell is no date, and for eight digits that are hardly one.
    static func hour(of cell: String, _ format: DateFormat) -> Int? {
        var text = cell
        let hour = text.withUTF8 { format.hour(of: $0.trimmed) }
        guard format == .compact, let hour else { return hour }
        return plausibleHours.contains(hour) ? hour : nil
    }

    /// The years 1900 to 2100: most numbers of eight digits are article numbers.
    private static let plausibleHours = -70 * 8766...131 * 8766
}
