internal import Files

/// Why the registry of trained models cannot give or take what it is asked for.
package struct RegistryError: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        /// The file is not there any more.
        case missing
        /// The file has other bytes than were written.
        case damaged
        /// It was collected.
        case collected
        /// Its bytes are sound, and this program cannot read them.
        case unreadable
        /// The database.
        case database
    }

    package let reason: Reason
    package let message: String
    package let fix: String?

    init(_ reason: Reason, _ message: String, fix: String? = nil) {
        self.reason = reason
        self.message = message
        self.fix = fix
    }
}

extension RegistryError: CustomStringConvertible {
    package var description: String { fix.map { "\(message)\n   fix: \($0)" } ?? message }
}
