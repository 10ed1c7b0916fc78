/// The canonical form of a data set: every series on one time grid.
///
/// **Shape** every column is `[series, time]`, row-major: `values[s * grid.count + t]`.
/// **Missing values** are NaN: before a series' first period, in a gap whose policy is `missing`, and
/// after its last period. There is no second mask that could disagree.
package struct Panel: Sendable {
    package let grid: TimeGrid
    /// Unique and sorted by their UTF-8 bytes; the index of a series is its row everywhere.
    package let seriesIDs: [String]
    /// The grid step of each series' first period; everything before it is before its launch.
    package let firstStep: [Int]
    package let columns: [PanelColumn]
    package let attributes: [StaticAttribute]
    package let holidays: [Holiday]
    /// What a person should know of how it was read, a sentence or two each; no part of the digest.
    package let notes: [String]

    package init(
        grid: TimeGrid, seriesIDs: [String], firstStep: [Int], columns: [PanelColumn],
        attributes: [StaticAttribute] = [], holidays: [Holiday] = [], notes: [String] = []
    ) {
        precondition(
            firstStep.count == seriesIDs.count,
            "first steps [\(firstStep.count)] for series [\(seriesIDs.count)]")
        for column in columns {
            precondition(
                column.values.count == seriesIDs.count * grid.count,
                "column \(column.name) [\(column.values.count)] for [\(seriesIDs.count), \(grid.count)]")
        }
        for attribute in attributes {
            precondition(
                attribute.codes.count == seriesIDs.count, "attribute \(attribute.name) misses series")
        }
        self.grid = grid
        self.seriesIDs = seriesIDs
        self.firstStep = firstStep
        self.columns = columns
        self.attributes = attributes
        self.holidays = holidays
        self.notes = notes
    }

    package var seriesCount: Int { seriesIDs.count }

    /// See `NumberSpace.letGo`: of all columns.
    package func letGo() {
        for column in columns { column.values.letGo() }
    }

    package func column(_ name: String) -> PanelColumn? { columns.first { $0.name == name } }

    package func attribute(_ name: String) -> StaticAttribute? { attributes.first { $0.name == name } }
}
