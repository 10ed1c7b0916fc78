internal import ForecastCore

/// A file's text cut into lines, and the first thing in it that no YAML file may hold.
struct SourceText {
    let file: String
    /// Without line breaks; cut where libyaml cuts: LF, CR, CR LF, NEL, LS and PS.
    private(set) var lines: [String] = []
    private(set) var fault: Fault?

    enum Fault {
        case invalidUTF8(YAMLMark)
        case control(Unicode.Scalar, YAMLMark)
    }

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = String.UnicodeScalarView()
        var column = 0
        var afterCarriageReturn = false
        while true {
            let scalar: Unicode.Scalar
            switch decoder.decode(&iterator) {
            case .emptyInput:
                lines.append(String(line))
                return
            case .scalarValue(let value):
                scalar = value
                if fault == nil, !Self.isAllowed(value) {
                    fault = .control(value, YAMLMark(line: lines.count, column: column))
                }
            case .error:
                scalar = "\u{FFFD}"
                fault = fault ?? .invalidUTF8(YAMLMark(line: lines.count, column: column))
            }
            let endsPair = afterCarriageReturn && scalar == "\n"
            afterCarriageReturn = scalar == "\r"
            if endsPair { continue }
            if Self.isBreak(scalar) {
                // A megabyte of line ends is as many lines.
                lines.append(line.isEmpty ? "" : String(line))
                if !line.isEmpty { line = String.UnicodeScalarView() }
                column = 0
            } else {
                line.append(scalar)
                column += 1
            }
        }
    }

    /// The first line that version control left where two people changed the same place; nil where none is. A line of
    /// equals signs alone may be text.
    var conflictLine: Int? {
        lines.firstIndex { line in
            // A megabyte of line ends is as many lines: most are told apart without being read.
            guard line.utf8.count >= 8, let first = line.utf8.first, "<>|".utf8.contains(first) else {
                return false
            }
            return line.hasPrefix("<<<<<<< ") || line.hasPrefix(">>>>>>> ") || line.hasPrefix("||||||| ")
        }
    }

    /// The place from `start` up to `end`, underlined to the end of its first line at most.
    func location(from start: YAMLMark, to end: YAMLMark) -> SourceLocation {
        let start = visible(start)
        let text = start.line < lines.count ? lines[start.line] : nil
        let stop = end.line == start.line ? end.column : text?.unicodeScalars.count ?? start.column
        return SourceLocation(
            file: file, line: start.line + 1, column: start.column + 1, length: max(1, stop - start.column),
            lineText: text)
    }

    /// `mark`, or the end of the last line with text where `mark` lies behind all text: that is where a
    /// person looks for what is missing at the end of a file.
    private func visible(_ mark: YAMLMark) -> YAMLMark {
        guard mark.line >= lines.count || lines[mark.line...].allSatisfy(\.isEmpty),
            let last = lines.lastIndex(where: { !$0.isEmpty })
        else { return mark }
        return YAMLMark(line: last, column: lines[last].unicodeScalars.count)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// **Source** YAML 1.2.2, production 1, `c-printable`.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
