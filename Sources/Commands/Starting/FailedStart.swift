internal import ExperimentSpec
package import ForecastCore

/// Why `forecast init` wrote a data set and no experiment: the guesses are there to be corrected, or the rows are.
package struct FailedStart: Error {
    /// The file in the data set, which messages name.
    package let copy: String
    /// What the columns were taken for, as lines for people.
    package let guess: String
    /// What is wrong with the rows.
    package let cause: DiagnosticsError
}
