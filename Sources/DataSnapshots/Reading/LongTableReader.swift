internal import Files
internal import ForecastCore

/// Reads long CSV tables: a row per series and period.
struct LongTableReader {
    private let mapping: ColumnMapping
    private let empty: DataSetDeclaration.EmptyPolicy
    private let negative: DataSetDeclaration.NegativePolicy
    private let dialect: CSVDialect
    private let numberReader: NumberReader
    private(set) var table: SeriesTable
    let problems: DataProblems

    /// The columns read as numbers, each once, however many parts it plays.
    private let numbers: [String]
    /// How each column of the panel comes from `numbers`.
    private let recipes: [Recipe]
    /// For each of `numbers`, whether it is a target as it stands: then a fault of the cell is reported there,
    /// and not again for the products it enters.
    private let isTarget: [Bool]
    /// For each of `numbers`, whether it enters no target: then it may say yes and no.
    private let mayBeFlag: [Bool]
    /// **Shape** `[numbers]` and `[recipes]`: one row, reused.
    private var cells: [Double]
    private var values: [Double]
    private var previousSeries = -1

    private enum Recipe {
        case copy(Int)
        case target(Int)
        case product(Int, Int)
    }

    /// Where a header has what the mapping names.
    private struct Header {
        let count: Int
        /// Nil where all rows are of one series.
        let series: Int?
        let time: Int
        let numbers: [Int]
        let statics: [Int]
        let observed: Int?
    }

    init(
        _ declaration: DataSetDeclaration, frequency: Frequency, mapping: ColumnMapping,
        problems: DataProblems
    ) {
        self.mapping = mapping
        self.problems = problems
        empty = declaration.empty
        negative = declaration.negative
        dialect = declaration.dialect
        numberReader = NumberReader(declaration.dialect)
        var numbers: [String] = []
        func index(_ name: String) -> Int {
            if let known = numbers.firstIndex(of: name) { return known }
            numbers.append(name)
            return numbers.count - 1
        }
        let targets = mapping.targets.map { target -> Recipe in
            switch target.source {
            case .column(let name): .target(index(name))
            case .product(let left, let right): .product(index(left), index(right))
            }
        }
        recipes = targets + (mapping.knownAhead + mapping.pastOnly).map { .copy(index($0)) }
        self.numbers = numbers
        let plain = mapping.targets.compactMap { target -> String? in
            if case .column(let name) = target.source { name } else { nil }
        }
        isTarget = numbers.map { plain.contains($0) }
        let factors = Set(mapping.targets.flatMap(\.columns))
        mayBeFlag = numbers.map { !factors.contains($0) }
        cells = Array(repeating: .nan, count: numbers.count)
        values = Array(repeating: .nan, count: recipes.count)
        table = SeriesTable(
            columns: mapping.panelColumns,
            periods: PeriodParser(
                frequency: frequency, notation: declaration.notation, format: dialect.dateFormat),
            statics: mapping.statics)
    }

    /// Reads one file to its end.
    /// - Returns: its digest; nil when it could not be read to the end, which is reported.
    mutating func read(_ file: SourceFile) throws(FileError) -> SourceDigest? {
        table.files.append(file)
        previousSeries = -1
        do {
            var csv = try CSVReader(SourceStream(file), separator: dialect.separator)
            try readRows(&csv, file)
            return try csv.finish()
        } catch {
            try problems.report(error, in: file)
            return nil
        }
    }

    private mutating func readRows(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure) {
        guard let header = try readHeader(&csv, file) else { return }
        var isEmpty = true
        let before = problems.errorCount
        while try csv.nextRecord(of: file, problems: problems) {
            isEmpty = false
            readRow(&csv, header, file)
            // The assembler says so.
            if table.rows.count > RowStore.maximumCount { break }
        }
        if isEmpty, problems.errorCount == before { problems.reportEmpty(file) }
    }

    // MARK: - Header

