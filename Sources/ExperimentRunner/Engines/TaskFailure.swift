internal import ForecastTasks

/// A task that no process could perform.
package struct TaskFailure: Error, CustomStringConvertible {
    private let what: String
    private let reason: String

    init(_ task: ForecastTask, _ reason: String) {
        what =
            "\(task.models.joined(separator: ", ")) on \(task.target), series \(task.series.lowerBound + 1) to \(task.series.upperBound)"
        self.reason = reason
    }

    package var description: String { "a task could not be performed: \(what): \(reason)" }
}
