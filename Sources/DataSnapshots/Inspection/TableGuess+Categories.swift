internal import ForecastCore

/// Columns of words that change over time: the type of a promotion.
extension TableGuess {
    /// More words are remarks, not kinds.
    private static let mostWords = 50

    /// Whether a column is called like something planned, and holds a few words.
    func isCategory(_ column: Int) -> Bool {
        guard types[column] == .text || types[column] == .code, TableWords.isKnownAhead(sample.names[column]),
            amount(in: column) == nil
        else { return false }
        let words = words(of: column)
        return (2...Self.mostWords).contains(words.count)
            && words.allSatisfy { word in
                var word = word
                return word.withUTF8(LongTableReader.fault(inName:)) == nil
            }
    }

    /// The distinct words of a column, sorted.
    func words(of column: Int) -> [String] {
        Set(sample.cells[column].lazy.map(trimmed)).filter { !$0.isEmpty }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func categories(_ columns: [TableInspection.Column]) -> [CategoryColumn] {
        columns.indices.filter { [.knownAhead, .pastOnly].contains(columns[$0].part) && isCategory($0) }
            .map { CategoryColumn(column: columns[$0].name, words: words(of: $0)) }
    }

    /// By row, what changes where the column does: its numbers, or a number per word. NaN where it is empty.
    func traced(_ column: Int) -> [Double] {
        guard isCategory(column) else { return numbers(column) }
        let places = Dictionary(uniqueKeysWithValues: words(of: column).enumerated().map { ($1, $0) })
        return sample.cells[column].map { cell in places[trimmed(cell)].map { Double($0 + 1) } ?? .nan }
    }
}
