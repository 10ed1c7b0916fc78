internal import ForecastCore

/// Of which series and period a row is.
extension LongTableReader {
    /// The id of the series where no column names any.
    private static let onlySeries = "all"

    private mutating func readOnlySeries() -> Int {
        if previousSeries < 0 {
            var id = Self.onlySeries
            previousSeries = id.withUTF8 { table.ids.index(of: $0) ?? table.ids.add($0) }
        }
        return previousSeries
    }

    mutating func readSeries(_ csv: inout CSVReader, _ header: Header, _ file: SourceFile) -> Int? {
        guard let column = header.series else { return readOnlySeries() }
        let known = csv.text(column) { cell -> Int? in
            previousSeries >= 0 && table.ids.equals(previousSeries, cell)
                ? previousSeries : table.ids.index(of: cell)
        }
        if let known {
            previousSeries = known
            return known
        }
        if let fault = csv.text(column, Self.fault(inID:)) {
            reportID(csv, fault, column, file)
            return nil
        }
        previousSeries = csv.text(column) { table.ids.add($0) }
        return previousSeries
    }

    private mutating func reportID(
        _ csv: borrowing CSVReader, _ fault: String, _ column: Int, _ file: SourceFile
    ) {
        if fault == Self.notUTF8 { return problems.reportEncoding(csv, field: column, of: file) }
        let location = csv.location(ofField: column, in: file.displayPath)
        let id = String(decoding: csv.field(column), as: UTF8.self)
        problems.report(.invalidText, alike: "\(file.displayPath) \(id)") {
            Problem("the id of the series \(fault)", at: location, fix: Self.fixOfID(fault))
        }
    }

    mutating func readPeriod(_ csv: borrowing CSVReader, _ header: Header, _ file: SourceFile)
        -> Int32?
    {
        guard let pairing, let part = header.timePart else {
            return readPeriod(csv.field(header.time), csv, header, file)
        }
        return pairing.label(csv.field(header.time), csv.field(part)).withUnsafeBufferPointer {
            readPeriod($0, csv, header, file)
        }
    }

    private mutating func readPeriod(
        _ cell: Bytes, _ csv: borrowing CSVReader, _ header: Header, _ file: SourceFile
    ) -> Int32? {
        if table.rows.count == 0 { table.periods.adoptTime(of: cell) }
        let periods = table.periods
        let result = periods.parse(cell)
        if case .ordinal(let ordinal) = result { return ordinal }
        let id = header.series.map { quoted(csv.field($0)) } ?? quoted(Self.onlySeries)
        let location = csv.location(ofField: header.time, in: file.displayPath)
        switch result {
        case .finerThanGrid:
            problems.report(.offGrid, alike: quoted(cell)) {
                Problem(
                    "\(quoted(cell)) of series \(id) is not the start of \(periods.frequency.withArticle)",
                    at: location,
                    fix: periods.lateness > 0
                        ? "write all rows at the time of the first one, or declare the finer 'frequency'"
                        : "declare the finer 'frequency', or aggregate the rows")
            }
        case .noSuchDay:
            problems.report(.badDate, alike: quoted(cell)) {
                Problem(
                    "there is no day \(quoted(cell)) (series \(id))", at: location,
                    fix: DateHint.noSuchDay(cell, in: periods.format))
            }
        case .malformed, .ordinal:
            problems.report(.badDate, alike: quoted(cell)) {
                Problem(
                    "\(quoted(cell)) of series \(id) is not a period: expected \(periods.expectation)",
                    at: location, fix: DateHint.advice(for: cell, periods))
            }
        }
        return nil
    }
}
