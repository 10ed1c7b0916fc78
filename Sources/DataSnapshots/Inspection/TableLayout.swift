/// How a table is laid out.
package enum TableLayout: Sendable, Equatable {
    /// A row per series and period.
    case long
    /// A row per period and a column per series.
    case columnPerSeries
    /// A row per series and a column per period.
    case columnPerPeriod
    /// A row per series and its values one behind the other, as the M4 competition has it.
    case valuesInARow
}
