package import TableQueries

/// What reading by a query may take; nothing of it changes what comes out.
package struct QueryLimits: Hashable, Sendable {
    package var process = TableQuery.Limits()
    /// Of the table that comes out of the query.
    package var rows = 50_000_000
}
