/// What a statement answered: its rows as text, in the order of the server.
package struct PostgresRows: Equatable, Sendable {
    /// **Shape** `[row, column]`; nil for NULL.
    package let rows: [[String?]]
    /// Of a statement that changes rows, how many.
    package let affected: Int

    package var first: [String?]? { rows.first }
}
