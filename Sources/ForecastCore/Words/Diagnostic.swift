/// Something to tell the user about a file of theirs: an error in a spec, a bad row of data.
///
/// A diagnostic is a value; the words are made where the problem is found, the layout in
/// `rendered()`.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning }

    package let severity: Severity
    /// Stable and searchable: `E104` for specs, `D203` for data.
    package let code: String
    package let message: String
    package let location: SourceLocation?
    /// Further facts, one line each.
    package let notes: [String]
    /// What to do about it.
    package let fix: String?

    package init(
        _ severity: Severity = .error, code: String, _ message: String, at location: SourceLocation? = nil,
        notes: [String] = [], fix: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.notes = notes
        self.fix = fix
    }
}

extension Diagnostic {
    /// The diagnostic as people read it:
    ///
    ///     experiments/retail.yaml:14:9: error[E104]: unknown model kind 'croton'; did you mean 'croston'?
    ///        14 |   cro: {kind: croton}
    ///           |               ^^^^^^
    ///        fix: ...
    package func rendered() -> String {
        let place = location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
        var lines = [VisibleText.line("\(place)\(severity.rawValue)[\(code)]: \(message)")]
        if let location, let text = location.lineText {
            lines += Self.excerpt(of: text, at: location)
        }
        lines += notes.map { VisibleText.line("   note: \($0)") }
        if let fix { lines.append(VisibleText.line("   fix: \(fix)")) }
        return lines.joined(separator: "\n")
    }

    /// The source line with a caret under the place; a long line is cut around it. A place beyond the
    /// end of the line is shown at its end.
    private static func excerpt(of text: String, at location: SourceLocation) -> [String] {
        let width = 100
        let scalars = Array(text.unicodeScalars)
        let place = max(0, min(location.column - 1, scalars.count))
        let start = max(0, min(place - width / 2, scalars.count - width))
        let line = scalars.dropFirst(start).prefix(width).map {
            VisibleText.isGraphic($0) ? $0 : $0 == "\t" ? " " : "\u{FFFD}"
        }
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: line)
        let caret = place - start
        let underline = max(1, min(location.length, line.count - caret))
        let number = String(location.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count))
        let margin = String(repeating: " ", count: gutter.count + number.count)
        return [
            "\(gutter)\(number) | \(String(shown))",
            "\(margin) | \(String(repeating: " ", count: caret))\(String(repeating: "^", count: underline))",
        ]
    }
}
