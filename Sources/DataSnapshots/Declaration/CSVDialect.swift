/// How the CSV files of a data set write their cells.
///
/// The default is what programs exchange: commas between cells, `1234.5`, `2024-05-06`. Spreadsheets follow their
/// country instead, and nothing in a file says which one that is: `dataset.yaml` does.
package struct CSVDialect: Hashable, Sendable {
    package enum Separator: String, Sendable, CaseIterable {
        case comma = ","
        case semicolon = ";"
        case tab
        case bar = "|"

        var byte: UInt8 {
            switch self {
            case .comma: .comma
            case .semicolon: UInt8(ascii: ";")
            case .tab: UInt8(ascii: "\t")
            case .bar: UInt8(ascii: "|")
            }
        }

        /// `a comma`, in sentences.
        var withArticle: String {
            switch self {
            case .comma: "a comma"
            case .semicolon: "a semicolon"
            case .tab: "a tab"
            case .bar: "a bar"
            }
        }
    }

    package enum DecimalMark: String, Sendable, CaseIterable {
        case point = "."
        case comma = ","
    }

    /// What stands between thousands. Nothing does by default: `1.094` would mean one thing too many.
    package enum ThousandsMark: String, Sendable, CaseIterable {
        case comma = ","
        case point = "."
        case apostrophe = "'"
        /// Also the blanks that do not break a line, which spreadsheets write.
        case blank = "space"
    }

    package var separator = Separator.comma
    package var decimal = DecimalMark.point
    package var thousands: ThousandsMark?
    package var dateFormat = DateFormat.iso
    /// Cells that mean the same as an empty one, in columns of numbers.
    package var missingValues: [String] = []
    /// What stands beside numbers and is no part of them: `EUR`, `$`, `%`.
    package var signs: [String] = []
    /// Words for 1 and for 0 in columns that are no targets: `Yes` and `No`.
    package var trueValues: [String] = []
    package var falseValues: [String] = []

    /// Lines above the header: a title, a date, an empty line.
    package var skippedLines = 0

    package init() {}
}
