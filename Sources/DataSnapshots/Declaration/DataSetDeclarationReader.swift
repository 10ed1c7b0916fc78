internal import ForecastCore
internal import LocatedYAML

/// Reads `dataset.yaml`, and reports everything that is wrong with it in one go.
struct DataSetDeclarationReader {
    /// The folder of the data set and the project, absolute and free of symbolic links.
    let folder: String
    let projectRoot: String
    /// False where the panel comes from elsewhere: files that are listed need not be there.
    var needsFiles = true
    var diagnostics = DiagnosticCollector()
    /// The lines of dataset.yaml, for places inside of values.
    private(set) var lines: [String] = []
    var sources: [SourceFile] = []

    init(folder: String, projectRoot: String) {
        self.folder = folder
        self.projectRoot = projectRoot
    }

    /// - Throws: `DiagnosticsError`.
    mutating func read(_ bytes: [UInt8], file: String) throws -> DataSetDeclaration {
        let root = YAMLDocument.parse(bytes, file: file, &diagnostics)
        lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).map(String.init)
        var declaration: DataSetDeclaration?
        if let root, var reader = root.mapping(path: "", &diagnostics) {
            declaration = readDeclaration(&reader)
            reader.finish(&diagnostics)
        }
        guard let declaration, !diagnostics.hasErrors else {
            throw DiagnosticsError(.data, diagnostics.diagnostics)
        }
        return declaration
    }

    private mutating func readDeclaration(_ reader: inout MappingReader) -> DataSetDeclaration? {
        let description = reader.text("description", &diagnostics) ?? ""
        let license = reader.text("license", &diagnostics) ?? ""
        let source = reader.text("source", &diagnostics) ?? ""
        let format = reader.choice(
            "format", of: DataSetDeclaration.Format.self, required: "format: csv", &diagnostics)
        let frequency = readFrequency(&reader, required: format != .tsf ? "frequency: weekly" : false)
        let notation = reader.choice("time", of: TimeNotation.self, &diagnostics)
        readSources(&reader, format)
        let columns = readColumns(&reader, format)
        let attributes = readAttributes(&reader, format)
        let gaps = reader.choice("gaps", of: DataSetDeclaration.GapPolicy.self, &diagnostics)
        let empty = reader.choice("empty", of: DataSetDeclaration.EmptyPolicy.self, &diagnostics)
        let negative = reader.choice("negative", of: DataSetDeclaration.NegativePolicy.self, &diagnostics)
        let clockChange = readClockChange(&reader, frequency)
        let end = readEnd(&reader, frequency)
        let dialect = readDialect(&reader)
        let aggregation = readAggregation(&reader, columns, frequency)
        let query = readQuery(&reader, format)
        let limits = readLimits(&reader, format)
        let postgres = readPostgres(&reader, query: query, format: format)
        guard let format, let columns = postgres?.tables?.columns ?? columns else { return nil }
        reportNotApplicable(reader, format)
        checkNames(columns, attributes?.columns ?? [], reader)
        var declaration = DataSetDeclaration(
            description: description, license: license, source: source, format: format, frequency: frequency,
            notation: notation ?? .date, sources: sources, columns: columns, attributes: attributes,
            gaps: gaps ?? (format.isLong || format == .wide ? .error : .missing), empty: empty ?? .missing,
            negative: negative ?? .error,
            end: end, dialect: dialect)
        declaration.clockChange = clockChange
        declaration.aggregation = aggregation
        (declaration.query, declaration.limits) = (query, limits)
        declaration.postgres = postgres
        if let tables = postgres?.tables { declaration.attributes = tables.attributes }
        return declaration
    }

    /// `weekly`, `2 weeks`, `15 minutes`.
    private mutating func readFrequency(_ reader: inout MappingReader, required: Requirement) -> Frequency? {
        guard let node = reader.node("frequency", required: required),
            let word = node.label(path: "frequency", &diagnostics)
        else { return nil }
        if let frequency = Frequency(rawValue: word) { return frequency }
        let names = Frequency.named.map(\.rawValue)
        diagnostics.add(
            bad(
                "unknown frequency \(quoted(word))\(Suggestion.clause(for: word, in: names))",
                at: node.location,
                fix:
                    "write one of \(names.joined(separator: ", ")), or a number of minutes, hours, days, weeks, months or "
                    + "years: 15 minutes"))
        return nil
    }

    private mutating func readClockChange(_ reader: inout MappingReader, _ frequency: Frequency?)
        -> DataSetDeclaration.ClockChange?
    {
        let change = reader.choice("clock_change", of: DataSetDeclaration.ClockChange.self, &diagnostics)
        if change != nil, let frequency, !frequency.isWithinDays {
            diagnostics.add(
                bad(
                    "'clock_change' means nothing to \(frequency.stepNoun(2))",
                    at: reader.entries.first { $0.key == "clock_change" }?.keyLocation ?? reader.location,
                    fix: "remove it; clocks change hours"))
        }
        return change
    }

    // MARK: - Single keys

    private mutating func readAttributes(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?)
        -> AttributeColumns?
    {
        guard var attributes = reader.mapping("attributes", &diagnostics) else { return nil }
        // The file itself was read with the other sources.
        if format == .postgres {
            _ = attributes.node("query")
        } else {
            _ = attributes.node("file", required: "file: attributes.csv")
        }
        let key = attributes.label(
            "key", required: "key: sku, the column that holds the ids of series", &diagnostics)
        let columns = attributes.list("columns", required: "columns: [category, brand]", &diagnostics) {
            $0.label(path: $1, &$2)
        }
        attributes.finish(&diagnostics)
        guard let key, let columns else { return nil }
        return AttributeColumns(key: key, columns: columns)
    }

    private mutating func readEnd(_ reader: inout MappingReader, _ frequency: Frequency?) -> CivilDate? {
        guard let node = reader.node("end"), let text = node.label(path: "end", &diagnostics) else {
            return nil
        }
        let isWithinDays = frequency?.isWithinDays == true
        guard let date = CivilDate(text), !isWithinDays else {
            diagnostics.add(
                isWithinDays
                    ? bad(
                        "\(frequency?.rawValue ?? "hourly") periods have no 'end' date", at: node.location,
                        fix: "remove it; the periods are numbered from 1")
                    : bad(
                        "\(quoted(text)) is not a day", at: node.location,
                        fix: "write the last period as YYYY-MM-DD"))
            return nil
        }
        return date
    }

    /// Reports keys that another format would understand.
    private mutating func reportNotApplicable(_ reader: MappingReader, _ format: DataSetDeclaration.Format) {
        for entry in reader.entries where !format.understands(entry.key) && !entry.value.isNull {
            let formats = DataSetDeclaration.Format.allCases.filter { $0.understands(entry.key) }.map(
                \.rawValue)
            guard !formats.isEmpty else { continue }
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.notApplicable.rawValue,
                    "'\(entry.key)' means nothing in format \(format.rawValue)",
                    at: entry.keyLocation, fix: "remove it; it belongs to \(formats.joined(separator: ", "))")
            )
        }
    }

    /// Columns and attributes of the panel share one name space.
    private mutating func checkNames(
        _ columns: ColumnMapping, _ attributes: [String], _ reader: MappingReader
    ) {
        let location = reader.entries.first { $0.key == "columns" }?.keyLocation ?? reader.location
        var seen: Set<String> = []
        for name in columns.panelColumns.map(\.name) + columns.statics + attributes
        where !seen.insert(name).inserted {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.nameClash.rawValue,
                    "two columns of the panel are called \(quoted(name))", at: location,
                    fix: "give each column one part, or rename the target"))
        }
    }

    func bad(_ message: String, at location: SourceLocation, fix: String) -> Diagnostic {
        Diagnostic(code: DataErrorCode.badDeclaration.rawValue, message, at: location, fix: fix)
    }
}
