/// What format `postgres` asks, of which server.
package struct PostgresDeclaration: Sendable {
    /// A service of `pg_service.conf`; nil where the environment says all.
    package var service: String?
    /// The rows, where they are declared; nil where `tables` makes the query.
    var query: QueryText?
    var attributes: QueryText?
    var holidays: QueryText?
    /// The planning system's tables under their own names.
    var tables: PostgresTables?

    /// Everything that is asked, in a fixed order, for digests.
    var statements: [String] {
        if let tables {
            return [tables.seriesQuery, tables.productsQuery ?? "", tables.calendarQuery ?? ""]
        }
        return [query, attributes, holidays].map { $0?.text ?? "" }
    }
}
