/// Why the tables of executions cannot take or give what they are asked for.
package struct ExecutionError: Error, Equatable, CustomStringConvertible {
    package let message: String
    package let fix: String?

    init(_ message: String, fix: String? = nil) {
        self.message = message
        self.fix = fix
    }

    package var description: String { fix.map { "\(message)\n   fix: \($0)" } ?? message }
}