    private mutating func readHeader(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure)
        -> Header?
    {
        guard
            let names = try HeaderNames(&csv, of: file, separator: dialect.separator, problems: problems)
        else { return nil }
        let found = (
            series: mapping.series.map { names.find($0, problems) }, time: names.find(mapping.time, problems),
            numbers: numbers.map { names.find($0, problems) },
            statics: mapping.statics.map { names.find($0, problems) },
            observed: mapping.observed.map { names.find($0, problems) }
        )
        guard found.series != .some(nil), let time = found.time, !found.numbers.contains(nil),
            !found.statics.contains(nil),
            found.observed != .some(nil)
        else { return nil }
        return Header(
            count: names.count, series: found.series ?? nil, time: time,
            numbers: found.numbers.compactMap(\.self),
            statics: found.statics.compactMap(\.self), observed: found.observed ?? nil)
    }

    // MARK: - Rows

    private mutating func readRow(_ csv: inout CSVReader, _ header: Header, _ file: SourceFile) {
        guard csv.fieldCount == header.count else {
            return problems.reportFieldCount(csv, expected: header.count, dialect.separator, file)
        }
        let series = readSeries(&csv, header, file)
        let period = readPeriod(csv, header, file)
        guard let series, let period else { return }
        let place = Place(series: series, period: period, file: file)
        let isObserved = readObserved(csv, header, place)
        if readNumbers(csv, header, place), let isObserved {
            evaluate(csv, header, place, isObserved: isObserved)
        }
        readStatics(&csv, header, place)
        table.rows.append(
            file: table.files.count - 1, series: series, period: period, line: csv.line, values: values)
    }

    private struct Place {
        let series: Int
        let period: Int32
        let file: SourceFile
    }

    /// `of series 'S00017' in week 2021-01-04`.
    private func describe(_ place: Place) -> String {
        "of series \(quoted(table.ids.string(place.series))) in \(table.period(place.period))"
    }

    /// The id of the series where no column names any.
    private static let onlySeries = "all"

    private mutating func readOnlySeries() -> Int {
        if previousSeries < 0 {
            var id = Self.onlySeries
            previousSeries = id.withUTF8 { table.ids.index(of: $0) ?? table.ids.add($0) }
        }
        return previousSeries
    }

