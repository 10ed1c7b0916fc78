internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore

/// What `forecast init` is told of a table, as words of the command line.
package struct StartHints: Sendable {
    /// One of `ProjectStarter.dateFormats`.
    package var dateFormat: String?
    /// One of `ProjectStarter.decimalMarks`.
    package var decimal: String?
    /// A word that `ProjectStarter.isFrequency` knows.
    package var frequency: String?
    /// Names of columns.
    package var series, time, target: String?

    package init() {}

    var wish: TableWish {
        var wish = TableWish()
        wish.dateFormat = dateFormat.flatMap(DateFormat.init(rawValue:))
        wish.decimal = decimal.flatMap(CSVDialect.DecimalMark.init(rawValue:))
        wish.frequency = frequency.flatMap(Frequency.init(rawValue:))
        (wish.series, wish.time, wish.target) = (series, time, target)
        return wish
    }
}
