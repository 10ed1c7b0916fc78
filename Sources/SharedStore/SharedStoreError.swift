/// What is wrong with a shared store, or with a file in it.
package struct SharedStoreError: Error, Equatable, Sendable {
    package enum Code: String, Sendable {
        /// It takes no files: full, read-only, not ours, not there.
        case notWritten = "not-written"
        /// It cannot be asked, or does not answer.
        case notRead = "not-read"
        /// A file that is needed is not there or cannot be read.
        case missing
        /// A file has other bytes than its name says.
        case damaged
        /// One task gave two different results.
        case determinism
    }

    package let code: Code
    package let path: String
    /// In the words of the operating system where a call failed.
    package let reason: String

    package init(_ code: Code, path: String, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }
}

extension SharedStoreError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .notWritten: "the shared store \(path) is not written: \(reason)"
        case .notRead: "the shared store \(path) is not read: \(reason)"
        case .missing: "the shared store lacks \(path): \(reason)"
        case .damaged: "the shared store has a damaged file, which was removed, \(path): \(reason)"
        case .determinism: "the same task gave two different results, \(path): \(reason)"
        }
    }
}
