/// What a model missed in earlier windows, at every node of a hierarchy and at its series.
package struct HierarchicalErrors: Sendable {
    /// **Shape** `[row, node]`: a row per window and step; nodes of the levels in their order, then series. Observation minus
    /// forecast; NaN where nothing was observed, or the model forecast nothing.
    package let values: [Double]
    package let rows: Int
    package let columns: Int
    /// How many windows they come from.
    package let windows: Int

    package init(values: [Double], rows: Int, columns: Int, windows: Int) {
        precondition(values.count == rows * columns, "errors [\(values.count)] for [\(rows), \(columns)]")
        self.values = values
        self.rows = rows
        self.columns = columns
        self.windows = windows
    }
}
