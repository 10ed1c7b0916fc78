/// Why a query gave no table.
package struct QueryFailure: Error, Equatable, Sendable {
    package enum Kind: Sendable {
        /// The program is not there, or is another.
        case program
        /// The query is wrong; `position` says where, if it is known.
        case query
        /// It asks for a file, a setting or a program that is not its own.
        case permission
        case memory
        case time
        /// The process could not be started, or died.
        case process
        case interrupted
    }

    package let kind: Kind
    /// The rest of a sentence, on one line.
    package let message: String
    /// A scalar of the query, from 0.
    package var position: Int?
    /// What else the program said.
    package var notes: [String] = []
    package var fix: String?

    package init(
        _ kind: Kind, _ message: String, position: Int? = nil, notes: [String] = [], fix: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.position = position
        self.notes = notes
        self.fix = fix
    }
}
