/// A report that cannot be put into words or is not what it should be.
package struct ReportError: Error, Equatable, Sendable {
    /// What was tried, as a verb: `encode`, `read`.
    package let operation: String
    package let path: String
    package let message: String

    package init(operation: String, path: String, message: String) {
        self.operation = operation
        self.path = path
        self.message = message
    }
}

extension ReportError: CustomStringConvertible {
    package var description: String { "cannot \(operation) \(path): \(message)" }
}
