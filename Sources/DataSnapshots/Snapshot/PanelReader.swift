internal import Files
internal import ForecastCore
internal import Postgres
internal import Workers

/// Reads all files of a data set into its panel: the whole way from bytes to the canonical form.
struct PanelReader {
    private let declaration: DataSetDeclaration
    /// Where `make deps` puts programs.
    private let libraries: String
    private let problems = DataProblems()
    private var digests: [SourceDigest] = []
    /// What rows were put together, where they were.
    private var account: RowPool.Account?
    /// The session of a data set in PostgreSQL.
    private var postgres: PostgresReader?
    /// What a person should know of words in the files.
    private var wordRemarks: [String] = []

    private init(_ declaration: DataSetDeclaration, libraries: String) {
        self.declaration = declaration
        self.libraries = libraries
    }

    /// - Throws: `DiagnosticsError` with everything that is wrong with the data; `FileError`.
    static func read(_ declaration: DataSetDeclaration, libraries: String) throws -> (
        panel: Panel, sources: [SourceDigest]
    ) {
        var reader = PanelReader(declaration, libraries: libraries)
        let panel = try reader.panel()
        if declaration.format.isQueried || declaration.format == .postgres, Interruption.ofProcess.isRequested
        {
            throw Interrupted()
        }
        guard let panel, !reader.problems.hasErrors else {
            let files = declaration.sources
            throw DiagnosticsError(
                .data, SourceExcerpts.attach(to: reader.problems.diagnostics, from: files),
                errorCount: reader.problems.errorCount)
        }
        return (panel, reader.digests)
    }

    private mutating func panel() throws(FileError) -> Panel? {
        guard let table = try readTable() else { return nil }
        var assembler = PanelAssembler(
            table, gaps: declaration.gaps, clockChange: declaration.clockChange, problems: problems)
        let panel = try assembler.assemble()
        let ids = panel?.seriesIDs ?? []
        let attributes = try readAttributes(ids)
        let holidays = try readHolidays()
        let reader = NumberReader(declaration.dialect)
        let notes = (account?.remarks(declaration) ?? []) + wordRemarks
        return panel.map { panel in
            Panel(
                grid: declaration.format == .m4 ? relabelled(panel.grid) : panel.grid, seriesIDs: ids,
                firstStep: panel.firstStep, columns: panel.columns,
                attributes: (panel.attributes + attributes).map { $0.plain(reader) }, holidays: holidays,
                notes: notes)
        }
    }

    // MARK: - Formats

    private mutating func readTable() throws(FileError) -> SeriesTable? {
        switch declaration.format {
        case .csv, .nixtla, .autogluon: try readLong()
        case .parquet, .sql: try readQuery()
        case .postgres: readPostgres()
        case .wide: try readMatrix()
        case .m4: try readWide()
        case .tsf: try readMonash()
        }
    }

    private var dataFiles: [SourceFile] { Self.dataFiles(of: declaration) }

    private static func dataFiles(of declaration: DataSetDeclaration) -> [SourceFile] {
        declaration.sources.filter { [.data, .train, .test].contains($0.role) }
    }

    private mutating func readLong() throws(FileError) -> SeriesTable? {
        guard let frequency = declaration.frequency else { return nil }
        var reader = LongTableReader(
            declaration, frequency: frequency, mapping: try Self.mapping(of: declaration), problems: problems)
        for file in dataFiles { take(try reader.read(file)) }
        reader.finish()
        account = reader.account
        wordRemarks = reader.categoryRemarks
        return reader.table
    }

    private mutating func readQuery() throws(FileError) -> SeriesTable? {
        guard let frequency = declaration.frequency else { return nil }
        var declaration = declaration
        // As DuckDB writes the values of a column that is true or false.
        declaration.dialect.add(trueValue: "true", falseValue: "false")
        var reader = LongTableReader(
            declaration, frequency: frequency, mapping: declaration.columns, problems: problems)
        let query = QueryReader(declaration: declaration, libraries: libraries, problems: problems)
        digests += try query.read(into: &reader)
        reader.finish()
        account = reader.account
        wordRemarks = reader.categoryRemarks
        return reader.table
    }

    private mutating func readPostgres() -> SeriesTable? {
        guard let frequency = declaration.frequency else { return nil }
        var declaration = declaration
        declaration.dialect.add(trueValue: "t", falseValue: "f")
        var reader = LongTableReader(
            declaration, frequency: frequency, mapping: declaration.columns, problems: problems)
        do throws(PostgresError) {
            postgres = try PostgresReader(declaration)
        } catch {
            problems.report(error, at: nil)
        }
        guard let postgres else { return nil }
        ask(postgres.series) { () throws(SourceStream.Failure) in
            // Rows that are added up are added in an order.
            try postgres.read(
                postgres.series, isOrdered: declaration.aggregation != nil, into: &reader,
                limit: declaration.limits.rows)
        }
        reader.finish()
        account = reader.account
        wordRemarks = reader.categoryRemarks
        return reader.table
    }

