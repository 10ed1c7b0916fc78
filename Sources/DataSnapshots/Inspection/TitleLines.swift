internal import ForecastCore

/// What reports put above the header of a table: a title, a date, an empty line.
struct TitleLines {
    /// The first of them.
    let title: String
    /// How many lines stand above the header.
    let count: Int

    /// So many records show it.
    private static let recordCount = 50
    /// More lines above a header are no titles.
    private static let mostTitles = 10

    private struct Record {
        let line: Int
        let cells: [String]

        var filledCount: Int { cells.count { !trimmed($0).isEmpty } }

        /// A name in every cell, each another, none of them a number or a period.
        var mayBeHeader: Bool {
            Set(cells).count == cells.count
                && cells.allSatisfy { cell in
                    let text = trimmed(cell)
                    return !text.isEmpty && Double(text) == nil && !DateHint.looksLikePeriod(text)
                }
        }
    }

    /// Nil where the first record may well be the header.
    init?(of file: SourceFile) throws(SourceStream.Failure) {
        var found: (title: String, line: Int)?
        for separator in CSVDialect.Separator.allCases {
            let records = try Self.records(of: file, separator)
            guard let first = records.first, let width = Self.usualWidth(records), width > 1 else { continue }
            // By another separator it is a header like any: semicolons between cells, commas before decimals.
            if first.cells.count == width, first.filledCount == width { return nil }
            found = found ?? Self.title(of: records, width)
        }
        guard let found else { return nil }
        (title, count) = (trimmed(found.title), found.line - 1)
    }

    private static func title(of records: [Record], _ width: Int) -> (title: String, line: Int)? {
        guard let first = records.first, first.filledCount == 1 || first.filledCount == 2 && width > 3,
            let header = records.prefix(1 + mostTitles).dropFirst().first(where: {
                $0.cells.count == width && $0.mayBeHeader
            })
        else { return nil }
        var text = first.cells.first { !trimmed($0).isEmpty } ?? ""
        return text.withUTF8 { ConflictMarker.begins($0) } ? nil : (text, header.line)
    }

    /// The number of cells that more than half of the records have.
    private static func usualWidth(_ records: [Record]) -> Int? {
        var counts: [Int: Int] = [:]
        for record in records { counts[record.cells.count, default: 0] += 1 }
        return counts.first { 2 * $0.value > records.count }?.key
    }

    private static func records(of file: SourceFile, _ separator: CSVDialect.Separator)
        throws(SourceStream.Failure) -> [Record]
    {
        var reader = try CSVReader(SourceStream(file), separator: separator)
        var records: [Record] = []
        guard ForeignFile(reader.opening) == nil else { return [] }
        while records.count < recordCount {
            switch try reader.next() {
            case .end: return records
            case .malformed(let fault): if fault.isFinal { return records }
            case .record:
                var cells: [String] = []
                for column in 0..<reader.fieldCount { cells.append(reader.string(column) ?? "") }
                records.append(Record(line: reader.line, cells: cells))
            }
        }
        return records
    }
}
