package import Reports

/// What became of a task, in a line.
package struct TaskAnswer: Encodable {
    package enum Status: String, Encodable {
        case done
        /// Everything was there.
        case cached
        /// It will fail wherever it is tried again.
        case failed
        /// It may succeed elsewhere or later.
        case retry
    }

    /// The SHA-256 of the line that was read.
    let task: String
    package let status: Status
    /// The SHA-256 of the manifest.
    let result: String?
    let message: String?

    init(task: String, _ status: Status, result: String? = nil, message: String? = nil) {
        self.task = task
        self.status = status
        self.result = result
        self.message = message
    }

    package var line: String { get throws(ReportError) { try JSONText.line(of: self, path: "an answer") } }
}
