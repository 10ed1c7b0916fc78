internal import ForecastCore

/// The one way names from others get into XML.
package enum XMLText {
    /// `text` as the content of an element, its line ends kept.
    package static func escaped(_ text: String) -> String {
        // XML 1.0 has no form at all, escaped or not, for most control characters: VisibleText replaces them.
        var result = String.UnicodeScalarView()
        for scalar in VisibleText.lines(text).unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            // `]]>` may not stand in text.
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&apos;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// `text` in a quoted attribute, where a bare line end would be read as a space.
    static func attribute(_ text: String) -> String {
        escaped(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "&#10;")
    }
}
