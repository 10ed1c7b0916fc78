/// Text that others wrote (series ids, attribute values, descriptions, file names), fit to be shown.
///
/// The one place that decides which characters a terminal, a page or a table gets to see: everything that
/// could move a cursor, end a line, hide or reorder its neighbours is replaced by U+FFFD.
package enum VisibleText {
    /// `text` on one line.
    package static func line(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(text) }
        return filtered(text.unicodeScalars)
    }

    /// `text` with its line ends kept.
    ///
    /// - Parameter keepsColour: whether `ESC [ ... m`, which sets colour and weight and nothing else, stays:
    ///   only for text in which every name went through `line` before colour was added.
    package static func lines(_ text: String, keepsColour: Bool = false) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A }) { return text }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { keepsColour ? filteredBesideColour($0) : filtered($0) }.joined(separator: "\n")
    }

    /// False for control, format (bidirectional marks and zero-width characters among them), private and
    /// unassigned characters, and for fillers.
    package static func isGraphic(_ scalar: Unicode.Scalar) -> Bool {
        if isFiller(scalar) { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }

    /// Letters and symbols by their category that show nothing: the Hangul and Khmer fillers, the empty Braille pattern.
    package static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0: true
        default: false
        }
    }

    /// Marks that may be stacked on one character: no script needs more, and a thousand cover the lines above.
    private static let mostMarks = 8

    private static func filtered(_ text: some Sequence<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text {
            guard isGraphic(scalar) else {
                result.append(scalar == "\t" ? " " : "\u{FFFD}")
                marks = 0
                continue
            }
            marks = isMark(scalar) ? marks + 1 : 0
            if marks <= mostMarks { result.append(scalar) }
        }
        return String(result)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// One line, its colour sequences left where they are.
    private static func filteredBesideColour(_ line: String.UnicodeScalarView.SubSequence) -> String {
        var result = ""
        var rest = line
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += filtered(rest[..<escape])
            let end = endOfColour(rest[escape...])
            result += end.map { String(rest[escape..<$0]) } ?? "\u{FFFD}"
            rest = rest[(end ?? rest.index(after: escape))...]
        }
        return result + filtered(rest)
    }

    /// Where a sequence such as `ESC [ 1 ; 32 m` at the start of `text` ends; nil for any other.
    private static func endOfColour(_ text: String.UnicodeScalarView.SubSequence) -> String.Index? {
        let parameters = text.dropFirst()
        guard parameters.first == "[",
            let end = parameters.dropFirst().firstIndex(where: { !("0"..."9").contains($0) && $0 != ";" }),
            parameters[end] == "m"
        else { return nil }
        return parameters.index(after: end)
    }
}
