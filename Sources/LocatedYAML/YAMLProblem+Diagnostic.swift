internal import ForecastCore

extension YAMLProblem {
    /// libyaml's complaint in our words: what is wrong at this place and what to do about it.
    func diagnostic(in source: SourceText) -> Diagnostic {
        let location = source.location(from: mark, to: mark)
        if isTab(in: source) {
            return Diagnostic(
                code: "E008", "a tab cannot indent YAML", at: location, fix: "indent with spaces")
        }
        if let diagnostic = subsetDiagnostic(at: location) { return diagnostic }
        let words = Self.words(for: text, context: context ?? "")
        return Diagnostic(code: "E001", words.message, at: location, notes: contextNotes, fix: words.fix)
    }

    /// What is outside the strict subset anyway, wherever in it libyaml stumbled.
    private func subsetDiagnostic(at location: SourceLocation) -> Diagnostic? {
        switch (context, text) {
        case ("while scanning a directive", _), ("while scanning a %YAML directive", _),
            ("while scanning a %TAG directive", _), (_, "found incompatible YAML document"):
            YAMLSubset.directive(at: location)
        case ("while scanning an anchor", _): YAMLSubset.anchor("...", at: location)
        case ("while scanning an alias", _): YAMLSubset.alias("...", at: location)
        case ("while scanning a tag", _), (_, "found undefined tag handle"):
            YAMLSubset.tag("!...", at: location)
        default: nil
        }
    }

    /// Where the construct began, when that is another line.
    private var contextNotes: [String] {
        guard let context, context.hasPrefix("while "), contextMark.line != mark.line else { return [] }
        let construct =
            switch context.split(separator: " ").dropFirst(2).joined(separator: " ") {
            case "a block mapping": "the mapping"
            case "a block collection": "the list"
            case "a flow mapping": "the '{'"
            case "a flow sequence": "the '['"
            case "a quoted scalar": "the quoted text"
            case "a simple key": "the key"
            case let other: other
            }
        return ["\(construct) began at line \(contextMark.line + 1), column \(contextMark.column + 1)"]
    }

    private func isTab(in source: SourceText) -> Bool {
        if text.hasPrefix("found a tab character") { return true }
        guard text == "found character that cannot start any token", mark.line < source.lines.count else {
            return false
        }
        return Array(source.lines[mark.line].unicodeScalars.dropFirst(mark.column)).first == "\t"
    }

    private static func words(for problem: String, context: String) -> (message: String, fix: String) {
        switch problem {
        case "mapping values are not allowed in this context":
            ("a ':' cannot stand here", "check the indentation; quote text that contains ': '")
        case "mapping keys are not allowed in this context":
            ("a key cannot begin here", "check the indentation")
        case "block sequence entries are not allowed in this context":
            ("a '-' list cannot begin here", "begin it on a line of its own, or write [a, b]")
        case "could not find expected ':'":
            ("a key without ':'", "write `key: value`; quote text that spans lines")
        case "did not find expected key":
            ("this line fits no mapping above it", "align its indentation with the keys it belongs to")
        case "did not find expected '-' indicator":
            ("this line fits no list above it", "begin it with '- ' or align its indentation")
        case "did not find expected ',' or ']'":
            ("a list [ ... ] is not continued properly here", "separate items with ',' and close it with ']'")
        case "did not find expected ',' or '}'":
            (
                "a mapping { ... } is not continued properly here",
                "separate entries with ',' and close it with '}'"
            )
        case "did not find expected node content":
            ("a value is missing here", "write one, or remove the ',' or ':' before")
        case "did not find expected <document start>":
            ("text after the end of the document", "check the indentation of this line")
        case "found unexpected end of stream" where context.contains("quoted"):
            ("a quoted text is never closed", "add the closing quote")
        case "found unexpected document indicator":
            ("a '---' or '...' inside a quoted text", "close the quote before it")
        case "found character that cannot start any token":
            ("this character cannot begin a value", "quote the value")
        case "found unexpected ':'":
            ("a ':' without a space after it", "write `key: value` with a space")
        case "found unknown escape character":
            (
                "an unknown escape in a double-quoted text",
                "write '\\\\' for a backslash, or use single quotes"
            )
        default:
            ("not valid YAML: \(problem)", "see https://yaml.org/spec/1.2.2 or quote the value")
        }
    }
}
