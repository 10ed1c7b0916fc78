/// A request to an object store that came to nothing.
package struct S3Error: Error, Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// libcurl is not there.
        case library
        /// The address, or what the environment says of it, is no use.
        case settings
        /// Nobody answers, or nobody who can be trusted.
        case connection
        /// It answers that it will not.
        case refusal
        /// There is no such object.
        case absence
    }

    package let kind: Kind
    /// `s3://bucket/key`; empty where it is about none.
    package let place: String
    package let reason: String
    /// What to do about it.
    package let fix: String?

    init(_ kind: Kind, _ place: String, _ reason: String, fix: String?) {
        self.kind = kind
        self.place = place
        self.reason = reason
        self.fix = fix
    }

    /// Without the place.
    package var words: String { fix.map { "\(reason); \($0)" } ?? reason }
}

extension S3Error: CustomStringConvertible {
    package var description: String { place.isEmpty ? words : "\(place): \(words)" }
}
