package import ForecastCore

/// Reads the keys of one mapping by name and type, and reports everything that is wrong with it.
///
/// Each verb takes a key's value: nil when the key is absent, null, or unfit (then reported). Once all
/// known keys are read, `finish` reports the missing and the unknown ones:
///
///     var backtest = reader.mapping("backtest", required: true, &diagnostics)
///     let horizon = backtest?.integer("horizon", in: 1...730, required: true, &diagnostics)
///     let windows = backtest?.integer("windows", in: 1...520, &diagnostics) ?? 4
///     backtest?.finish(&diagnostics)
package struct MappingReader {
    package let path: String
    package let location: SourceLocation
    package let entries: [YAMLEntry]
    /// In the order in which they were asked for.
    private var known: [String] = []
    private var missing: [(key: String, example: String?)] = []

    package init(_ entries: [YAMLEntry], at location: SourceLocation, path: String) {
        self.entries = entries
        self.location = location
        self.path = path
    }

    /// What messages call the value of `key`: `backtest.horizon`.
    package func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The node of `key`, which is a known key from now on; nil when absent or null.
    package mutating func node(_ key: String, required: Requirement = false) -> YAMLNode? {
        known.append(key)
        let node = entries.first { $0.key == key }?.value
        if let node, !node.isNull { return node }
        if required.isRequired { missing.append((key, required.example)) }
        return nil
    }

    /// Whether the mapping sets `key` to something, without reading it.
    package func has(_ key: String) -> Bool { entries.contains { $0.key == key && !$0.value.isNull } }

    /// Reports what is missing and what is unknown. A missing key is not reported when an unknown one
    /// looks like its misspelling.
    /// - Parameter aliases: other words for known keys, which messages translate.
    package func finish(_ diagnostics: inout DiagnosticCollector, aliases: [String: String] = [:]) {
        let present = Set(entries.map(\.key))
        let expected = Set(known)
        let absent = known.filter { !present.contains($0) }
        var misspelt: Set<String> = []
        for entry in entries where !expected.contains(entry.key) {
            let meant =
                aliases[entry.key]
                ?? diagnostics.suggestion(for: entry.key, in: absent)
                ?? diagnostics.suggestion(for: entry.key, in: known)
            if let meant { misspelt.insert(meant) }
            diagnostics.add(unknown(entry, meant: meant))
        }
        for (key, example) in missing where !misspelt.contains(key) {
            diagnostics.add(missing(key, example: example))
        }
    }

    private func unknown(_ entry: YAMLEntry, meant: String?) -> Diagnostic {
        Diagnostic(
            code: "E051",
            "unknown key \(quotation(path(of: entry.key)))\(meant.map { "; did you mean '\($0)'?" } ?? "")",
            at: entry.keyLocation,
            fix: meant == nil && !known.isEmpty ? "known keys here: \(known.joined(separator: ", "))" : nil)
    }

    private func missing(_ key: String, example: String?) -> Diagnostic {
        let entry = entries.first { $0.key == key }
        return Diagnostic(
            code: "E050", "'\(path(of: key))' \(entry == nil ? "is missing" : "has no value")",
            at: entry?.keyLocation ?? location, fix: example.map { "write for example \($0)" })
    }
}

// MARK: - Values by type

extension MappingReader {
    package mutating func integer(
        _ key: String, in range: ClosedRange<Int>, required: Requirement = false,
        _ diagnostics: inout DiagnosticCollector
    ) -> Int? {
        node(key, required: required)?.integer(in: range, path: path(of: key), &diagnostics)
    }

    package mutating func number(
        _ key: String, in range: ClosedRange<Double>, required: Requirement = false,
        _ diagnostics: inout DiagnosticCollector
    ) -> Double? {
        node(key, required: required)?.number(in: range, path: path(of: key), &diagnostics)
    }

    package mutating func boolean(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector
    ) -> Bool? {
        node(key, required: required)?.boolean(path: path(of: key), &diagnostics)
    }

    package mutating func text(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        node(key, required: required)?.text(path: path(of: key), &diagnostics)
    }

    /// Any scalar's text as written: see `YAMLNode.label`.
    package mutating func label(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        node(key, required: required)?.label(path: path(of: key), &diagnostics)
    }

    package mutating func word(
        _ key: String, of words: [String], required: Requirement = false,
        _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        node(key, required: required)?.word(of: words, path: path(of: key), &diagnostics)
    }

    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type, required: Requirement = false,
        _ diagnostics: inout DiagnosticCollector
    ) -> Choice? {
        node(key, required: required)?.choice(of: type, path: path(of: key), &diagnostics)
    }

    package mutating func list<Element>(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector,
        element: (YAMLNode, String, inout DiagnosticCollector) -> Element?
    ) -> [Element]? {
        node(key, required: required)?.list(path: path(of: key), &diagnostics, element: element)
    }

    /// See `YAMLNode.distinctList`.
    package mutating func distinctList<Element: Hashable>(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector,
        element: (YAMLNode, String, inout DiagnosticCollector) -> Element?
    ) -> [Element]? {
        node(key, required: required)?.distinctList(path: path(of: key), &diagnostics, element: element)
    }

    package mutating func mapping(
        _ key: String, required: Requirement = false, _ diagnostics: inout DiagnosticCollector
    ) -> MappingReader? {
        node(key, required: required)?.mapping(path: path(of: key), &diagnostics)
    }

    /// All entries of a mapping whose keys are the user's own names; all are known from now on.
    package mutating func namedEntries() -> [YAMLEntry] {
        known.append(contentsOf: entries.map(\.key))
        return entries
    }
}
