/// A matrix of weights in the flat buffer of parameters; a vector is one row.
package struct Parameter: Hashable, Sendable {
    package let offset: Int
    package let rows: Int
    package let columns: Int

    package init(offset: Int, rows: Int, columns: Int) {
        self.offset = offset
        self.rows = rows
        self.columns = columns
    }

    package var count: Int { rows * columns }
}
