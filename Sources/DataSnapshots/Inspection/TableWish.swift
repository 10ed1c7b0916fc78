package import ForecastCore

/// What the user said of a table, where its cells leave it open.
package struct TableWish: Sendable {
    /// How its dates are written.
    package var dateFormat: DateFormat?
    /// The mark before its decimals.
    package var decimal: CSVDialect.DecimalMark?
    /// How far apart its periods are.
    package var frequency: Frequency?
    /// The names of columns.
    package var series: String?
    package var time: String?
    package var target: String?

    package init() {}
}
