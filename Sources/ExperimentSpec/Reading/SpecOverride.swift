internal import ForecastCore
internal import LocatedYAML

/// One `--set key.path=value` of the command line. Its place in messages is the file `--set`, with one
/// line per override.
struct SpecOverride {
    let text: String
    let line: Int

    init(_ text: String, line: Int) {
        self.text = text
        self.line = line
    }

    /// `root` with the override in it; unchanged, with a report, when it makes no sense.
    func applied(to root: YAMLNode, _ diagnostics: inout DiagnosticCollector) -> YAMLNode {
        guard let (path, value) = parts(&diagnostics) else { return root }
        let keys = path.hasPrefix("sweep.") ? ["sweep", String(path.dropFirst(6))] : root.keys(of: path)
        guard let section = keys.first, !keys.contains(""), section != "extends" else {
            diagnostics.add(malformed("\(quotation(path)) cannot be set from the command line"))
            return root
        }
        if keys.count > 2, ["models", "features"].contains(section), root[section]?[keys[1]] == nil {
            let names = root[section]?.asMapping?.map(\.key) ?? []
            diagnostics.add(
                Diagnostic(
                    code: "E131",
                    "the spec has no \(section).\(keys[1])\(Suggestion.clause(for: keys[1], in: names))",
                    at: place(column: section.unicodeScalars.count + 2, length: keys[1].unicodeScalars.count),
                    fix: names.isEmpty ? nil : "\(section) here: \(names.joined(separator: ", "))"))
            return root
        }
        return root.setting(keys[...], to: value, at: place(column: 1, length: path.unicodeScalars.count))
    }

    /// The path before the first `=` and the value behind it.
    private func parts(_ diagnostics: inout DiagnosticCollector) -> (path: String, value: YAMLNode)? {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex, !text.contains(where: \.isNewline)
        else {
            diagnostics.add(malformed("an override is written key.path=value on one line"))
            return nil
        }
        let path = String(text[..<sign])
        let offset = path.unicodeScalars.count + 1
        let value = String(text[text.index(after: sign)...])
        guard !value.allSatisfy(\.isWhitespace) else {
            return (path, YAMLNode(.scalar("", quoted: false), at: place(column: offset, length: 1)))
        }
        var problems = DiagnosticCollector()
        let node = YAMLDocument.parse(Array(value.utf8), file: "--set", &problems)
        for problem in problems.diagnostics {
            diagnostics.add(
                Diagnostic(
                    problem.severity, code: problem.code, problem.message,
                    at: problem.location?.moved(by: offset, in: text, line: line, file: "--set"),
                    fix: problem.fix))
        }
        return node.map { (path, $0.moved(by: offset, in: text, line: line, file: "--set")) }
    }

    private func malformed(_ message: String) -> Diagnostic {
        Diagnostic(
            code: "E130", message, at: place(column: 1, length: text.unicodeScalars.count),
            fix: "write for example --set models.ses.alpha=0.3")
    }

    private func place(column: Int, length: Int) -> SourceLocation {
        SourceLocation(file: "--set", line: line, column: column, length: max(1, length), lineText: text)
    }
}
