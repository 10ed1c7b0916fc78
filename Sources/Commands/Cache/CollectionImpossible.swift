internal import ArtefactStore

/// A cache that may not be written.
struct CollectionImpossible: Error, CustomStringConvertible {
    let cache: String
    let reason: String
    let isDryRun: Bool

    var description: String {
        "the cache \(cache) cannot be cleaned: \(reason); "
            + (isDryRun ? "what would be removed is not known" : "nothing was removed from it")
    }
}
