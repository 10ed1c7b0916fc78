internal import Glibc

/// A system call on a file that failed: the world's fault, not the experiment's.
package struct FileError: Error, Equatable, Sendable {
    /// What was tried, as a verb: `write`, `rename`, `read`.
    package let operation: String
    package let path: String
    /// `errno`; 0 where no system call failed.
    package let code: Int32
    package let message: String

    package init(operation: String, path: String, code: Int32 = 0, message: String) {
        self.operation = operation
        self.path = path
        self.code = code
        self.message = message
    }

    /// The failure of the system call that has just returned, unless `code` is given.
    package init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.init(operation: operation, path: path, code: code, message: String(cString: strerror(code)))
    }

    /// True when there is nothing at the path.
    package var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
}

extension FileError: CustomStringConvertible {
    package var description: String { "cannot \(operation) \(path): \(message)" }
}
