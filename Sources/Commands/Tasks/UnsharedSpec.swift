/// The store does not take the spec that workers need.
struct UnsharedSpec: Error, CustomStringConvertible {
    let reason: String

    var description: String {
        "the spec cannot be handed to workers, because the cache is not written: \(reason)"
    }
}
