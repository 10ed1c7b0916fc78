/// What of a query's text depends on the clock or on chance: such a table is another one every time it is asked for.
///
/// The words are looked for outside of texts, quoted names and comments. What hides it (a view inside a file, `age` of one
/// moment) is not seen here; the digest of the panel in the lock sees it then.
struct QueryChance: Equatable {
    /// As the query writes it.
    let word: String
    /// Where it stands, in scalars from the beginning.
    let position: Int

    /// Functions, by their names; a column may be called so as long as no parenthesis follows.
    private static let functions: Set<String> = [
        "now", "today", "random", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "nextval",
        "currval",
        "get_current_timestamp", "get_current_time", "current_localtime", "current_localtimestamp",
        "transaction_timestamp", "txid_current", "current_date", "current_time", "current_timestamp",
    ]
    /// Words that stand for a function without parentheses.
    private static let words: Set<String> = [
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "tablesample",
    ]

    /// The first of them; nil where there is none.
    init?(_ query: String) {
        let text = Array(query.unicodeScalars)
        var place = 0
        var previous = ""
        while place < text.count {
            if let next = Self.skip(text, place) {
                place = next
                continue
            }
            guard Self.isLetter(text[place]) else {
                if text[place] == "." { previous = "." }
                place += 1
                continue
            }
            var end = place
            while end < text.count, Self.isLetter(text[end]) || ("0"..."9").contains(text[end]) { end += 1 }
            var after = end
            while after < text.count, text[after].properties.isWhitespace { after += 1 }
            let word = String(String.UnicodeScalarView(text[place..<end]))
            let lower = word.lowercased()
            let isCall = after < text.count && text[after] == "("
            // `sales.now` is a column.
            let isFound =
                isCall && Self.functions.contains(lower)
                || previous != "." && Self.words.contains(lower)
                || lower == "sample" && previous == "using"
            if isFound {
                (self.word, position) = (isCall && lower != "sample" ? "\(word)()" : word, place)
                return
            }
            previous = lower
            place = end
        }
        return nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }

    /// Where a text, a quoted name or a comment that begins here ends; nil where none begins.
    private static func skip(_ text: [Unicode.Scalar], _ place: Int) -> Int? {
        func starts(_ mark: String, at place: Int) -> Bool {
            let scalars = Array(mark.unicodeScalars)
            return place + scalars.count <= text.count
                && Array(text[place..<place + scalars.count]) == scalars
        }
        func end(of mark: String, from start: Int) -> Int {
            var place = start
            while place < text.count, !starts(mark, at: place) { place += 1 }
            return min(text.count, place + mark.unicodeScalars.count)
        }
        switch text[place] {
        // A doubled mark ends one text and begins the next.
        case "'", "\"": return end(of: String(text[place]), from: place + 1)
        case "-" where starts("--", at: place): return end(of: "\n", from: place)
        case "/" where starts("/*", at: place): return end(of: "*/", from: place + 2)
        case "$":
            var close = place + 1
            while close < text.count, isLetter(text[close]) { close += 1 }
            guard close < text.count, text[close] == "$" else { return nil }
            let mark = String(String.UnicodeScalarView(text[place...close]))
            return end(of: mark, from: close + 1)
        default: return nil
        }
    }
}
