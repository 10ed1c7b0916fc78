/// Text from users as literal text in GitHub Flavored Markdown.
package enum MarkdownText {
    /// `text` so that it shows as it is, in a paragraph or a table cell: no markup, no HTML, no link, no
    /// mention of a person or an issue, no line end. Longer than `limit` characters, it is cut.
    package static func escaped(_ text: String, limit: Int = 80) -> String {
        // By scalars: as a Character, a bar with a combining mark is no bar, but it ends a cell.
        let characters = Array(PlainText.truncated(PlainText.sanitised(text), to: limit).unicodeScalars)
        var result = ""
        for (index, character) in characters.enumerated() {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "|", "`", "*", "[", "]", "~", "$": result += "\\\(character)"
            case "_": result += isInsideWord(index, of: characters) ? "_" : "\\_"
            // An empty comment keeps the platform from making a mention, a reference or a link.
            case "@": result += "@<!-- -->"
            case "#": result += "#<!-- -->"
            case "-" where index == 0, "+" where index == 0: result += "\\\(character)"
            case "." where isNumber(characters[..<index]), ")" where isNumber(characters[..<index]):
                result += "\\\(character)"
            case ":" where characters[index...].starts(with: "://".unicodeScalars): result += ":<!-- -->"
            case "." where characters[..<index].suffix(3).elementsEqual("www".unicodeScalars):
                result += "<!-- -->."
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// `text` as a code span: its fence is longer than any run of backticks inside.
    static func code(_ text: String) -> String {
        let clean = PlainText.sanitised(text)
        var longest = 0
        var run = 0
        for character in clean.unicodeScalars {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let space = clean.unicodeScalars.first == "`" || clean.unicodeScalars.last == "`" ? " " : ""
        return fence + space + clean + space + fence
    }

    /// Underscores inside a word never start emphasis, and `seasonal_naive` stays readable as source.
    private static func isInsideWord(_ index: Int, of characters: [Unicode.Scalar]) -> Bool {
        index > 0 && index + 1 < characters.count && isWord(characters[index - 1])
            && isWord(characters[index + 1])
    }

    /// A number at the start would begin an ordered list.
    private static func isNumber(_ start: ArraySlice<Unicode.Scalar>) -> Bool {
        !start.isEmpty && start.count < 10 && start.allSatisfy { ("0"..."9").contains($0) }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
