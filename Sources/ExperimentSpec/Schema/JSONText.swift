internal import ForecastCore
package import LocatedYAML

/// Writes values as indented JSON.
package enum JSONText {
    package static func write(_ value: YAMLValue) -> String { text(value, margin: "") + "\n" }

    private static func text(_ value: YAMLValue, margin: String) -> String {
        let inner = margin + "  "
        switch value {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .number(let value):
            precondition(value.isFinite, "JSON has no \(value)")
            return value.description
        case .string(let value): return quoted(value)
        case .sequence(let items):
            let texts = items.map { text($0, margin: inner) }
            let line = "[" + texts.joined(separator: ", ") + "]"
            if line.utf8.count + margin.utf8.count <= 100, !line.contains("\n") { return line }
            return "[\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n\(margin)]"
        case .mapping(let entries):
            if entries.isEmpty { return "{}" }
            let lines = entries.map { "\(inner)\(quoted($0.key)): \(text($0.value, margin: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
        }
    }

    /// **Source** RFC 8259, section 7.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where VisibleText.isGraphic(scalar): result.unicodeScalars.append(scalar)
            default:
                // What a terminal or an editor would not show, or obey, reads back as it was.
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            }
        }
        return result + "\""
    }
}
