internal import Files
internal import ForecastCore

/// Reads wide tables: a row per period and a column per series, or a row per series and a column per period.
///
/// **Missing values** A cell that is empty is a period with a row: `empty` says what it means, whatever `gaps` says.
struct MatrixTableReader {
    private let mapping: ColumnMapping
    private let empty: DataSetDeclaration.EmptyPolicy
    private let negative: DataSetDeclaration.NegativePolicy
    private let dialect: CSVDialect
    private let numberReader: NumberReader
    private(set) var table: SeriesTable
    private let problems: DataProblems
    private var value: [Double] = [.nan]
    private var hasPeriod = false

    /// A cell of the table: where it stands, and what it is of.
    private struct Cell {
        let field: Int
        let series: Int
        let period: Int32
    }

    init(_ declaration: DataSetDeclaration, frequency: Frequency, problems: DataProblems) {
        self.problems = problems
        mapping = declaration.columns
        empty = declaration.empty
        negative = declaration.negative
        dialect = declaration.dialect
        numberReader = NumberReader(declaration.dialect)
        table = SeriesTable(
            columns: declaration.columns.panelColumns,
            periods: PeriodParser(
                frequency: frequency, notation: declaration.notation, format: declaration.dialect.dateFormat),
            statics: declaration.columns.statics)
    }

    /// Reads one file to its end.
    /// - Returns: its digest; nil when it could not be read to the end, which is reported.
    mutating func read(_ file: SourceFile) throws(FileError) -> SourceDigest? {
        table.files.append(file)
        do {
            var csv = try CSVReader(
                SourceStream(file), separator: dialect.separator, skippedLines: dialect.skippedLines)
            if let names = try HeaderNames(&csv, of: file, separator: dialect.separator, problems: problems),
                !names.reportRepeats(problems)
            {
                try mapping.time.isEmpty ? readSeries(&csv, names, file) : readPeriods(&csv, names, file)
            }
            return try csv.finish()
        } catch {
            try problems.report(error, in: file)
            return nil
        }
    }

    /// Hands every record with as many cells as the header to `body`.
    private mutating func forEachRecord(
        _ csv: inout CSVReader, _ names: HeaderNames, _ file: SourceFile,
        _ body: (inout MatrixTableReader, inout CSVReader) -> Void
    ) throws(SourceStream.Failure) {
        var isEmpty = true
        let before = problems.errorCount
        while try csv.nextRecord(of: file, problems: problems) {
            isEmpty = false
            // The assembler says so.
            if table.rows.count > RowStore.maximumCount { break }
            guard csv.fieldCount == names.count else {
                problems.reportFieldCount(csv, expected: names.count, dialect.separator, file)
                continue
            }
            body(&self, &csv)
        }
        if isEmpty, problems.errorCount == before { problems.reportEmpty(file) }
    }

    /// The columns that are named, and the numbers of all others; nil when one is missing, which is reported.
    private func split(_ names: HeaderNames, _ wanted: [String]) -> (named: [Int], others: [Int])? {
        let found = wanted.map { names.find($0, problems) }
        guard !found.contains(nil) else { return nil }
        let named = found.compactMap(\.self)
        let taken = Set(named)
        return (named, (0..<names.count).filter { !taken.contains($0) })
    }

    // MARK: - A row per period

    private mutating func readPeriods(_ csv: inout CSVReader, _ names: HeaderNames, _ file: SourceFile)
        throws(SourceStream.Failure)
    {
        guard let (named, others) = split(names, [mapping.time] + mapping.exceptions) else { return }
        var series: [(field: Int, index: Int)] = []
        for field in others {
            var id = trimmed(names[field])
            if let fault = id.withUTF8(LongTableReader.fault(inID:)) {
                let location = csv.location(ofField: field, in: file.displayPath)
                problems.report(.invalidText) {
                    Problem(
                        "the id of the series \(fault)", at: location, fix: LongTableReader.fixOfID(fault))
                }
                return
            }
            series.append((field, id.withUTF8 { table.ids.index(of: $0) ?? table.ids.add($0) }))
        }
        try forEachRecord(&csv, names, file) { reader, csv in
            let cell = csv.field(named[0])
            let location = csv.location(ofField: named[0], in: file.displayPath)
            guard let period = reader.period(cell, at: location) else { return }
            for (field, index) in series {
                reader.take(Cell(field: field, series: index, period: period), csv, file)
            }
        }
    }

    /// The label of a period; nil when the cell is none, which is reported.
    private mutating func period(_ cell: Bytes, at location: SourceLocation) -> Int32? {
        if !hasPeriod { table.periods.adoptTime(of: cell) }
        let result = table.periods.parse(cell)
        guard case .ordinal(let ordinal) = result else {
            problems.report(result, cell, of: nil, table.periods, at: location)
            return nil
        }
        hasPeriod = true
        return ordinal
    }

    // MARK: - A row per series

