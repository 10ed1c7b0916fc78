/// How the periods of a CSV file are written. Years have four digits: `22` may be any century, and `03/04/05` any day.
package enum DateFormat: String, Sendable, CaseIterable {
    case iso = "yyyy-mm-dd"
    case yearSlash = "yyyy/mm/dd"
    case compact = "yyyymmdd"
    case dayDot = "dd.mm.yyyy"
    case dayDash = "dd-mm-yyyy"
    case monthDash = "mm-dd-yyyy"
    case daySlash = "dd/mm/yyyy"
    case monthSlash = "mm/dd/yyyy"
    /// `2024-W05` or `2024W05`: a week of ISO 8601.
    case isoWeek = "yyyy-Www"
    /// `202405`: the same as one number.
    case yearWeek = "yyyyww"
    /// `2024-Q1`, `2024Q1`, `Q1 2024`.
    case quarter = "yyyy-Qq"
    /// `1998`.
    case year = "yyyy"
    /// The day number of a spreadsheet: 44928 is 2023-01-02; its fraction is the time of day.
    case excel
    /// Seconds or milliseconds since 1970 in UTC.
    case epochSeconds = "epoch_seconds"
    case epochMilliseconds = "epoch_milliseconds"

    /// Those that write days, which people call dates; the others are periods, or numbers that only a person can tell
    /// from counts.
    static let days: [DateFormat] = [
        .iso, .yearSlash, .compact, .dayDot, .dayDash, .monthDash, .daySlash, .monthSlash,
    ]

    /// `DD.MM.YYYY`, as messages write it.
    var pattern: String {
        switch self {
        case .isoWeek: "YYYY-Www"
        case .quarter: "YYYY-Qq"
        case .excel: "the day number of a spreadsheet"
        case .epochSeconds: "seconds since 1970"
        case .epochMilliseconds: "milliseconds since 1970"
        default: rawValue.uppercased()
        }
    }

    /// A month without a day: `mm.yyyy`.
    var monthPattern: String {
        guard Self.days.contains(self) else { return "yyyy-mm" }
        return rawValue.replacing("-dd", with: "").replacing("/dd", with: "")
            .replacing("dd.", with: "").replacing("dd-", with: "").replacing("dd/", with: "")
            .replacing("yyyymmdd", with: "yyyymm")
    }
}
