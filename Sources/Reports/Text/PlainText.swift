internal import ForecastCore

/// Names that users chose, made harmless and measured for places where text is laid out.
package enum PlainText {
    /// `text` with everything that could move a cursor, end a line or reorder its neighbours replaced
    /// by U+FFFD: control, format (bidirectional marks among them), private and unassigned characters.
    package static func sanitised(_ text: String) -> String { VisibleText.line(text) }

    /// A sentence as a part of another: without its full stop.
    package static func clause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    /// `text` in at most `width` columns, its end replaced by an ellipsis where it is longer.
    package static func truncated(_ text: String, to width: Int) -> String {
        guard columns(of: text) > width else { return text }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let next = columns(of: String(character))
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// The number of terminal columns that `text` fills.
    package static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// `text` in lines of at most `width` columns, broken at spaces; a longer word stands alone.
    package static func wrapped(_ text: String, to width: Int, indent: String = "") -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let candidate = line.isEmpty ? String(word) : line + " " + word
            if columns(of: candidate) > width, !line.isEmpty {
                lines.append(line)
                line = indent + word
            } else {
                line = candidate
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// `text` with spaces before or after it, `width` columns in all.
    static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - columns(of: text)))
        return right ? space + text : text + space
    }

    /// Cells of one column, each with spaces before it.
    static func rightAligned(_ cells: [String]) -> [String] {
        let width = cells.map { columns(of: $0) }.max() ?? 0
        return cells.map { padded($0, to: width, right: true) }
    }

    /// 0 for marks that combine, 2 for East Asian wide characters and emoji, else 1. After M. Kuhn's
    /// `wcwidth`, with the blocks that names of goods are made of.
    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}
