internal import Glibc

/// A report that could not be written or read: the world's fault, not the experiment's.
package struct ReportError: Error, Equatable, Sendable {
    /// What was tried, as a verb: `write`, `rename`, `read`.
    package let operation: String
    package let path: String
    package let message: String

    package init(operation: String, path: String, message: String) {
        self.operation = operation
        self.path = path
        self.message = message
    }

    /// The failure of the system call that has just returned: reads `errno`.
    static func system(_ operation: String, _ path: String) -> ReportError {
        let code = errno
        return ReportError(operation: operation, path: path, message: String(cString: strerror(code)))
    }
}

extension ReportError: CustomStringConvertible {
    package var description: String { "cannot \(operation) \(path): \(message)" }
}
