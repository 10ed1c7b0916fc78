/// A column of words that change over time, such as the type of a promotion.
package struct CategoryColumn: Hashable, Sendable {
    package let column: String
    /// The number of a category is its place here. Words that are not listed are read as missing.
    package let words: [String]

    package init(column: String, words: [String]) {
        self.column = column
        self.words = words
    }
}
