internal import Files
internal import ForecastCore
internal import TableQueries

/// The first rows of a CSV file, column by column.
struct TableSample {
    /// More rows say nothing new about what a column is.
    static let rowLimit = 200_000
    /// Nor do more cells: a table may be wide.
    private static let cellLimit = 4_000_000

    let separator: CSVDialect.Separator
    /// Without blanks around.
    let names: [String]
    /// `[column][row]`, as they stand in the file: blanks around an id are part of it.
    let cells: [[String]]
    /// So many lines stand above the header, and the first of them.
    var titleLines = 0
    var title: String?
    /// Of the file, by row.
    let lines: [Int]
    /// Whether the file goes on after these rows.
    let isPartial: Bool
    /// What is wrong with rows that are no rows: to be told when nothing can be made of the others.
    let problems: DataProblems

    var rowCount: Int { lines.count }

    /// - Throws: `DiagnosticsError(.data)` for a file that is no CSV table; `DataSetFileError`.
    static func read(_ path: String, displayedAs display: String, libraries: String) throws -> TableSample {
        let file = SourceFile(role: .data, declaredPath: display, path: path, displayPath: display)
        do {
            if isParquet(path) {
                let query = TableQuery(
                    .own("SELECT * FROM read_parquet('table.parquet') LIMIT \(rowLimit)"),
                    files: [TableQuery.File(name: "table.parquet", path: ProjectPath.real(path) ?? path)])
                var reader = try CSVReader(SourceStream(QueryProcess(query, near: libraries), as: file))
                return try read(&reader, file, .comma)
            }
            let titles = try TitleLines(of: file)
            let skipped = titles?.count ?? 0
            let separator = try SeparatorGuess.separator(of: file, skippedLines: skipped)
            var reader = try CSVReader(SourceStream(file), separator: separator, skippedLines: skipped)
            var sample = try read(&reader, file, separator)
            (sample.titleLines, sample.title) = (skipped, titles?.title)
            return sample
        } catch SourceStream.Failure.file(let failure) {
            throw failure
        } catch let failure as QueryFailure {
            throw refusal(failure, of: display)
        } catch SourceStream.Failure.query(let failure) {
            throw refusal(failure, of: display)
        } catch SourceStream.Failure.corruptArchive(let format, let fault) {
            throw refusal(
                .corruptArchive, "\(display) is a damaged \(format) file: \(fault)", "fetch or pack it again")
        }
    }

    private static func refusal(_ failure: QueryFailure, of display: String) -> DiagnosticsError {
        let problems = DataProblems()
        problems.report(failure, at: SourceLocation(file: display, line: 1, column: 1))
        return problems.error
    }

    /// Whether a file begins as Parquet does.
    static func isParquet(_ path: String) -> Bool {
        (try? FileSystem.prefix(of: path, count: 4)) == Array("PAR1".utf8)
    }

    private static func read(
        _ reader: inout CSVReader, _ file: SourceFile, _ separator: CSVDialect.Separator
    ) throws -> TableSample {
        let problems = DataProblems()
        let names = try header(&reader, file, problems)
        var cells = [[String]](repeating: [], count: names.count)
        var lines: [Int] = []
        var isPartial = true
        while lines.count < rowLimit, lines.count * names.count < cellLimit {
            guard try reader.nextRecord(of: file, problems: problems) else {
                isPartial = false
                break
            }
            guard reader.fieldCount == names.count else {
                problems.reportFieldCount(reader, expected: names.count, separator, file)
                continue
            }
            for column in names.indices {
                cells[column].append(try string(&reader, column, file, problems))
            }
            lines.append(reader.line)
        }
        return TableSample(
            separator: separator, names: names, cells: cells, lines: lines, isPartial: isPartial,
            problems: problems)
    }

    private static func string(
        _ reader: inout CSVReader, _ column: Int, _ file: SourceFile, _ problems: DataProblems
    ) throws -> String {
        if let text = reader.string(column) { return text }
        problems.reportEncoding(reader, field: column, of: file)
        throw problems.error
    }

    private static func header(
        _ reader: inout CSVReader, _ file: SourceFile, _ problems: DataProblems
    ) throws -> [String] {
        let display = file.displayPath
        if let foreign = ForeignFile(reader.opening) {
            throw refusal(.invalidText, "\(display) \(foreign.fault)", foreign.advice(display))
        }
        guard try reader.nextRecord(of: file, problems: problems) else {
            throw problems.hasErrors
                ? problems.error
                : refusal(
                    .fileEmpty, "\(display) has no header line", "name the columns in its first line")
        }
        if problems.reportConflict(reader, file) { throw problems.error }
        var names: [String] = []
        for column in 0..<reader.fieldCount {
            names.append(trimmed(try string(&reader, column, file, problems)))
        }
        try check(names, reader, file)
        return names
    }

    private static func check(_ names: [String], _ reader: borrowing CSVReader, _ file: SourceFile) throws {
        guard names.count > 1 else {
            throw refusal(
                .malformedQuotes, "the header has one column, '\(names[0])'",
                "separate the cells by a comma, a semicolon, a tab or a bar",
                reader.location(in: file.displayPath))
        }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted || name.isEmpty {
            throw refusal(
                .duplicateHeader,
                name.isEmpty ? "a column without a name" : "two columns are called '\(name)'",
                name.isEmpty && index == 0
                    ? "name it; row numbers are left out by pandas with to_csv(..., index=False)"
                    : "name every column, each differently",
                reader.location(ofField: index, in: file.displayPath))
        }
    }

    static func refusal(
        _ code: DataErrorCode, _ message: String, _ fix: String?, _ location: SourceLocation? = nil
    ) -> DiagnosticsError {
        DiagnosticsError(
            .data, [Diagnostic(code: code.rawValue, message, at: location, fix: fix)])
    }

    /// The error that ends the look at this table, after what is wrong with its rows.
    func refusal(_ code: DataErrorCode, _ message: String, notes: [String] = [], fix: String)
        -> DiagnosticsError
    {
        problems.report(code) { Problem(message, at: nil, notes: notes, fix: fix) }
        return problems.error
    }
}
