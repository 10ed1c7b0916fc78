/// File names in commands that a person copies into a shell.
package enum ShellText {
    /// `text` as one word: in single quotes where a shell would read more into it.
    package static func word(_ text: String) -> String {
        // A word that begins with a dash would be an option.
        let name = text.hasPrefix("-") ? "./" + text : text
        let isPlain =
            !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "_-./+,:@%=".unicodeScalars.contains($0)
            }
        return isPlain ? name : "'" + name.replacing("'", with: "'\\''") + "'"
    }
}
