internal import Files
internal import ForecastCore
internal import TableQueries

/// Reads long CSV tables: a row per series and period.
struct LongTableReader {
    let mapping: ColumnMapping
    let empty: DataSetDeclaration.EmptyPolicy
    let negative: DataSetDeclaration.NegativePolicy
    let dialect: CSVDialect
    let numberReader: NumberReader
    var table: SeriesTable
    let problems: DataProblems

    /// The columns read as numbers, each once, however many parts it plays.
    let numbers: [String]
    /// How each column of the panel comes from `numbers`.
    let recipes: [Recipe]
    /// For each of `numbers`, whether it is a target as it stands: then a fault of the cell is reported there,
    /// and not again for the products it enters.
    let isTarget: [Bool]
    /// For each of `numbers`, whether it enters no target: then it may say yes and no.
    let mayBeFlag: [Bool]
    /// **Shape** `[numbers]` and `[recipes]`: one row, reused.
    var cells: [Double]
    var values: [Double]
    var previousSeries = -1
    /// Joins the two columns of a period; nil where one column holds it.
    let pairing: PairedPeriod?
    /// For each of `numbers`, whether only its rows are counted: then any text is a value.
    let isCounted: [Bool]
    /// For each of `numbers`, the words that it holds, by their place in the list; nil for numbers.
    let words: [CategoryWords?]
    /// How many cells of each of them hold a word that is not listed, and the first one.
    var unlisted: [String: (count: Int, first: String)] = [:]
    /// Nil where a series has one row per period.
    let pooling: Aggregation?
    var pool: RowPool?
    var cover: DayCover?
    /// Of a query's table.
    private var rowLimit = Int.max
    private var rowCount = 0
    /// What the pool came to, once it is poured out.
    var account: RowPool.Account?
    /// Where in `cells` the weights of means are, and those of one row, reused.
    let weightCells: [Int]
    var weights: [Double]
    /// The id of a row that several columns make, reused.
    var joinedID: [UInt8] = []

    enum Recipe {
        case copy(Int)
        case target(Int)
        case product(Int, Int)
        /// A target that counts rows.
        case counted(Int)
    }

    /// Where a header has what the mapping names.
    struct Header {
        let count: Int
        /// None where all rows are of one series.
        let series: [Int]
        let time: Int
        let timePart: Int?
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
        let pooling = declaration.aggregation
        self.pooling = pooling
        func isCount(_ name: String) -> Bool { pooling?.rule(of: name) == .count }
        let targets = mapping.targets.map { target -> Recipe in
            switch target.source {
            case .column(let name) where isCount(target.name): .counted(index(name))
            case .column(let name): .target(index(name))
            case .product(let left, let right): .product(index(left), index(right))
            }
        }
        recipes = targets + (mapping.knownAhead + mapping.pastOnly).map { .copy(index($0)) }
        // A target may be called otherwise than its column.
        let weights = (pooling?.weights ?? []).map { weight in
            mapping.targets.first { $0.name == weight && $0.columns.count == 1 }?.columns[0] ?? weight
        }
        weightCells = weights.map(index)
        self.weights = Array(repeating: .nan, count: weights.count)
        self.numbers = numbers
        let counted = Set(
            mapping.targets.filter { isCount($0.name) }.flatMap(\.columns)
                + (mapping.knownAhead + mapping.pastOnly).filter(isCount))
        let added = Set(
            mapping.targets.filter { !isCount($0.name) }.flatMap(\.columns) + weights
                + (mapping.knownAhead + mapping.pastOnly).filter { !isCount($0) })
        isCounted = numbers.map { counted.contains($0) && !added.contains($0) }
        let plain = mapping.targets.compactMap { target -> String? in
            if case .column(let name) = target.source { name } else { nil }
        }
        isTarget = numbers.map { plain.contains($0) }
        let factors = Set(mapping.targets.flatMap(\.columns))
        mayBeFlag = numbers.map { !factors.contains($0) }
        words = numbers.map { name in
            mapping.categories(of: name).map(CategoryWords.init)
        }
        cells = Array(repeating: .nan, count: numbers.count)
        values = Array(repeating: .nan, count: recipes.count)
        let format = declaration.dialect.dateFormat
        pairing = mapping.timePart.map { _ in PairedPeriod(frequency, dates: format) }
        table = SeriesTable(
            columns: mapping.panelColumns,
            periods: PeriodParser(
                frequency: frequency, notation: declaration.notation, format: pairing?.format ?? format),
            statics: mapping.statics)
        table.periods.isGrouping = pooling != nil
        table.periods.weekStart = pooling?.weekStart ?? .monday
        pool = pooling.map { RowPool($0, columns: mapping.panelColumns.map(\.name)) }
        cover = pooling.map { _ in DayCover() }
        for (index, name) in mapping.statics.enumerated() {
            table.statics[index].rule = pooling?.rule(of: name)
        }
    }

