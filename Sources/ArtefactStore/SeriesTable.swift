/// Where rows that lead to the results of single series lie.
enum SeriesTable: String {
    case index = "series"
    /// Of a store that must not change, or cannot: a table of this connection alone, which ends with it.
    case own = "temp.own_series"
}
