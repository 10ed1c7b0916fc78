/// The rows of one series in `forecasts.csv` or `series.csv`; those of others are passed over by their bytes.
package struct SeriesRows {
    package let titles: [String]
    /// `[row][column]`, in the order of the file.
    package let rows: [[String]]

    /// - Throws: `FileError`; `ReportError` for a file that a run did not write.
    package init(of series: String, in path: String) throws {
        let wanted = CSVBuffer.field(series)
        var titles: [String] = []
        var rows: [[String]] = []
        try CSVRows.read(path) { row, line in
            if line == 1 { titles = CSVRows.texts(of: row) }
            guard line > 1, row.count > wanted.count, row[wanted.count] == CSVBuffer.comma,
                row[..<wanted.count].elementsEqual(wanted)
            else { return }
            let texts = CSVRows.texts(of: row)
            guard texts.count == titles.count else {
                throw ReportError(
                    operation: "read", path: path,
                    message: "line \(line): \(texts.count) fields under \(titles.count) titles")
            }
            rows.append(texts)
        }
        (self.titles, self.rows) = (titles, rows)
    }

    /// The ids of all series in the file, each once, in its order.
    package static func ids(in path: String) throws -> [String] {
        var seen: Set<[UInt8]> = []
        var ids: [String] = []
        try CSVRows.read(path) { row, line in
            let id = row[..<CSVRows.fieldEnd(in: row, from: 0)]
            guard line > 1, seen.insert(Array(id)).inserted else { return }
            ids.append(CSVBuffer.text(of: id))
        }
        return ids
    }

    /// The place of a column.
    package func column(_ title: String) -> Int? { titles.firstIndex(of: title) }

    /// The rows as they stand in the file, under its titles.
    package func csv(where isIncluded: ([String]) -> Bool) -> [UInt8] {
        var buffer = CSVBuffer()
        buffer.endRow(titles)
        for row in rows where isIncluded(row) { buffer.endRow(row) }
        return buffer.bytes
    }
}