    /// Reads one file to its end.
    /// - Returns: its digest; nil when it could not be read to the end, which is reported.
    mutating func read(_ file: SourceFile) throws(FileError) -> SourceDigest? {
        table.files.append(file)
        previousSeries = -1
        do {
            var csv = try CSVReader(
                SourceStream(file), separator: dialect.separator, skippedLines: dialect.skippedLines)
            try readRows(&csv, file)
            return try csv.finish()
        } catch {
            try problems.report(error, in: file)
            return nil
        }
    }

    /// Reads the table of a query to its end.
    mutating func read(_ query: QueryProcess, as file: SourceFile, limit: Int) throws(QueryFailure) {
        table.files.append(file)
        rowLimit = limit
        do throws(SourceStream.Failure) {
            var csv = try CSVReader(SourceStream(query, as: file))
            try readRows(&csv, file)
        } catch {
            guard case .query(let failure) = error else {
                preconditionFailure("a query is no file: \(error)")
            }
            throw failure
        }
    }

    /// Reads the table that PostgreSQL hands over, to its end.
    mutating func read(_ stream: SourceStream, as file: SourceFile, limit: Int) throws(SourceStream.Failure) {
        table.files.append(file)
        rowLimit = limit
        var csv = try CSVReader(stream, separator: dialect.separator)
        try readRows(&csv, file)
    }

    private mutating func readRows(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure) {
        guard let header = try readHeader(&csv, file) else { return }
        var isEmpty = true
        let before = problems.errorCount
        while try csv.nextRecord(of: file, problems: problems) {
            isEmpty = false
            readRow(&csv, header, file)
            // The assembler says so.
            if max(table.rows.count, pool?.cellCount ?? 0) > RowStore.maximumCount
                || table.rows.failure != nil
            {
                break
            }
            rowCount += 1
            if rowCount > rowLimit { return reportTooManyRows(file) }
        }
        if isEmpty, problems.errorCount == before { problems.reportEmpty(file) }
    }

    private func reportTooManyRows(_ file: SourceFile) {
        let count = NumberText.count(rowLimit)
        problems.report(.queryTooLarge) {
            Problem(
                "\(file.displayPath) has more than \(count) rows", at: nil,
                fix: "add rows up in the query, or allow more: limits: {rows: \(2 * rowLimit)}")
        }
    }

    // MARK: - Header

    private mutating func readHeader(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure)
        -> Header?
    {
        guard
            let names = try HeaderNames(&csv, of: file, separator: dialect.separator, problems: problems)
        else { return nil }
        let found = (
            series: mapping.series.map { names.find($0, problems) },
            time: names.find(mapping.time, problems),
            timePart: mapping.timePart.map { names.find($0, problems) },
            numbers: numbers.map { names.find($0, problems) },
            statics: mapping.statics.map { names.find($0, problems) },
            observed: mapping.observed.map { names.find($0, problems) }
        )
        guard !found.series.contains(nil), let time = found.time, !found.numbers.contains(nil),
            !found.statics.contains(nil), found.timePart != .some(nil),
            found.observed != .some(nil)
        else { return nil }
        return Header(
            count: names.count, series: found.series.compactMap(\.self), time: time,
            timePart: found.timePart ?? nil,
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
        let place = Place(
            series: series, period: pooling == nil ? period : table.periods.start(of: period), file: file)
        let isObserved = readObserved(csv, header, place)
        if readNumbers(csv, header, place), let isObserved {
            evaluate(csv, header, place, isObserved: isObserved)
        }
        readStatics(&csv, header, place, label: period)
        if pooling != nil { return addToPool(place, label: period, line: csv.line) }
        table.rows.append(
            file: table.files.count - 1, series: series, period: period, line: csv.line, values: values)
    }

    struct Place {
        let series: Int
        let period: Int32
        let file: SourceFile
    }

    /// `of series 'S00017' in week 2021-01-04`.
    func describe(_ place: Place) -> String {
        "of series \(quoted(table.ids.string(place.series))) in \(table.period(place.period))"
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

    private mutating func readStatics(
        _ csv: inout CSVReader, _ header: Header, _ place: Place, label: Int32
    ) {
        for (index, column) in header.statics.enumerated() {
            let verdict = csv.text(column) {
                table.statics[index].take($0, series: place.series, label: label)
            }
            guard verdict != .accepted else { continue }
            let location = csv.location(ofField: column, in: place.file.displayPath)
            problems.report(
                verdict, subject: "\(mapping.statics[index]) \(describe(place))", cell: csv.field(column),
                alike: "\(index) \(place.series)", at: location)
        }
    }
}
