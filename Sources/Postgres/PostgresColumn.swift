/// A column of what a statement gives.
package struct PostgresColumn: Hashable, Sendable {
    package let name: String
    /// The number of its type in `pg_type`; those of the types that come with PostgreSQL never change.
    package let type: UInt32

    package init(name: String, type: UInt32) {
        self.name = name
        self.type = type
    }
}