    private mutating func readSeries(_ csv: inout CSVReader, _ names: HeaderNames, _ file: SourceFile)
        throws(SourceStream.Failure)
    {
        let keys = mapping.series.count
        guard let (named, others) = split(names, mapping.series + mapping.statics + mapping.exceptions) else {
            return
        }
        var periods: [(field: Int, label: Int32)] = []
        var seen: Set<Int32> = []
        for field in others {
            let result = headerPeriod(names[field])
            guard case .ordinal(let label) = result else {
                reportHeader(names[field], at: csv.location(ofField: field, in: file.displayPath))
                continue
            }
            if !seen.insert(label).inserted {
                let location = csv.location(ofField: field, in: file.displayPath)
                problems.report(.duplicateHeader) {
                    Problem(
                        "two columns are of \(table.period(label))", at: location, fix: "keep one of them")
                }
            }
            periods.append((field, label))
        }
        try forEachRecord(&csv, names, file) { reader, csv in
            guard let series = reader.series(&csv, Array(named[..<keys]), file) else { return }
            reader.takeStatics(&csv, Array(named[keys..<keys + reader.mapping.statics.count]), series, file)
            for (field, label) in periods {
                reader.take(Cell(field: field, series: series, period: label), csv, file)
            }
        }
    }

    private mutating func headerPeriod(_ name: String) -> PeriodParser.Result {
        var text = name
        return text.withUTF8 { cell in
            if !hasPeriod { table.periods.adoptTime(of: cell) }
            hasPeriod = true
            return table.periods.parse(cell)
        }
    }

    private func reportHeader(_ name: String, at location: SourceLocation) {
        var text = name
        let advice = text.withUTF8 { DateHint.advice(for: $0, table.periods) }
        problems.report(.badDate) {
            Problem(
                "the column \(quoted(name)) is no period: expected \(table.periods.expectation)",
                at: location,
                fix:
                    "name it in dataset.yaml where it is none (columns.except, columns.static); else \(advice)"
            )
        }
    }

    private mutating func series(_ csv: inout CSVReader, _ fields: [Int], _ file: SourceFile) -> Int? {
        var id: [UInt8] = []
        for (part, field) in fields.enumerated() {
            if part > 0 { id.append(UInt8(ascii: "|")) }
            let start = id.count
            csv.text(field) { id.append(contentsOf: $0) }
            let fault: String? =
                id[start...].withUnsafeBufferPointer(LongTableReader.fault(inID:))
                ?? (fields.count > 1 && id[start...].contains(UInt8(ascii: "|"))
                    ? "holds '|', which stands between the parts of an id" : nil)
            guard let fault else { continue }
            let location = csv.location(ofField: field, in: file.displayPath)
            problems.report(.invalidText) {
                Problem("the id of the series \(fault)", at: location, fix: LongTableReader.fixOfID(fault))
            }
            return nil
        }
        return id.withUnsafeBufferPointer { table.ids.index(of: $0) ?? table.ids.add($0) }
    }

    private mutating func takeStatics(
        _ csv: inout CSVReader, _ fields: [Int], _ series: Int, _ file: SourceFile
    ) {
        for (index, field) in fields.enumerated() {
            let verdict = csv.text(field) { table.statics[index].take($0, series: series) }
            guard verdict != .accepted else { continue }
            problems.report(
                verdict, subject: "\(mapping.statics[index]) of series \(quoted(table.ids.string(series)))",
                cell: csv.field(field), at: csv.location(ofField: field, in: file.displayPath))
        }
    }

    // MARK: - Cells

    private mutating func take(_ cell: Cell, _ csv: borrowing CSVReader, _ file: SourceFile) {
        value[0] = number(cell, csv, file)
        table.rows.append(
            file: table.files.count - 1, series: cell.series, period: cell.period, line: csv.line,
            values: value)
    }

    private func number(_ cell: Cell, _ csv: borrowing CSVReader, _ file: SourceFile) -> Double {
        let text = csv.field(cell.field)
        let result = numberReader.parse(text)
        if case .value(let value) = result, value >= 0 || negative != .error {
            return negative == .zero ? max(0, value) : value
        }
        guard text.trimmed.isEmpty || numberReader.isMissing(text) else {
            let location = csv.location(ofField: cell.field, in: file.displayPath)
            problems.report(result, subject: subject(of: cell), cell: text, at: location)
            return .nan
        }
        if empty == .error {
            let location = csv.location(ofField: cell.field, in: file.displayPath)
            problems.report(.emptyCell) {
                Problem(
                    "\(subject(of: cell)) is empty", at: location,
                    fix: "fill it, or set 'empty: missing' or 'empty: zero'")
            }
        }
        return empty == .zero ? 0 : .nan
    }

    private func subject(of cell: Cell) -> String {
        "the value of series \(quoted(table.ids.string(cell.series))) in \(table.period(cell.period))"
    }
}
