/// Some rows of results, as a table of named columns.
package struct ResultPage: Sendable {
    package let columns: [String]
    package let rows: [[JSONValue]]
    /// Behind the last row; nil where nothing follows.
    package let next: ResultCursor?

    package init(columns: [String], rows: [[JSONValue]], next: ResultCursor?) {
        self.columns = columns
        self.rows = rows
        self.next = next
    }
}
