internal import ForecastCore
internal import LocatedYAML

/// `sweep: {models.ses.alpha: [0.1, 0.3]}`: a grid over keys of models. Each point of a model's grid is
/// a model of its own and takes the place of the model that the spec names.
struct SpecSweep {
    /// Models in one spec, points of sweeps included.
    static let mostModels = 1000

    private static let mostAxes = 32

    private struct Axis {
        let model: String
        /// Below the model.
        let keys: [String]
        let location: SourceLocation
        let values: [YAMLNode]
    }

    private var axes: [Axis] = []

    /// Reads the `sweep` section; `models` is the section of that name.
    init(_ node: YAMLNode?, root: YAMLNode, _ diagnostics: inout DiagnosticCollector) {
        guard let node, let reader = node.mapping(path: "sweep", &diagnostics) else { return }
        guard reader.entries.count <= Self.mostAxes else {
            diagnostics.add(node.mismatch("sweep", expected: "a mapping of at most \(Self.mostAxes) keys"))
            return
        }
        for entry in reader.entries {
            if let axis = Self.axis(entry, root: root, &diagnostics) { axes.append(axis) }
        }
    }

    private static func axis(
        _ entry: YAMLEntry, root: YAMLNode, _ diagnostics: inout DiagnosticCollector
    ) -> Axis? {
        let keys = root.keys(of: entry.key)
        guard keys.count >= 3, keys[0] == "models", !keys.contains("") else {
            diagnostics.add(
                Diagnostic(
                    code: "E140", "\(quotation(entry.key)) cannot be swept", at: entry.keyLocation,
                    notes: [
                        "each point of a sweep becomes a model of its own, so only keys of models can vary"
                    ],
                    fix: "write models.<name>.<parameter>: [values]"))
            return nil
        }
        let names = root["models"]?.asMapping?.map(\.key) ?? []
        guard names.contains(keys[1]) else {
            let clause = diagnostics.suggestionClause(for: keys[1], in: names)
            diagnostics.add(
                Diagnostic(
                    code: "E141", "the spec has no model \(quotation(keys[1]))\(clause)",
                    at: entry.keyLocation))
            return nil
        }
        let values = entry.value.distinctList(path: entry.key, &diagnostics) { item, path, diagnostics in
            label(of: item, path: path, &diagnostics)
        }
        guard values != nil, let items = entry.value.asSequence else { return nil }
        // 20 and 20.0 have two names, and make one model.
        var seen: Set<Double> = []
        for item in items {
            guard let number = item.asDouble, !seen.insert(number).inserted else { continue }
            diagnostics.add(
                Diagnostic(
                    code: "E055", "'\(entry.key)' lists \(quotation(item.scalarText ?? item.found)) twice",
                    at: item.location, fix: "remove one of the two"))
            return nil
        }
        return Axis(
            model: keys[1], keys: Array(keys.dropFirst(2)), location: entry.keyLocation, values: items)
    }

    /// What a point is called after the value: a number's shortest form, else the text with anything
    /// that no name may hold turned into `_`.
    private static func label(
        of item: YAMLNode, path: String, _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        switch item.scalar {
        case .integer(let value): return String(value)
        case .number(let value): return value.description
        case .boolean(let value): return String(value)
        case .string(let text) where !text.isEmpty:
            return String(
                String.UnicodeScalarView(text.unicodeScalars.map { NameRule.model.allows($0) ? $0 : "_" }))
        default:
            diagnostics.add(item.mismatch(path, expected: "a number, a word or a truth value"))
            return nil
        }
    }

    /// Every model of `models`, each swept one replaced by its points. With several keys of one model the
    /// last key varies fastest.
    func unroll(_ models: [YAMLEntry], _ diagnostics: inout DiagnosticCollector) -> UnrolledModels {
        var unrolled = UnrolledModels()
        for model in models {
            let entry = ModelEntry(
                name: model.key, path: "models.\(model.key)", location: model.keyLocation, node: model.value)
            let grid = axes.filter { $0.model == model.key }
            let count = grid.reduce(1) { $0 > Self.mostModels ? $0 : $0 * $1.values.count }
            guard unrolled.entries.count + count <= Self.mostModels else {
                diagnostics.add(
                    Diagnostic(
                        code: "E105", "more than \(Self.mostModels) models, sweeps included",
                        at: grid.last?.location ?? model.keyLocation))
                return unrolled
            }
            let points = grid.reduce([entry]) { points, axis in
                points.flatMap { point in axis.values.map { Self.point(point, axis, $0) } }
            }
            if !grid.isEmpty { unrolled.points[model.key] = points.map(\.name) }
            unrolled.entries += points
        }
        return unrolled
    }

    private static func point(_ model: ModelEntry, _ axis: Axis, _ value: YAMLNode) -> ModelEntry {
        var unused = DiagnosticCollector()  // the labels were read before, without complaint
        let label = label(of: value, path: "", &unused) ?? ""
        return ModelEntry(
            name: "\(model.name).\(axis.keys.last ?? "")-\(label)", path: model.path, location: axis.location,
            node: model.node.setting(axis.keys[...], to: value, at: axis.location))
    }
}
