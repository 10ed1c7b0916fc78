internal import ForecastCore

/// Writes values as block YAML that reads back to the same values.
///
/// Mappings are blocks. A list of scalars that fits on a line is written `[a, b]`, any other as a block.
/// Text is plain only where no YAML reader, 1.1 or 1.2, could take it for something else.
package enum YAMLWriter {
    /// The document, ending in a line break. `comment` becomes `# ` lines at the top.
    package static func write(_ value: YAMLValue, comment: String = "") -> String {
        var lines =
            comment.isEmpty
            ? [] : comment.split(separator: "\n", omittingEmptySubsequences: false).map { "# \($0)" }
        switch value {
        case .mapping(let entries) where !entries.isEmpty: append(entries, indent: 0, to: &lines)
        case .sequence(let items) where inline(value, width: lineWidth) == nil:
            append(items, indent: 0, to: &lines)
        default: lines.append(inline(value, width: .max) ?? "")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let lineWidth = 100
    /// libyaml reads a key without `?` only when it has fewer than 1,024 characters.
    private static let longestSimpleKey = 900

    private static func append(_ entries: [YAMLValue.Entry], indent: Int, to lines: inout [String]) {
        let margin = String(repeating: " ", count: indent)
        for entry in entries {
            var head = margin + scalar(entry.key)
            if head.unicodeScalars.count > longestSimpleKey {
                lines.append("\(margin)? \(scalar(entry.key))")
                head = margin
            }
            append(entry.value, after: head + ":", indent: indent + 2, to: &lines)
        }
    }

    private static func append(_ items: [YAMLValue], indent: Int, to lines: inout [String]) {
        for item in items {
            append(item, after: String(repeating: " ", count: indent) + "-", indent: indent + 2, to: &lines)
        }
    }

    /// `value` on the line of `head` where it fits, else on the lines below.
    private static func append(_ value: YAMLValue, after head: String, indent: Int, to lines: inout [String])
    {
        if let text = inline(value, width: lineWidth - head.utf8.count) {
            lines.append("\(head) \(text)")
            return
        }
        lines.append(head)
        switch value {
        case .mapping(let entries): append(entries, indent: indent, to: &lines)
        case .sequence(let items): append(items, indent: indent, to: &lines)
        default: preconditionFailure("every scalar fits on a line")
        }
    }

    /// The value on one line; nil for a filled mapping, and for a list that is nested or too wide.
    private static func inline(_ value: YAMLValue, width: Int) -> String? {
        switch value {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .number(let value): return number(value)
        case .string(let value): return scalar(value)
        case .mapping(let entries): return entries.isEmpty ? "{}" : nil
        case .sequence(let items):
            let isFlat = items.allSatisfy {
                switch $0 {
                case .sequence, .mapping: false
                default: true
                }
            }
            guard isFlat else { return nil }
            let text = "[" + items.compactMap { inline($0, width: .max) }.joined(separator: ", ") + "]"
            return text.utf8.count <= width || items.isEmpty ? text : nil
        }
    }

    /// The shortest digits that read back to the same bits.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        return value.description
    }

    /// Text as it stands in a document, quoted where it must be.
    package static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Letters, digits, spaces and `_ . / -`, beginning with a letter or `_`, not ending in a space, and no
    /// word that some YAML version reads as a boolean or null.
    private static func isPlain(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, isLetter(first), scalars.last != " ",
            !reservedWords.contains(text.lowercased())
        else { return false }
        return scalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || ".-/ ".unicodeScalars.contains($0)
        }
    }

    private static let reservedWords: Set<String> = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    ]

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private static func quoted(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case _ where VisibleText.isGraphic(scalar): result.append(scalar)
            default: result.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        return "\"\(String(result))\""
    }

    /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (prefix, width) =
            switch scalar.value {
            case ...0xFF: ("\\x", 2)
            case ...0xFFFF: ("\\u", 4)
            default: ("\\U", 8)
            }
        return prefix + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
