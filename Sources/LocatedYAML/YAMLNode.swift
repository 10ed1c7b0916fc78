package import ForecastCore

/// A node of a YAML document: what it holds and where it stands.
///
/// The tree is the strict subset that this project reads: no aliases, no tags, mapping keys are
/// scalars and distinct, nesting is bounded by `YAMLLimits.depth`.
package struct YAMLNode: Sendable {
    package let location: SourceLocation
    package let content: Content

    package enum Content: Sendable {
        /// The text as written (escapes and folding undone); quoted and block scalars are `quoted`.
        case scalar(String, quoted: Bool)
        case sequence([YAMLNode])
        /// In the order of the file.
        case mapping([YAMLEntry])
    }

    package init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }
}

extension YAMLNode {
    /// What the scalar means; nil for a sequence or a mapping.
    package var scalar: YAMLScalar? {
        guard case .scalar(let text, let quoted) = content else { return nil }
        return quoted ? .string(text) : YAMLScalar(plain: text)
    }

    /// Also of a whole number that is written as a decimal one, `13.0`: programs write such YAML, and to JSON Schema,
    /// by which editors check, it is an integer.
    package var asInt: Int? {
        switch scalar {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// Whole numbers are numbers too.
    package var asDouble: Double? {
        switch scalar {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var asBool: Bool? {
        guard case .boolean(let value)? = scalar else { return nil }
        return value
    }

    /// The text of a scalar that is neither null, boolean nor number.
    package var asString: String? {
        guard case .string(let value)? = scalar else { return nil }
        return value
    }

    /// The text of any scalar as written, whatever it resolves to.
    package var scalarText: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    package var isNull: Bool { scalar == .null }

    package var asSequence: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    package var asMapping: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of `key` in a mapping.
    package subscript(key: String) -> YAMLNode? {
        asMapping?.first { $0.key == key }?.value
    }

    /// What stands here, in words: `the text 'weekly'`, `a list`.
    package var found: String {
        switch content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let text, let quoted):
            switch YAMLScalar(plain: text) {
            case _ where quoted: return "the quoted text \(quotation(text))"
            case .null: return text.isEmpty ? "nothing" : "null"
            case .boolean: return "the truth value \(text)"
            case .integer: return "the whole number \(clipped(text))"
            case .number: return "the number \(clipped(text))"
            case .string: return "the text \(quotation(text))"
            }
        }
    }
}

/// `text` between quotes as a message may show it: clipped, and without control characters that could
/// move a terminal's cursor.
package func quotation(_ text: String) -> String { "'\(clipped(text))'" }

/// At most 60 printable characters of `text`.
private func clipped(_ text: String) -> String {
    let limit = 60
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
        shown.append(VisibleText.isGraphic(scalar) ? scalar : "\u{FFFD}")
    }
    return String(shown) + (text.unicodeScalars.count > limit ? "..." : "")
}
