/// Which column of a long table plays which part.
package struct ColumnMapping: Hashable, Sendable {
    /// The column of ids, or several that name a series together; none where all rows are of one series.
    package var series: [String]
    package var time: String
    /// The week, month or quarter where `time` names a column of years; the hour where it names one of days.
    package var timePart: String?
    package var targets: [TargetColumn]
    package var knownAhead: [String] = []
    package var pastOnly: [String] = []
    package var statics: [String] = []
    /// The columns of `knownAhead` and `pastOnly` that hold words, and which words mean what.
    package var categories: [CategoryColumn] = []
    /// A 0/1 column; 0 makes every target of its row missing.
    package var observed: String?
    /// Of wide tables, the columns that are neither series nor periods.
    package var exceptions: [String] = []
    /// Columns that are not named become `past_only`.
    package var takesOthersAsPast = false
}