    /// Reports at its place in `dataset.yaml` what is wrong with a query.
    private func ask(
        _ question: PostgresReader.Question, _ body: () throws(SourceStream.Failure) -> Void
    ) {
        do throws(SourceStream.Failure) {
            try body()
        } catch {
            guard case .postgres(let failure) = error else {
                preconditionFailure("a table of PostgreSQL is no file: \(error)")
            }
            problems.report(failure, at: question.location(failure.position))
        }
    }

    /// The mapping, completed by the columns of the first file where others are past covariates.
    static func mapping(of declaration: DataSetDeclaration) throws(FileError) -> ColumnMapping {
        var mapping = declaration.columns
        guard mapping.takesOthersAsPast, let first = dataFiles(of: declaration).first else { return mapping }
        let ignored = DataProblems()
        do {
            let separator = declaration.dialect.separator
            var csv = try CSVReader(
                SourceStream(first), separator: separator, skippedLines: declaration.dialect.skippedLines)
            guard let names = try HeaderNames(&csv, of: first, separator: separator, problems: ignored) else {
                return mapping
            }
            mapping.pastOnly += names.others(than: mapping.namedColumns)
        } catch {
            // The reader meets the same archive again and reports it.
            try ignored.report(error, in: first)
        }
        return mapping
    }

    private mutating func readMatrix() throws(FileError) -> SeriesTable? {
        guard let frequency = declaration.frequency else { return nil }
        var reader = MatrixTableReader(declaration, frequency: frequency, problems: problems)
        for file in dataFiles { take(try reader.read(file)) }
        return reader.table
    }

    private mutating func readWide() throws(FileError) -> SeriesTable? {
        guard let frequency = declaration.frequency else { return nil }
        var reader = WideTableReader(declaration, frequency: frequency, problems: problems)
        for file in dataFiles { take(try reader.read(file)) }
        reader.finish(hasTest: dataFiles.contains { $0.role == .test })
        return reader.table
    }

    private mutating func readMonash() throws(FileError) -> SeriesTable? {
        var reader = MonashReader(declaration, problems: problems)
        for file in dataFiles { take(try reader.read(file)) }
        return reader.table
    }

    private mutating func take(_ digest: SourceDigest?) {
        if let digest { digests.append(digest) }
    }

    // MARK: - Side files

    private mutating func readAttributes(_ ids: [String]) throws(FileError) -> [StaticAttribute] {
        if let postgres, let question = postgres.attributes, let columns = declaration.attributes {
            var reader = AttributeReader(
                columns: columns, separator: declaration.dialect.separator, problems: problems)
            var attributes: [StaticAttribute] = []
            ask(question) { () throws(SourceStream.Failure) in
                attributes = try reader.read(postgres.rows(of: question), as: question.table, ids: ids)
            }
            return attributes
        }
        guard let columns = declaration.attributes,
            let file = declaration.sources.first(where: { $0.role == .attributes })
        else { return [] }
        var reader = AttributeReader(
            columns: columns, separator: declaration.dialect.separator, problems: problems)
        let (attributes, digest) = try reader.read(file, ids: ids)
        take(digest)
        return attributes
    }

    private mutating func readHolidays() throws(FileError) -> [Holiday] {
        if let postgres, let question = postgres.holidays {
            var reader = HolidayReader(dialect: CSVDialect(), problems: problems)
            var holidays: [Holiday] = []
            ask(question) { () throws(SourceStream.Failure) in
                holidays = try reader.read(postgres.rows(of: question), as: question.table)
            }
            return holidays
        }
        guard let file = declaration.sources.first(where: { $0.role == .holidays }) else { return [] }
        var reader = HolidayReader(dialect: declaration.dialect, problems: problems)
        let (holidays, digest) = try reader.read(file)
        take(digest)
        return holidays
    }

    // MARK: - Labels of wide files

    /// The grid of an M4 set: numbered from 1, or ending at the declared date.
    private func relabelled(_ grid: TimeGrid) -> TimeGrid {
        guard let end = declaration.end, grid.count > 0 else {
            return TimeGrid(frequency: grid.frequency, origin: .number(1), count: grid.count)
        }
        let backwards = TimeGrid(frequency: grid.frequency, origin: .calendar(end, hour: 0), count: 1)
        let first = backwards.date(of: 1 - grid.count) ?? end
        return TimeGrid(frequency: grid.frequency, origin: .calendar(first, hour: 0), count: grid.count)
    }
}

extension CSVDialect {
    fileprivate mutating func add(trueValue: String, falseValue: String) {
        if !trueValues.contains(trueValue) { trueValues.append(trueValue) }
        if !falseValues.contains(falseValue) { falseValues.append(falseValue) }
    }
}

extension ColumnMapping {
    /// Every column that the mapping names.
    var namedColumns: [String] {
        series + [time, timePart, observed].compactMap(\.self) + targets.flatMap(\.columns) + knownAhead
            + pastOnly + statics
    }
}
