internal import ForecastCore

/// What every reader produces, whatever the format: rows with a series, a period and numbers, in the
/// order of the files.
struct SeriesTable {
    struct Column: Hashable {
        let name: String
        let knowledge: PanelColumn.Knowledge
    }

    let columns: [Column]
    let periods: PeriodParser
    var ids = ByteInterner()
    var rows: RowStore
    var statics: [StaticColumn]
    /// The files that the rows come from; see `RowStore.Chunk.file`.
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

/// A property of the series, gathered row by row.
struct StaticColumn {
    let name: String
    private(set) var values = ByteInterner()
    /// For each series an entry of `values`, or -1 while every cell was empty.
    private(set) var codes: [Int32] = []

    init(name: String) { self.name = name }

    /// Takes a cell; an empty one says nothing.
    /// - Returns: the value seen before, when the cell contradicts it.
    mutating func take(_ cell: Bytes, series: Int) -> String? {
        while codes.count <= series { codes.append(-1) }
        guard !cell.isEmpty else { return nil }
        let known = Int(codes[series])
        guard known < 0 else { return values.equals(known, cell) ? nil : values.string(known) }
        codes[series] = Int32(values.index(of: cell) ?? values.add(cell))
        return nil
    }

    /// The attribute of the series `order` (an entry per row of the panel).
    func attribute(order: [Int]) -> StaticAttribute {
        let sorted = values.sortedIndices()
        var rank = [Int32](repeating: 0, count: sorted.count)
        for (position, index) in sorted.enumerated() { rank[index] = Int32(position) }
        let codes = order.map { series in
            series < self.codes.count && self.codes[series] >= 0 ? rank[Int(self.codes[series])] : -1
        }
        return StaticAttribute(name: name, categories: sorted.map(values.string), codes: codes)
    }
}

/// A cell as messages quote it: short, and nothing in it can move a terminal's cursor.
func quoted(_ cell: Bytes) -> String { quoted(String(decoding: cell.prefix(400), as: UTF8.self)) }

func quoted(_ text: String) -> String {
    let limit = 60
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: shown.append("\u{FFFD}")
        default: shown.append(scalar)
        }
    }
    return "'\(String(shown))\(text.unicodeScalars.count > limit ? "..." : "")'"
}
