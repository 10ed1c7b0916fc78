/// A matrix of weights in the flat buffer of parameters; a vector is one row.
struct Parameter: Hashable, Sendable {
    let offset: Int
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
}
