internal import ForecastCore
internal import LocatedYAML

extension YAMLNode {
    /// This tree with `over` laid on top: mappings merge key by key, everything else is replaced, and a
    /// null takes the key away. Every value keeps the place it came from.
    func merged(with over: YAMLNode) -> YAMLNode {
        guard let base = asMapping, let top = over.asMapping else { return over }
        let above = Dictionary(top.map { ($0.key, $0) }) { first, _ in first }
        let below = Set(base.map(\.key))
        let kept = base.compactMap { entry -> YAMLEntry? in
            guard let change = above[entry.key] else { return entry }
            if change.value.isNull { return nil }
            return YAMLEntry(
                key: entry.key, at: change.keyLocation, value: entry.value.merged(with: change.value))
        }
        let added = top.filter { !below.contains($0.key) && !$0.value.isNull }
        return YAMLNode(.mapping(kept + added), at: over.location)
    }

    /// This mapping without `key`.
    func without(_ key: String) -> YAMLNode {
        guard let entries = asMapping else { return self }
        return YAMLNode(.mapping(entries.filter { $0.key != key }), at: location)
    }

    /// This tree with `value` at `path`; mappings on the way are made where there are none.
    func setting(_ path: ArraySlice<String>, to value: YAMLNode, at keyLocation: SourceLocation) -> YAMLNode {
        guard let key = path.first else { return value }
        var entries = asMapping ?? []
        let index = entries.firstIndex { $0.key == key }
        let old = index.map { entries[$0].value } ?? YAMLNode(.mapping([]), at: keyLocation)
        let entry = YAMLEntry(
            key: key, at: index.map { entries[$0].keyLocation } ?? keyLocation,
            value: old.setting(path.dropFirst(), to: value, at: keyLocation))
        if let index { entries[index] = entry } else { entries.append(entry) }
        return YAMLNode(.mapping(entries), at: asMapping == nil ? keyLocation : location)
    }

    /// The keys that the dotted `path` stands for. A key may hold dots itself, so at each mapping the
    /// longest key that fits wins. Empty for a path of more parts than any key of a spec has.
    func keys(of path: String) -> [String] {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 64 else { return [] }
        var rest = parts.map(String.init)[...]
        var keys: [String] = []
        var node: YAMLNode? = self
        while !rest.isEmpty {
            let count = (1...rest.count).last { node?[rest.prefix($0).joined(separator: ".")] != nil } ?? 1
            let key = rest.prefix(count).joined(separator: ".")
            keys.append(key)
            node = node?[key]
            rest = rest.dropFirst(count)
        }
        return keys
    }

    /// This scalar or flow collection as it stands in line `line` of `file`, `offset` characters further
    /// right than where it was parsed.
    func moved(by offset: Int, in lineText: String, line: Int, file: String) -> YAMLNode {
        func move(_ place: SourceLocation) -> SourceLocation {
            place.moved(by: offset, in: lineText, line: line, file: file)
        }
        func move(_ node: YAMLNode) -> YAMLNode {
            node.moved(by: offset, in: lineText, line: line, file: file)
        }
        switch content {
        case .scalar: return YAMLNode(content, at: move(location))
        case .sequence(let items): return YAMLNode(.sequence(items.map { move($0) }), at: move(location))
        case .mapping(let entries):
            let moved = entries.map {
                YAMLEntry(key: $0.key, at: move($0.keyLocation), value: move($0.value))
            }
            return YAMLNode(.mapping(moved), at: move(location))
        }
    }
}

extension SourceLocation {
    func moved(by offset: Int, in lineText: String, line: Int, file: String) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column + offset, length: length, lineText: lineText)
    }
}
