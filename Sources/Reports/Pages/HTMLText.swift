package enum HTMLText {
    /// `text` with a space that no line breaks at between a number and its unit: `5.00 %` is one word.
    static func withUnitsJoined(_ text: String) -> String {
        guard text.contains(" %") || text.contains(" pp") else { return text }
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isJoint =
                scalar == " " && index > 0 && ("0"..."9").contains(scalars[index - 1])
                && (scalars[(index + 1)...].first == "%"
                    || scalars[(index + 1)...].starts(with: "pp".unicodeScalars))
            result.append(isJoint ? "\u{A0}" : scalar)
        }
        return String(result)
    }

    /// `text` as literal text, inside an element or a quoted attribute, without characters that reorder
    /// their neighbours.
    package static func escaped(_ text: String) -> String {
        // By scalars: as a Character, a quote with a combining mark is no quote, but a browser sees one.
        var result = String.UnicodeScalarView()
        for scalar in PlainText.sanitised(text).unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
