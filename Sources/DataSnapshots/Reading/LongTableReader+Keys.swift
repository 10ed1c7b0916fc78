internal import ForecastCore

/// Of which series and period a row is.
extension LongTableReader {
    /// The id of the series where no column names any.
    private static let onlySeries = "all"

    mutating func readOnlySeries() -> Int {
        if previousSeries < 0 {
            var id = Self.onlySeries
            previousSeries = id.withUTF8 { table.ids.index(of: $0) ?? table.ids.add($0) }
        }
        return previousSeries
    }

    mutating func readSeries(_ csv: inout CSVReader, _ header: Header, _ file: SourceFile) -> Int? {
        guard let column = header.series.first else { return readOnlySeries() }
        guard header.series.count == 1 else { return readJoinedSeries(&csv, header, file) }
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

    /// Stands between the parts of an id.
    private static let joint = UInt8(ascii: "|")

    /// `007|north`: the id that several columns make together. No part may hold the mark between them, or two series
    /// would be one.
    private mutating func readJoinedSeries(_ csv: inout CSVReader, _ header: Header, _ file: SourceFile)
        -> Int?
    {
        joinedID.removeAll(keepingCapacity: true)
        for (index, column) in header.series.enumerated() {
            if index > 0 { joinedID.append(Self.joint) }
            let (start, cell) = (joinedID.count, csv.field(column))
            csv.text(column) { joinedID.append(contentsOf: $0) }
            let part = joinedID[start...]
            if part.isEmpty || part.contains(Self.joint) {
                reportPart(csv, mapping.series[index], cell, column, file)
                return nil
            }
        }
        let known = joinedID.withUnsafeBufferPointer { id in
            previousSeries >= 0 && table.ids.equals(previousSeries, id)
                ? previousSeries : table.ids.index(of: id)
        }
        if let known {
            previousSeries = known
            return known
        }
        for column in header.series {
            if let fault = csv.text(column, Self.fault(inID:)) {
                reportID(csv, fault, column, file)
                return nil
            }
        }
        if let fault = joinedID.withUnsafeBufferPointer(Self.fault(inID:)) {
            reportID(csv, fault, header.series[0], file)
            return nil
        }
        previousSeries = joinedID.withUnsafeBufferPointer { table.ids.add($0) }
        return previousSeries
    }

    private func reportPart(
        _ csv: borrowing CSVReader, _ name: String, _ cell: Bytes, _ column: Int, _ file: SourceFile
    ) {
        let location = csv.location(ofField: column, in: file.displayPath)
        let id = quoted(cell)
        problems.report(.invalidText, alike: "\(file.displayPath) \(name) \(id)") {
            cell.isEmpty
                ? Problem("\(name) is empty, which is part of the series' id", at: location, fix: "fill it")
                : Problem(
                    "\(name) holds '|', which stands between the parts of a series' id: \(id)", at: location,
                    fix: "write it without the bar, or make one column of ids")
        }
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
        if table.rows.count == 0, pooling == nil { table.periods.adoptTime(of: cell) }
        let periods = table.periods
        let result = periods.parse(cell)
        if case .ordinal(let ordinal) = result { return ordinal }
        let id =
            header.series.isEmpty
            ? quoted(Self.onlySeries)
            : quoted(
                header.series.map { String(decoding: csv.field($0).prefix(400), as: UTF8.self) }
                    .joined(separator: "|"))
        let location = csv.location(ofField: header.time, in: file.displayPath)
        problems.report(result, cell, of: "of series \(id)", periods, at: location)
        return nil
    }
}

extension DataProblems {
    /// Reports a cell that should have been a period; `owner` says whose it is, as part of a sentence.
    func report(
        _ result: PeriodParser.Result, _ cell: Bytes, of owner: String?, _ periods: PeriodParser,
        at location: SourceLocation
    ) {
        let subject = ([quoted(cell)] + [owner].compactMap(\.self)).joined(separator: " ")
        switch result {
        case .finerThanGrid:
            report(.offGrid, alike: quoted(cell)) {
                Problem(
                    "\(subject) is not the start of \(periods.frequency.withArticle)",
                    at: location,
                    fix: periods.lateness > 0
                        ? "write all rows at the time of the first one, or declare the finer 'frequency'"
                        : "declare the finer 'frequency', or aggregate the rows")
            }
        case .noSuchDay:
            report(.badDate, alike: quoted(cell)) {
                Problem(
                    "there is no day \(quoted(cell))\(owner.map { " (\($0.dropFirst(3)))" } ?? "")",
                    at: location,
                    fix: DateHint.noSuchDay(cell, in: periods.format))
            }
        case .malformed, .ordinal:
            report(.badDate, alike: quoted(cell)) {
                Problem(
                    "\(subject) is not a period: expected \(periods.expectation)",
                    at: location, fix: DateHint.advice(for: cell, periods))
            }
        }
    }
}
