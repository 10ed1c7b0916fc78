/// Something that happened to the cache and that the user should hear of. The run goes on: the worst
/// that follows is work done twice.
package struct StoreEvent: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// A stored artefact does not have the bytes that its digest promises; it is computed again.
        case corruptArtefact = "corrupt-artefact"
        /// The file of a stored artefact is gone; it is computed again.
        case missingArtefact = "missing-artefact"
        /// The database is damaged and was moved away; a new one takes its place.
        case setAside = "set-aside"
        /// Nothing is written to the cache from here on.
        case notWriting = "not-writing"
        /// Nothing is read from the cache from here on: its database is damaged.
        case notReading = "not-reading"
    }

    package let kind: Kind
    /// One sentence for people, with the path or digest concerned.
    package let message: String
}
