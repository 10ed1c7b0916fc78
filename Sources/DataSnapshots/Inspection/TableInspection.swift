package import ForecastCore

/// What a CSV table of demand seems to be: guessed from names and values, for a person to correct.
package struct TableInspection: Sendable {
    package enum Part: String, Sendable {
        case series, time, target
        case knownAhead = "known_ahead"
        case pastOnly = "past_only"
        case fixed = "static"
        case ignored
    }

    package struct Column: Sendable {
        package let name: String
        package let part: Part
        /// Why, in a few words.
        package let reason: String
    }

    /// In the order of the file.
    package let columns: [Column]
    package let frequency: Frequency
    package let notation: TimeNotation
    /// What a period without a row means, as `dataset.yaml` writes it, and why.
    package let gaps: (policy: String, reason: String)
    /// What a negative target means: `keep` where there are some.
    package let hasNegativeTargets: Bool
    /// Nil where the file was too long to be looked at as a whole.
    package let rowCount: Int?
    /// How the file writes its cells.
    package let dialect: CSVDialect
    /// What a person should know before they believe the guesses, one sentence or two each.
    package let warnings: [String]

    package func names(_ part: Part) -> [String] { columns.filter { $0.part == part }.map(\.name) }

    /// The column that is a unit price, when there is one: volume times price is revenue, whenever it is known.
    package var price: String? { plannedPrice ?? names(.pastOnly).first(where: TableWords.isPrice) }

    /// The unit price that is known ahead, when there is one.
    package var plannedPrice: String? { names(.knownAhead).first(where: TableWords.isPrice) }

    /// - Parameters:
    ///   - path: a CSV file, perhaps gzip.
    ///   - display: how messages call it.
    ///   - dateFormat: how its dates are written, where the cells leave that open.
    ///   - decimal: the mark before its decimals, where the cells leave that open.
    /// - Throws: `DiagnosticsError(.data)` when no period, series or target can be told; `DataSetFileError`.
    package init(
        of path: String, displayedAs display: String, dateFormat: DateFormat? = nil,
        decimal: CSVDialect.DecimalMark? = nil
    ) throws {
        let sample = try TableSample.read(path, displayedAs: display)
        guard sample.rowCount > 0 else {
            if sample.problems.hasErrors { throw sample.problems.error }
            throw TableSample.refusal(
                .fileEmpty, "\(display) has a header and no rows", "write a row per series and period")
        }
        self = try TableGuess(sample, display: display, dateFormat: dateFormat, decimal: decimal).inspection()
    }

    init(
        columns: [Column], frequency: Frequency, notation: TimeNotation,
        gaps: (policy: String, reason: String), hasNegativeTargets: Bool, rowCount: Int?,
        dialect: CSVDialect, warnings: [String]
    ) {
        self.columns = columns
        self.frequency = frequency
        self.notation = notation
        self.gaps = gaps
        self.hasNegativeTargets = hasNegativeTargets
        self.rowCount = rowCount
        self.dialect = dialect
        self.warnings = warnings
    }
}
