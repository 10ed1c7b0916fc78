package import ForecastCore

/// What a CSV table of demand seems to be: guessed from names and values, for a person to correct.
package struct TableInspection: Sendable {
    package enum Part: String, Sendable {
        case series, time, target
        case knownAhead = "known_ahead"
        case pastOnly = "past_only"
        case fixed = "static"
        /// 1 where somebody looked, 0 where the target is not known.
        case observed
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
    /// How rows of a series and period become one, and what says that there are several; nil where there is one each.
    package let pooling: (aggregation: Aggregation, reason: String)?
    /// By column, the first price below 0, as messages tell it.
    package let negativePrices: [String: String]
    /// Nil where the file was too long to be looked at as a whole.
    package let rowCount: Int?
    /// Whether the file is Parquet, and no text.
    package private(set) var isParquet = false
    /// The columns that hold words known ahead or afterwards, and which words they hold.
    package let categories: [CategoryColumn]
    /// Whether it has a row per series and period.
    package let layout: TableLayout
    /// Of a wide table, the columns that are neither series nor periods.
    package let exceptions: [String]
    /// How the file writes its cells.
    package private(set) var dialect: CSVDialect
    /// The column of periods, or the two that hold years and weeks, days and hours.
    package let time: [String]
    /// What becomes of an hour that clocks show twice, where rows are in local time.
    package let clockChange: DataSetDeclaration.ClockChange?
    /// What a person should know before they believe the guesses, one sentence or two each.
    package private(set) var warnings: [String]

    package func names(_ part: Part) -> [String] { columns.filter { $0.part == part }.map(\.name) }

    /// The column that is a unit price, when there is one: volume times price is revenue, whenever it is known.
    /// A price below 0 makes none: the volume is not at fault, and forecasting it need not wait.
    package var price: String? {
        let prices = names(.knownAhead) + names(.pastOnly)
        return prices.first { TableWords.isPrice($0) && negativePrices[$0] == nil }
    }

    /// The unit price that is known ahead, when there is one.
    package var plannedPrice: String? { names(.knownAhead).first(where: TableWords.isPrice) }

    /// - Parameters:
    ///   - path: a CSV file, perhaps packed by gzip or zstd, or a Parquet file.
    ///   - display: how messages call it.
    ///   - wish: what the user said of it.
    ///   - libraries: the folder below which `make deps` puts DuckDB.
    /// - Throws: `DiagnosticsError(.data)` when no period, series or target can be told; `DataSetFileError`.
    package init(
        of path: String, displayedAs display: String, wish: TableWish = TableWish(), libraries: String = "."
    ) throws {
        let sample = try TableSample.read(path, displayedAs: display, libraries: libraries)
        guard sample.rowCount > 0 else {
            if sample.problems.hasErrors { throw sample.problems.error }
            throw TableSample.refusal(
                .fileEmpty, "\(display) has a header and no rows", "write a row per series and period")
        }
        self = try TableGuess(sample, display: display, wish: wish).inspection()
        dialect.skippedLines = sample.titleLines
        if sample.titleLines > 0 {
            let lines = sample.titleLines == 1 ? "line 1 is" : "lines 1 to \(sample.titleLines) are"
            warnings.insert(
                "\(lines) above the header (\(quoted(sample.title ?? ""))) and left out (skip_lines)", at: 0)
        }
        isParquet = TableSample.isParquet(path)
    }

    init(
        columns: [Column], frequency: Frequency, notation: TimeNotation,
        gaps: (policy: String, reason: String), hasNegativeTargets: Bool, negativePrices: [String: String],
        rowCount: Int?, dialect: CSVDialect, time: [String],
        clockChange: DataSetDeclaration.ClockChange?, warnings: [String],
        pooling: (aggregation: Aggregation, reason: String)? = nil, layout: TableLayout = .long,
        exceptions: [String] = [], categories: [CategoryColumn] = []
    ) {
        self.categories = categories
        (self.layout, self.exceptions) = (layout, exceptions)
        self.pooling = pooling
        self.columns = columns
        self.frequency = frequency
        self.notation = notation
        self.gaps = gaps
        self.hasNegativeTargets = hasNegativeTargets
        self.negativePrices = negativePrices
        self.rowCount = rowCount
        self.dialect = dialect
        self.time = time
        self.clockChange = clockChange
        self.warnings =
            warnings
            + negativePrices.keys.sorted().map {
                "\($0) has values below 0, such as \(negativePrices[$0] ?? ""): no revenue is made of it."
            }
    }
}
