/// Why the tables of executions cannot take or give what they are asked for.
package struct ExecutionError: Error, Equatable, CustomStringConvertible {
    package let message: String
    package let fix: String?

    /// Whether the same may succeed when it is tried again: the server was away, full, or busy with another's rows.
    package let isPassing: Bool

    init(_ message: String, fix: String? = nil, isPassing: Bool = false) {
        self.message = message
        self.fix = fix
        self.isPassing = isPassing
    }

    package var description: String { fix.map { "\(message)\n   fix: \($0)" } ?? message }
}
