internal import ForecastCore
internal import LocatedYAML

/// What every reader produces, whatever the format: rows with a series, a period and numbers, in the
/// order of the files.
struct SeriesTable {
    struct Column: Hashable {
        let name: String
        let knowledge: PanelColumn.Knowledge
        /// What the words of a column of categories may be; nil for numbers.
        var categories: [String]?
    }

    let columns: [Column]
    var periods: PeriodParser
    var ids = ByteInterner()
    var rows: RowStore
    var statics: [StaticColumn]
    /// The files that the rows come from; see `RowChunk.file`.
    var files: [SourceFile] = []

    init(columns: [Column], periods: PeriodParser, statics: [String]) {
        self.columns = columns
        self.periods = periods
        self.rows = RowStore(width: columns.count)
        self.statics = statics.map(StaticColumn.init)
    }

    /// `week 2021-01-04`, for messages.
    func period(_ ordinal: Int32) -> String {
        "\(periods.frequency.stepNoun(1)) \(periods.label(of: ordinal))"
    }
}

extension ColumnMapping {
    /// How many columns of numbers the panel has, before any file is opened.
    package var panelColumnCount: Int { panelColumns.count }

    /// The words of a column of categories; nil for numbers.
    func categories(of column: String) -> [String]? {
        categories.first { $0.column == column }?.words
    }

    /// The columns of the panel: targets first, each group in the order of the declaration.
    var panelColumns: [SeriesTable.Column] {
        targets.map { SeriesTable.Column(name: $0.name, knowledge: .target) }
            + knownAhead.map {
                SeriesTable.Column(name: $0, knowledge: .knownAhead, categories: categories(of: $0))
            }
            + pastOnly.map {
                SeriesTable.Column(name: $0, knowledge: .pastOnly, categories: categories(of: $0))
            }
    }
}

/// A cell as messages quote it: short, and nothing in it can move a terminal's cursor.
func quoted(_ cell: Bytes) -> String { quoted(String(decoding: cell.prefix(400), as: UTF8.self)) }

func quoted(_ text: String) -> String { quotation(text) }
