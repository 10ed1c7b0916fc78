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

    package init(
        grid: TimeGrid, seriesIDs: [String], firstStep: [Int], columns: [PanelColumn],
        attributes: [StaticAttribute] = [], holidays: [Holiday] = []
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
    }

    package var seriesCount: Int { seriesIDs.count }

    package func column(_ name: String) -> PanelColumn? { columns.first { $0.name == name } }

    package func attribute(_ name: String) -> StaticAttribute? { attributes.first { $0.name == name } }
}

/// One column of numbers over all series and periods.
package struct PanelColumn: Sendable {
    /// When a value becomes known to a forecaster.
    package enum Knowledge: String, Sendable, CaseIterable {
        /// What is forecast, such as volume and revenue: known up to the cutoff.
        case target
        /// Known for future periods too: a calendar, a planned price, a planned promotion.
        case knownAhead = "known_ahead"
        /// Known up to the cutoff only.
        case pastOnly = "past_only"
    }

    package let name: String
    package let knowledge: Knowledge
    /// `[series, time]`, row-major; NaN where missing.
    package let values: [Double]

    package init(name: String, knowledge: Knowledge, values: [Double]) {
        self.name = name
        self.knowledge = knowledge
        self.values = values
    }
}

/// A property of a series that does not change: category, brand, store.
package struct StaticAttribute: Sendable {
    package let name: String
    /// The distinct values, sorted by their UTF-8 bytes.
    package let categories: [String]
    /// For each series an index into `categories`, or -1 where the data set has no value.
    package let codes: [Int32]

    package init(name: String, categories: [String], codes: [Int32]) {
        self.name = name
        self.categories = categories
        self.codes = codes
    }

    package func value(ofSeries series: Int) -> String? {
        codes[series] < 0 ? nil : categories[Int(codes[series])]
    }
}

package struct Holiday: Hashable, Sendable {
    package let date: CivilDate
    package let name: String

    package init(date: CivilDate, name: String) {
        self.date = date
        self.name = name
    }
}