    private mutating func readSeries(_ csv: inout CSVReader, _ header: Header, _ file: SourceFile) -> Int? {
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

    private mutating func readPeriod(_ csv: borrowing CSVReader, _ header: Header, _ file: SourceFile)
        -> Int32?
    {
        let periods = table.periods
        let cell = csv.field(header.time)
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
                    fix: "declare the finer 'frequency', or aggregate the rows")
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

    private mutating func readObserved(_ csv: borrowing CSVReader, _ header: Header, _ place: Place) -> Bool?
    {
        guard let column = header.observed else { return true }
        let cell = csv.field(column)
        if case .value(let flag) = numberReader.parse(cell), flag == 0 || flag == 1 { return flag == 1 }
        let location = csv.location(ofField: column, in: place.file.displayPath)
        problems.report(.observedFlag, alike: quoted(cell)) {
            Problem(
                "\(mapping.observed ?? "") \(describe(place)) is neither 0 nor 1: \(quoted(cell))",
                at: location, fix: "write 0 where the row was not observed, 1 elsewhere")
        }
        return nil
    }

    /// Fills `cells`; false when one of them is unreadable, which is reported.
    private mutating func readNumbers(_ csv: borrowing CSVReader, _ header: Header, _ place: Place) -> Bool {
        var isClean = true
        for (index, column) in header.numbers.enumerated() {
            let cell = csv.field(column)
            guard !cell.isEmpty else {
                cells[index] = .nan
                continue
            }
            switch numberReader.parse(cell) {
            case .value(let value): cells[index] = value
            case let failure:
                cells[index] = .nan
                if numberReader.isMissing(cell) { continue }
                if mayBeFlag[index], let flag = numberReader.flag(cell) {
                    cells[index] = flag
                    continue
                }
                isClean = false
                let location = csv.location(ofField: column, in: place.file.displayPath)
                reportNumber(failure, numbers[index], cell, place, location)
            }
        }
        return isClean
    }

    private mutating func reportNumber(
        _ failure: DecimalParser.Result, _ name: String, _ cell: Bytes, _ place: Place,
        _ location: SourceLocation
    ) {
        let (code, fault): (DataErrorCode, String) =
            switch failure {
            case .tooSmall: (.notFinite, "is too near to 0 for a 64-bit number")
            case .notFinite: (.notFinite, "is not a finite number")
            case .malformed, .value: (.notANumber, "is not a number")
            }
        problems.report(code, alike: "\(name) \(quoted(cell))") {
            Problem(
                "\(name) \(describe(place)) \(fault): \(quoted(cell))", at: location,
                fix: NumberHint.advice(for: cell, dialect))
        }
    }

    /// Fills `values` from `cells`.
    private mutating func evaluate(
        _ csv: borrowing CSVReader, _ header: Header, _ place: Place, isObserved: Bool
    ) {
        for (index, recipe) in recipes.enumerated() {
            switch recipe {
            case .copy(let cell): values[index] = cells[cell]
            case .target(let cell):
                values[index] = isObserved ? target(cells[cell], [cell], index, csv, header, place) : .nan
            case .product(let left, let right):
                let hasZero = cells[left] == 0 || cells[right] == 0
                let value = hasZero ? 0 : cells[left] * cells[right]
                values[index] = isObserved ? target(value, [left, right], index, csv, header, place) : .nan
            }
        }
    }

    /// A target under the policies for empty cells and negative numbers.
    private mutating func target(
        _ value: Double, _ factors: [Int], _ index: Int, _ csv: borrowing CSVReader, _ header: Header,
        _ place: Place
    ) -> Double {
        if value >= 0, value.isFinite { return value }
        let isProduct = factors.count > 1
        if value.isNaN {
            guard empty == .error else { return empty == .zero ? 0 : .nan }
            let blank = factors.first { cells[$0].isNaN } ?? factors[0]
            guard !isProduct || !isTarget[blank] else { return value }
            let location = csv.location(ofField: header.numbers[blank], in: place.file.displayPath)
            problems.report(.emptyCell) {
                Problem(
                    "\(numbers[blank]) \(describe(place)) is empty", at: location,
                    fix: "fill it, or set 'empty: missing' or 'empty: zero'")
            }
        } else if value.isInfinite {
            let location = csv.location(ofField: header.numbers[factors[0]], in: place.file.displayPath)
            problems.report(.notFinite) {
                Problem(
                    "\(table.columns[index].name) \(describe(place)) is too large a product", at: location,
                    fix: "correct one of its factors")
            }
        } else if negative == .error,
            !isProduct || !factors.contains(where: { isTarget[$0] && cells[$0] < 0 })
        {
            reportNegative(value, factors, index, csv, header, place)
        }
        return value
    }

    /// A product is told at the factor that makes it negative: a price below 0 is no fault of the quantity.
    private func reportNegative(
        _ value: Double, _ factors: [Int], _ index: Int, _ csv: borrowing CSVReader, _ header: Header,
        _ place: Place
    ) {
        let target = table.columns[index].name
        let cause = factors.first { cells[$0] < 0 } ?? factors[0]
        let location = csv.location(ofField: header.numbers[cause], in: place.file.displayPath)
        let isProduct = factors.count > 1
        let (name, number) = isProduct ? (numbers[cause], cells[cause]) : (target, value)
        problems.report(.negativeTarget) {
            Problem(
                "\(name) \(describe(place)) is negative: \(plain(number))", at: location,
                notes: isProduct ? ["\(quoted(target)) is made of it and would be \(plain(value))"] : [],
                fix: isProduct
                    ? "correct it, or take \(quoted(target)) out of the targets; 'negative: keep' keeps values below 0"
                    : "correct it, or set 'negative: keep' when returns are meant")
        }
    }

    private mutating func readStatics(_ csv: inout CSVReader, _ header: Header, _ place: Place) {
        for (index, column) in header.statics.enumerated() {
            let verdict = csv.text(column) { table.statics[index].take($0, series: place.series) }
            guard verdict != .accepted else { continue }
            let location = csv.location(ofField: column, in: place.file.displayPath)
            problems.report(
                verdict, subject: "\(mapping.statics[index]) \(describe(place))", cell: csv.field(column),
                alike: "\(index) \(place.series)", at: location)
        }
    }
}

/// `-5` rather than `-5.0`.
private func plain(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension Frequency {
    /// `an hour`, `a week`.
    var withArticle: String { (self == .hourly ? "an " : "a ") + stepNoun(1) }
}
