internal import ForecastCore
internal import LocatedYAML

/// A model as it is about to be read: one of the spec, or one point of a sweep over it.
struct ModelEntry {
    let name: String
    /// What messages call it; the points of a sweep share the path of their model, so that an error in
    /// it is told once.
    let path: String
    let location: SourceLocation
    let node: YAMLNode
}
