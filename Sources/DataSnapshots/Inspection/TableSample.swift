internal import ForecastCore

/// The first rows of a CSV file, column by column.
struct TableSample {
    /// More rows say nothing new about what a column is.
    static let rowLimit = 200_000
    /// Nor do more cells: a table may be wide.
    private static let cellLimit = 4_000_000

    let names: [String]
    /// `[column][row]`, without blanks around.
    let cells: [[String]]
    /// Whether the file goes on after these rows.
    let isPartial: Bool

    var rowCount: Int { cells.first?.count ?? 0 }

    /// - Throws: `DiagnosticsError(.data)` for a file that is no CSV table; `DataSetFileError`.
    static func read(_ path: String, displayedAs display: String) throws -> TableSample {
        do {
            var reader = try CSVReader(
                SourceStream(
                    SourceFile(role: .data, declaredPath: display, path: path, displayPath: display)))
            return try read(&reader, display)
        } catch SourceStream.Failure.file(let failure) {
            throw failure
        } catch SourceStream.Failure.corruptArchive(let fault) {
            throw refusal(.corruptArchive, "\(display) is a damaged gzip file: \(fault)", nil)
        }
    }

    private static func read(_ reader: inout CSVReader, _ display: String) throws -> TableSample {
        if reader.looksLikeUTF16 {
            throw refusal(.invalidText, "\(display) is UTF-16", "save it as UTF-8 (in Excel: CSV UTF-8)")
        }
        let names = try header(&reader, display)
        var cells = [[String]](repeating: [], count: names.count)
        while cells[0].count < rowLimit, cells[0].count * names.count < cellLimit {
            switch try reader.next() {
            case .end: return TableSample(names: names, cells: cells, isPartial: false)
            case .malformed(let fault):
                throw refusal(
                    .malformedQuotes, fault.message, nil, reader.location(of: fault, in: display))
            case .record:
                guard reader.fieldCount == names.count else {
                    throw refusal(
                        .fieldCount, "\(reader.fieldCount) cells under \(names.count) columns", nil,
                        reader.location(in: display))
                }
                for column in names.indices { cells[column].append(trimmed(reader.string(column) ?? "")) }
            }
        }
        return TableSample(names: names, cells: cells, isPartial: true)
    }

    private static func header(_ reader: inout CSVReader, _ display: String) throws -> [String] {
        guard case .record = try reader.next() else {
            throw refusal(.fileEmpty, "\(display) has no header line", "name the columns in its first line")
        }
        let names = (0..<reader.fieldCount).map { trimmed(reader.string($0) ?? "") }
        guard names.count > 1 else {
            let isSemicolons = names[0].contains(";") || names[0].contains("\t")
            throw refusal(
                .malformedQuotes, "the header has one column, '\(names[0])'",
                isSemicolons ? "cells are separated by commas: save it as comma-separated" : nil,
                reader.location(in: display))
        }
        for (index, name) in names.enumerated() where names[..<index].contains(name) || name.isEmpty {
            throw refusal(
                .duplicateHeader,
                name.isEmpty ? "a column without a name" : "two columns are called '\(name)'",
                "name every column, each differently", reader.location(ofField: index, in: display))
        }
        return names
    }

    private static func trimmed(_ text: String) -> String {
        guard text.utf8.first == .space || text.utf8.last == .space else { return text }
        var view = Substring(text)
        while view.utf8.first == .space { view = view.dropFirst() }
        while view.utf8.last == .space { view = view.dropLast() }
        return String(view)
    }

    static func refusal(
        _ code: DataErrorCode, _ message: String, _ fix: String?, _ location: SourceLocation? = nil
    ) -> DiagnosticsError {
        DiagnosticsError(
            .data, [Diagnostic(code: code.rawValue, message, at: location, fix: fix)])
    }
}
