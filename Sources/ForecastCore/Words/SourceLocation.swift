/// A place in a text file. Lines and columns count from 1; columns count Unicode scalars.
package struct SourceLocation: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let column: Int
    /// How many characters the caret underlines.
    package let length: Int
    /// The text of the line, where it is at hand.
    package let lineText: String?

    package init(file: String, line: Int, column: Int, length: Int = 1, lineText: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.lineText = lineText
    }
}
