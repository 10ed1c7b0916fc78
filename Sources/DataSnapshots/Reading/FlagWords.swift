/// How people write yes and no.
enum FlagWords {
    private static let yes: Set<String> = [
        "yes", "y", "true", "t", "ja", "j", "wahr", "oui", "o", "vrai", "si", "s\u{ED}", "s\u{EC}", "s",
        "verdadero", "sim", "verdadeiro", "vero", "waar",
    ]
    private static let no: Set<String> = [
        "no", "n", "false", "f", "nein", "falsch", "non", "faux", "falso", "n\u{E3}o", "nao", "nee", "onwaar",
    ]

    /// Whether a word is a yes; nil where it is neither.
    static func meaning(of word: String) -> Bool? {
        let word = trimmed(word).lowercased()
        return yes.contains(word) ? true : no.contains(word) ? false : nil
    }
}
