/// The forecasts of one model in one window of a task, as the cache writes them.
package struct TaskFile: Sendable {
    /// `ses/2024-06-03`: the model and the cutoff; behind it ` fitted 2024-03-04` where it was fitted at an earlier one.
    package let name: String
    package let bytes: [UInt8]
}
