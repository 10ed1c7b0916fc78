internal import ForecastCore

/// A file of weights that cannot be used: cut short, changed, or of something else.
package struct SafeTensorsError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Ends before what its header announces, or goes on after it.
        case truncated
        /// The header is no header of such a file.
        case malformed
        /// The numbers are not those that were written.
        case damaged
        /// Sound, and not the weights of this network.
        case mismatched
    }

    package let kind: Kind
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { "the weights cannot be used: \(message)" }
}
