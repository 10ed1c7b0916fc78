internal import ForecastCore

/// Periods whose label is in two columns: a year and its week, month or quarter; a day and its hour.
struct PairedPeriod {
    private enum Kind { case week, month, quarter, hour }

    private let kind: Kind
    /// What the labels look like once they are joined.
    let format: DateFormat

    /// - Parameter dates: how days are written.
    init(_ frequency: Frequency, dates: DateFormat) {
        switch frequency.unit {
        case .week: (kind, format) = (.week, .isoWeek)
        case .month where frequency.isWholeQuarters && !frequency.isWholeYears:
            (kind, format) = (.quarter, .quarter)
        case .month: (kind, format) = (.month, .iso)
        case .minute, .hour, .day, .businessDay: (kind, format) = (.hour, dates)
        }
    }

    /// `2024-W05`, `2024-05`, `2024-Q1`, `2024-05-06 13:00`.
    func label(_ first: Bytes, _ second: Bytes) -> [UInt8] {
        let first = first.trimmed
        // `W05`, `Q1`.
        let second = kind == .hour ? second.trimmed : Bytes(rebasing: second.trimmed.drop { !$0.isDigit })
        let mark: StaticString =
            switch kind {
            case .week: "-W"
            case .month: "-"
            case .quarter: "-Q"
            case .hour: " "
            }
        var label = Array(first)
        mark.withUTF8Buffer { label += $0 }
        if second.count == 1, kind != .quarter { label.append(.zero) }
        label += second
        if kind == .hour, second.count <= 2 { label += Array(":00".utf8) }
        return label
    }

    func label(_ first: String, _ second: String) -> String {
        var (first, second) = (first, second)
        return first.withUTF8 { first in
            second.withUTF8 { String(decoding: label(first, $0), as: UTF8.self) }
        }
    }
}
