package import ForecastTasks

/// A task that could not be performed anywhere.
package struct TaskFailure: Error, CustomStringConvertible {
    private let what: String
    private let reason: String

    /// - Parameter ids: of the first and the last series.
    package init(_ task: ForecastTask, _ reason: String, ids: (first: String, last: String)? = nil) {
        let series = "series \(task.series.lowerBound + 1) to \(task.series.upperBound)"
        let names = ids.map { " ('\($0.first)' to '\($0.last)')" } ?? ""
        let training = task.step == .training ? "training " : ""
        what = training + "\(task.models.joined(separator: ", ")) on \(task.target), \(series)\(names)"
        self.reason = reason
    }

    /// What and why, for a list of several.
    var words: String { "\(what): \(reason)" }

    package var description: String { "a task could not be performed: \(words)" }
}
