/// Why PostgreSQL did not do what it was asked.
package struct PostgresError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// libpq is not installed, or is too old.
        case library
        /// The server cannot be reached, or lets nobody in.
        case connection
        /// The statement is wrong; `position` says where, if it is known.
        case statement
        case permission
        /// Time, memory or room.
        case limit
        /// The connection broke in the middle: what was not committed is undone.
        case lost
        /// Another transaction was in the way: the same may succeed when it is tried again.
        case conflict
        case interrupted
    }

    package let kind: Kind
    /// The rest of a sentence, on one line.
    package let message: String
    /// Five characters, by the standard; nil where the server did not say anything.
    package var state: String?
    /// A character of the statement, from 0.
    package var position: Int?
    package var notes: [String] = []
    package var fix: String?

    package init(_ kind: Kind, _ message: String, fix: String? = nil) {
        self.kind = kind
        self.message = message
        self.fix = fix
    }

    /// Whether the same may succeed when it is tried again: the server was away or is being started, its disk is full, or another
    /// transaction was in the way.
    package var isPassing: Bool {
        switch kind {
        case .connection, .lost, .conflict: true
        // `53...`: no room, no memory, too many sessions. Limits of time stay what they are.
        case .limit: state?.hasPrefix("53") == true || state == "55P03"
        case .library, .statement, .permission, .interrupted: false
        }
    }

    package var description: String {
        ([message] + notes.map { "   note: \($0)" } + (fix.map { ["   fix: \($0)"] } ?? []))
            .joined(separator: "\n")
    }

    /// What an error's state means; see "PostgreSQL Error Codes" in its manual.
    static func kind(ofState state: String) -> Kind {
        switch state {
        case "42501": .permission
        case "57P01", "57P02", "57P03": .lost
        case "57014", "55P03", "25P03": .limit
        default:
            switch state.prefix(2) {
            case "08": .lost
            case "28": .connection
            case "40": .conflict
            case "53", "54": .limit
            default: .statement
            }
        }
    }
}
