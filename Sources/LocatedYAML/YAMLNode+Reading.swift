package import ForecastCore

/// Typed reading of one node. Every verb returns nil and reports when the node does not fit; `path` is
/// what messages call the value: `backtest.horizon`.
extension YAMLNode {
    package func integer(
        in range: ClosedRange<Int>, path: String, _ diagnostics: inout DiagnosticCollector
    ) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = asInt else {
            diagnostics.add(mismatch(path, expected: expected))
            return nil
        }
        guard range.contains(value) else {
            diagnostics.add(outOfRange(path, expected: expected))
            return nil
        }
        return value
    }

    /// A finite number; whole ones count.
    package func number(
        in range: ClosedRange<Double>, path: String, _ diagnostics: inout DiagnosticCollector
    ) -> Double? {
        let expected = "a number from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
        guard let value = asDouble else {
            diagnostics.add(mismatch(path, expected: expected))
            return nil
        }
        guard value.isFinite, range.contains(value) else {
            diagnostics.add(outOfRange(path, expected: expected))
            return nil
        }
        if value == 0, isNearZero {
            diagnostics.add(
                Diagnostic(
                    code: "E053",
                    "'\(path)' is \(quotation(scalarText ?? "")), which is too near to 0 for a 64-bit number",
                    at: location, fix: "write 0, or a number from 1e-308 on"))
            return nil
        }
        return value
    }

    /// Whether a number that reads as 0 is written with another digit: `4e-400`.
    private var isNearZero: Bool {
        scalarText?.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) } == true
    }

    package func boolean(path: String, _ diagnostics: inout DiagnosticCollector) -> Bool? {
        if let value = asBool { return value }
        diagnostics.add(mismatch(path, expected: "true or false"))
        return nil
    }

    /// Text that is not empty.
    package func text(path: String, _ diagnostics: inout DiagnosticCollector) -> String? {
        guard let value = asString else {
            diagnostics.add(mismatch(path, expected: "text"))
            return nil
        }
        guard !value.isEmpty else {
            diagnostics.add(Diagnostic(code: "E053", "'\(path)' is empty", at: location, fix: "write a text"))
            return nil
        }
        return value
    }

    /// The text of any scalar as written, for values that are names by nature: the class `12`, the
    /// period `2024`.
    package func label(path: String, _ diagnostics: inout DiagnosticCollector) -> String? {
        if let text = scalarText, !text.isEmpty { return text }
        diagnostics.add(mismatch(path, expected: "text"))
        return nil
    }

    /// One of `words`.
    package func word(
        of words: [String], path: String, _ diagnostics: inout DiagnosticCollector
    ) -> String? {
        guard let text = scalarText, !isNull else {
            diagnostics.add(mismatch(path, expected: "one of \(Self.list(words))"))
            return nil
        }
        if words.contains(text) { return text }
        diagnostics.add(
            Diagnostic(
                code: "E054",
                "'\(path)' cannot be \(quotation(text))\(diagnostics.suggestionClause(for: text, in: words))",
                at: location,
                fix: "write one of: \(Self.list(words))"))
        return nil
    }

    /// Words as YAML takes them: marks such as `,` and `|` need quotes.
    private static func list(_ words: [String]) -> String {
        words.map { $0.first?.isLetter == true || $0.first?.isNumber == true ? $0 : "\"\($0)\"" }
            .joined(separator: ", ")
    }

    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        of type: Choice.Type, path: String, _ diagnostics: inout DiagnosticCollector
    ) -> Choice? {
        word(of: type.allCases.map(\.rawValue), path: path, &diagnostics).flatMap { Choice(rawValue: $0) }
    }

    /// Every item read by `element`, whose path is `path[0]`, `path[1]`, ...; nil as soon as one is bad,
    /// after all have been read.
    package func list<Element>(
        path: String, _ diagnostics: inout DiagnosticCollector,
        element: (YAMLNode, String, inout DiagnosticCollector) -> Element?
    ) -> [Element]? {
        guard let items = asSequence else {
            let fix = scalarText.flatMap { isNull ? nil : "write [\(quotation($0).dropFirst().dropLast())]" }
            diagnostics.add(mismatch(path, expected: "a list, such as [a, b]", fix: fix))
            return nil
        }
        var values: [Element] = []
        for (index, item) in items.enumerated() {
            if let value = element(item, "\(path)[\(index)]", &diagnostics) { values.append(value) }
        }
        return values.count == items.count ? values : nil
    }

    /// A list with at least one item and no item twice, read by `element`.
    package func distinctList<Element: Hashable>(
        path: String, _ diagnostics: inout DiagnosticCollector,
        element: (YAMLNode, String, inout DiagnosticCollector) -> Element?
    ) -> [Element]? {
        if case .sequence(let items) = content, items.isEmpty {
            diagnostics.add(Diagnostic(code: "E053", "'\(path)' is an empty list", at: location))
            return nil
        }
        var seen: Set<Element> = []
        return list(path: path, &diagnostics) { item, itemPath, diagnostics in
            guard let value = element(item, itemPath, &diagnostics) else { return nil }
            if seen.insert(value).inserted { return value }
            diagnostics.add(
                Diagnostic(
                    code: "E055", "'\(path)' lists \(quotation(item.scalarText ?? item.found)) twice",
                    at: item.location,
                    fix: "remove one of the two"))
            return nil
        }
    }

    package func mapping(path: String, _ diagnostics: inout DiagnosticCollector) -> MappingReader? {
        if let entries = asMapping { return MappingReader(entries, at: location, path: path) }
        diagnostics.add(mismatch(path, expected: "a mapping of keys and values"))
        return nil
    }

    /// E052: something else stands here than what is expected.
    package func mismatch(_ path: String, expected: String, fix: String? = nil) -> Diagnostic {
        Diagnostic(
            code: "E052", "\(path.isEmpty ? "the file" : "'\(path)'") must be \(expected), not \(found)",
            at: location,
            fix: fix ?? quotedNumberFix)
    }

    /// E053: the right kind of value, beyond its bounds.
    package func outOfRange(_ path: String, expected: String) -> Diagnostic {
        Diagnostic(
            code: "E053", "'\(path)' must be \(expected); \(scalarText ?? found) is not", at: location)
    }

    /// For the frequent `"13"` where 13 is meant.
    private var quotedNumberFix: String? {
        guard case .scalar(let text, quoted: true) = content else { return nil }
        if case .string = YAMLScalar(plain: text) { return nil }
        return "remove the quotes"
    }
}

extension DiagnosticCollector {
    /// What `word` probably means. Beyond fifty diagnostics there is none: nobody would read it, and a
    /// file full of unknown words must not cost minutes.
    package func suggestion(for word: String, in candidates: [String]) -> String? {
        diagnostics.count < 50 ? Suggestion.nearest(to: word, in: candidates) : nil
    }

    /// `; did you mean 'croston'?`, or nothing.
    package func suggestionClause(for word: String, in candidates: [String]) -> String {
        suggestion(for: word, in: candidates).map { "; did you mean '\($0)'?" } ?? ""
    }
}

/// A bound as a person writes it: `0`, `0.5`, `1e+16`.
func plain(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
