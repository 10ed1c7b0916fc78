internal import Files
internal import ForecastCore
internal import LocatedYAML
internal import Reports

/// Which keys of resolved specs differ.
enum SpecDifference {
    /// One entry per scalar or list, by its dotted path, in the order of the files. What a run lacks as a whole,
    /// such as a model, is one entry, not one for every parameter.
    /// - Parameter paths: of the resolved specs, one per run.
    static func between(_ paths: [String]) throws -> [RunContrast.Difference] {
        var changes: [RunContrast.Difference] = []
        differ(try paths.map { Slot.there(try root(of: $0)) }, path: "", into: &changes)
        return changes
    }

    private static func root(of path: String) throws -> YAMLNode {
        var diagnostics = DiagnosticCollector()
        guard let root = YAMLDocument.parse(try FileSystem.read(path), file: path, &diagnostics) else {
            throw DiagnosticsError(.spec, diagnostics.diagnostics)
        }
        return root
    }

    /// What a run has at a path.
    private enum Slot {
        case there(YAMLNode)
        case absent
        /// What would hold it is absent, which has been said.
        case beside

        var node: YAMLNode? {
            guard case .there(let node) = self else { return nil }
            return node
        }

        var isAbsent: Bool {
            guard case .absent = self else { return false }
            return true
        }

        func child(_ key: String) -> Slot {
            guard let node else { return .beside }
            guard case .mapping(let entries) = node.content else { return .absent }
            let entry = entries.first { $0.key.utf8.elementsEqual(key.utf8) }
            return entry.map { .there($0.value) } ?? .absent
        }
    }

    private static func differ(
        _ slots: [Slot], path: String, into changes: inout [RunContrast.Difference]
    ) {
        let nodes = slots.compactMap(\.node)
        let entries = nodes.compactMap { node -> [YAMLEntry]? in
            guard case .mapping(let entries) = node.content else { return nil }
            return entries
        }
        guard !nodes.isEmpty, entries.count == nodes.count else {
            let values = slots.map { $0.node.map(text) }
            let told = zip(slots, values).filter { $0.0.node != nil || $0.0.isAbsent }.map(\.1)
            if !RunContrast.Difference(path: path, values: told).isSame {
                changes.append(.init(path: path, values: values))
            }
            return
        }
        if slots.contains(where: \.isAbsent) {
            changes.append(.init(path: path, values: slots.map { $0.node.map(summary) }))
        }
        guard nodes.count > 1 else { return }
        // By bytes, as data are read: names that are canonically equal are two.
        var seen: Set<[UInt8]> = []
        for key in entries.flatMap({ $0.map(\.key) }) where seen.insert(Array(key.utf8)).inserted {
            differ(
                slots.map { $0.child(key) }, path: path.isEmpty ? key : "\(path).\(key)", into: &changes)
        }
    }

    /// A mapping in a few words: `kind lightgbm`, else all of it.
    private static func summary(_ node: YAMLNode) -> String {
        node["kind"]?.scalarText.map { "kind \($0)" } ?? text(node)
    }

    /// The value on one line, as YAML's flow style writes it.
    private static func text(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, quoted: _): text
        case .sequence(let items): "[" + items.map(text).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
