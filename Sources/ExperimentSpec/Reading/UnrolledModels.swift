/// The models of a spec with every sweep unrolled.
struct UnrolledModels {
    var entries: [ModelEntry] = []
    /// Swept models and the names of their points.
    var points: [String: [String]] = [:]
}
