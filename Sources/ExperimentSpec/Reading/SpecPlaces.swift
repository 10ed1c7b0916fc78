package import ForecastCore
internal import LocatedYAML

/// Where a spec says what: for problems that only the data brings to light, long after the text was read.
package struct SpecPlaces: Sendable, Equatable {
    /// By dotted path, sections, their keys, and theirs: `backtest`, `backtest.windows`, `models.lgbm.features`.
    private var locations: [String: SourceLocation] = [:]

    init(_ root: YAMLNode) {
        for section in root.asMapping ?? [] {
            add(section, path: section.key)
            for entry in section.value.asMapping ?? [] {
                let path = "\(section.key).\(entry.key)"
                add(entry, path: path)
                for inner in entry.value.asMapping ?? [] { add(inner, path: "\(path).\(inner.key)") }
            }
        }
    }

    /// The place of a value; of a mapping its key, whose line says more than its first entry.
    private mutating func add(_ entry: YAMLEntry, path: String) {
        locations[path] = entry.value.asMapping == nil ? entry.value.location : entry.keyLocation
    }

    /// The place of the key at `path`, or of the nearest one around it where the spec leaves the key to its default.
    package func location(of path: String) -> SourceLocation? {
        var path = path[...]
        while true {
            if let location = locations[String(path)] { return location }
            guard let dot = path.lastIndex(of: ".") else { return nil }
            path = path[..<dot]
        }
    }
}
