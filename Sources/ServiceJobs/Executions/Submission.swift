/// What became of a request for a job.
package struct Submission: Sendable {
    package let execution: Execution
    /// False where the same was asked for before.
    package let isNew: Bool
}
