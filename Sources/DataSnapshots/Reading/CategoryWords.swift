/// The words of a column of categories, each with its number.
struct CategoryWords {
    private var interner = ByteInterner()

    /// - Parameter words: distinct.
    init(_ words: [String]) {
        for word in words {
            var word = word
            _ = word.withUTF8 { interner.add($0) }
        }
    }

    /// The place of a cell's word in the list; nil where it is not listed. Blanks around a word mean nothing.
    func code(of cell: Bytes) -> Double? {
        (interner.index(of: cell) ?? interner.index(of: cell.trimmed)).map(Double.init)
    }
}
