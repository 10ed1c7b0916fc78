/// Why Redis did not do what it was asked.
package struct RedisError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Nobody answers, or the connection broke: whether the last command was done is not known.
        case connection
        /// What the server answered is no RESP, or too much of it.
        case protocolViolation
        /// The server refused the command.
        case refused
        /// Somebody asked for an end.
        case stopped
        /// The worker's own configuration.
        case configuration
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
