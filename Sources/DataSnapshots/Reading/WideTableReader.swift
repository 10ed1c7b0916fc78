internal import Files
internal import ForecastCore

/// Reads the wide files of the M4 competition: a line per series, an id and then its values.
///
/// Training series have different lengths and all end at the same period; the test values follow. So the
/// last training value gets the number 0, the first test value 1; the grid is relabelled afterwards.
struct WideTableReader {
    private let negative: DataSetDeclaration.NegativePolicy
    private(set) var table: SeriesTable
    let problems: DataProblems
    private var value: [Double] = [.nan]
    private var isInTest: [Bool] = []
    /// Where the training values of each series are.
    private var places: [SourceLocation] = []

    init(_ declaration: DataSetDeclaration, frequency: Frequency, problems: DataProblems) {
        self.problems = problems
        negative = declaration.negative
        table = SeriesTable(
            columns: declaration.columns.panelColumns,
            periods: PeriodParser(frequency: frequency, notation: .number), statics: [])
    }

    mutating func read(_ file: SourceFile) throws(FileError) -> SourceDigest? {
        table.files.append(file)
        do {
            var csv = try CSVReader(SourceStream(file))
            try readRows(&csv, file)
            return try csv.finish()
        } catch {
            try problems.report(error, in: file)
            return nil
        }
    }

    /// Reports training series that have no test values. To be called after the last file.
    mutating func finish(hasTest: Bool) {
        guard hasTest, !problems.hasErrors else { return }
        for series in 0..<table.ids.count where !isInTest[series] {
            problems.report(.malformedWide) {
                Problem(
                    "series \(quoted(table.ids.string(series))) is in 'train' but not in 'test'",
                    at: places[series])
            }
        }
    }

    private mutating func readRows(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure) {
        guard try csv.nextRecord(of: file, problems: problems) else { return problems.reportEmpty(file) }
        var isEmpty = true
        let before = problems.errorCount
        while try csv.nextRecord(of: file, problems: problems) {
            isEmpty = false
            if table.rows.count > RowStore.maximumCount { break }
            readSeries(&csv, file)
        }
        if isEmpty, problems.errorCount == before { problems.reportEmpty(file) }
    }

    private mutating func readSeries(_ csv: inout CSVReader, _ file: SourceFile) {
        guard let series = index(&csv, file) else { return }
        let count = lengthWithoutPadding(csv)
        for position in 0..<count {
            value[0] = number(csv, field: position + 1, series, file)
            let ordinal = file.role == .train ? position + 1 - count : position + 1
            table.rows.append(
                file: table.files.count - 1, series: series, period: Int32(clamping: ordinal), line: csv.line,
                values: value)
        }
    }

    /// The number of values: lines are padded to the longest one with empty cells, or `NA` as R writes.
    private func lengthWithoutPadding(_ csv: borrowing CSVReader) -> Int {
        var last = csv.fieldCount - 1
        while last > 0, Self.isMissing(csv.field(last)) { last -= 1 }
        return last
    }

    private static func isMissing(_ cell: Bytes) -> Bool { cell.isEmpty || cell.elementsEqual("NA".utf8) }

    private mutating func index(_ csv: inout CSVReader, _ file: SourceFile) -> Int? {
        let location = csv.location(ofField: 0, in: file.displayPath)
        if let fault = csv.text(0, LongTableReader.fault(inID:)) {
            problems.report(.invalidText) {
                Problem("the id of the series \(fault)", at: location, fix: LongTableReader.fixOfID(fault))
            }
            return nil
        }
        let known = csv.text(0) { table.ids.index(of: $0) }
        let name = quoted(csv.field(0))
        switch (file.role, known) {
        case (.test, let known?) where !isInTest[known]:
            isInTest[known] = true
            return known
        case (.test, nil):
            problems.report(.malformedWide) {
                Problem("series \(name) is in 'test' but not in 'train'", at: location)
            }
            return nil
        case (_, .some):
            problems.report(.malformedWide) {
                Problem("a second line for series \(name)", at: location, fix: "keep one of them")
            }
            return nil
        case (_, nil):
            isInTest.append(false)
            places.append(SourceLocation(file: file.displayPath, line: csv.line, column: 1))
            return csv.text(0) { table.ids.add($0) }
        }
    }

    private mutating func number(_ csv: borrowing CSVReader, field: Int, _ series: Int, _ file: SourceFile)
        -> Double
    {
        let cell = csv.field(field)
        guard !Self.isMissing(cell) else { return .nan }
        let result = DecimalParser.parse(cell)
        if case .value(let value) = result, value >= 0 || negative != .error {
            return negative == .zero ? max(0, value) : value
        }
        let location = csv.location(ofField: field, in: file.displayPath)
        let subject = "value \(field) of series \(quoted(table.ids.string(series)))"
        problems.report(result, subject: subject, cell: cell, at: location)
        return .nan
    }
}

extension DataProblems {
    /// Reports a cell that should have been a target's value; `result` is what reading it gave.
    func report(_ result: DecimalParser.Result, subject: String, cell: Bytes, at location: SourceLocation?) {
        switch result {
        case .value:
            report(.negativeTarget) {
                Problem(
                    "\(subject) is negative: \(quoted(cell))", at: location,
                    fix: "correct it, or set 'negative: keep' when returns are meant")
            }
        case .malformed:
            report(.notANumber) { Problem("\(subject) is not a number: \(quoted(cell))", at: location) }
        case .notFinite:
            report(.notFinite) { Problem("\(subject) is not a finite number: \(quoted(cell))", at: location) }
        case .tooSmall:
            report(.notFinite) {
                Problem("\(subject) is too near to 0 for a 64-bit number: \(quoted(cell))", at: location)
            }
        }
    }
}
