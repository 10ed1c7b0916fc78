package import ForecastCore
internal import LocatedYAML

/// Where a spec says what: for problems that only the data brings to light, long after the text was read.
package struct SpecPlaces: Sendable, Equatable {
    /// By dotted path, sections and their keys: `backtest`, `backtest.windows`.
    private var locations: [String: SourceLocation] = [:]

    init(_ root: YAMLNode) {
        for section in root.asMapping ?? [] {
            add(section, path: section.key)
            for entry in section.value.asMapping ?? [] { add(entry, path: "\(section.key).\(entry.key)") }
        }
    }

    /// The place of a value; of a mapping its key, whose line says more than its first entry.
    private mutating func add(_ entry: YAMLEntry, path: String) {
        locations[path] = entry.value.asMapping == nil ? entry.value.location : entry.keyLocation
    }

    /// The place of the key at `path`, or of its section where the spec leaves the key to its default.
    package func location(of path: String) -> SourceLocation? {
        locations[path] ?? path.split(separator: ".").first.flatMap { locations[String($0)] }
    }
}
