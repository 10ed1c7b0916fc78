internal import ForecastCore
internal import LocatedYAML

/// `seasonal: {kind: stl, period: 52}`, the long way to write `seasonal: stl` and `season: 52`.
extension SpecParser {
    private static let method = "seasonal"
    private static let length = "season"

    /// Whether a parameter of `kind` may be written the long way.
    static func takesMapping(_ parameter: ParameterDeclaration, of kind: ModelKind) -> Bool {
        parameter.name == method
            && kind.parameters.contains { $0.name == length && $0.domain == .seasons }
    }

    /// The model with its season in two keys, as every resolved spec has it.
    mutating func flatSeason(of kind: ModelKind, in model: MappingReader) -> MappingReader {
        guard kind.parameters.contains(where: { Self.takesMapping($0, of: kind) }),
            let entry = model.entries.first(where: { $0.key == Self.method }), entry.value.asMapping != nil,
            var season = entry.value.mapping(path: model.path(of: Self.method), &diagnostics)
        else { return model }
        let method = season.node("kind", required: "kind: stl")
        let period = season.node("period", required: "period: 52")
        season.finish(&diagnostics)
        if let other = model.entries.first(where: { $0.key == Self.length }), !other.value.isNull {
            diagnostics.add(
                Diagnostic(
                    code: "E014",
                    "'\(model.path(of: Self.length))' stands beside '\(model.path(of: Self.method)).period'",
                    at: other.keyLocation, fix: "keep one of the two"))
        }
        let others = model.entries.filter { ![Self.method, Self.length].contains($0.key) }
        let own = [(Self.method, method), (Self.length, period)].compactMap { key, value in
            value.map { YAMLEntry(key: key, at: entry.keyLocation, value: $0) }
        }
        var flat = MappingReader(others + own, at: model.location, path: model.path)
        // Read already.
        _ = flat.node("kind")
        return flat
    }
}
