/// A run's folder whose files are not those of one run: no command can use it.
package struct BrokenRun: Error {
    /// Such as `forecasts.csv is missing`.
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
