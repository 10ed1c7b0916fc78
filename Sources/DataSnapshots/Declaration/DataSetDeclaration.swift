package import ForecastCore
package import TableQueries

/// What `dataset.yaml` says: where the bytes of a data set are and what they mean.
package struct DataSetDeclaration: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        /// Long tables with a column for everything, under any names.
        case csv
        /// Wide tables: a row per period and a column per series, or a row per series and a column per period.
        case wide
        /// The wide files of the M4 competition: a line per series, training and test apart.
        case m4
        /// The Monash archive's `.tsf`.
        case tsf
        /// Long tables named as Nixtla's libraries do: `unique_id, ds, y`.
        case nixtla
        /// Long tables named as AutoGluon does: `item_id, timestamp, target`.
        case autogluon
        /// Parquet files, read by DuckDB.
        case parquet
        /// What an SQL query makes of files, asked of DuckDB.
        case sql

        /// Tables of a PostgreSQL server, or what a query makes of them.
        case postgres

        /// Whether DuckDB reads the files.
        package var isQueried: Bool { self == .parquet || self == .sql }
    }

    /// What a period without a row means, between a series' first row and the end of the panel.
    package enum GapPolicy: String, Sendable, CaseIterable { case zero, missing, error }

    /// What an empty cell in a target column means.
    package enum EmptyPolicy: String, Sendable, CaseIterable { case missing, zero, error }

    /// What a negative target is: a mistake, returns, or a period in which nothing was asked for on balance.
    package enum NegativePolicy: String, Sendable, CaseIterable { case error, keep, zero }

    /// What the two rows are, in local time, of the hour that clocks show twice in autumn.
    package enum ClockChange: String, Sendable, CaseIterable { case sum, mean }

    package var description = ""
    package var license = ""
    package var source = ""
    package var format: Format
    /// Nil only for `.tsf`, whose header says.
    package var frequency: Frequency?
    package var notation: TimeNotation = .date
    package var sources: [SourceFile]
    package var columns: ColumnMapping
    package var attributes: AttributeColumns?
    package var gaps: GapPolicy
    package var empty: EmptyPolicy = .missing
    package var negative: NegativePolicy = .error
    /// The label of the last period of an M4 set; its periods are numbered from 1 without it.
    package var end: CivilDate?
    /// Nil where the files are in a time without changes, such as UTC.
    package var clockChange: ClockChange?
    /// Of format `sql`, where it is declared; nil for all others.
    package var query: QueryText?
    /// Of format `postgres`; nil for all others.
    package var postgres: PostgresDeclaration?
    /// What DuckDB or PostgreSQL may take.
    package var limits = QueryLimits()
    /// Nil where a series has one row per period.
    package var aggregation: Aggregation?
    /// How the files of long tables write their cells.
    package var dialect = CSVDialect()
}
