internal import Files
internal import ForecastCore
internal import LocatedYAML

/// Reads `dataset.yaml`, and reports everything that is wrong with it in one go.
struct DataSetDeclarationReader {
    /// The folder of the data set and the project, absolute and free of symbolic links.
    let folder: String
    let projectRoot: String
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

    // MARK: - Files

    private mutating func readSources(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?) {
        let isExternal = reader.boolean("external", &diagnostics) ?? false
        let isWide = format == .m4
        // Their queries are read with the first one.
        guard format != .postgres else {
            for key in ["files", "train", "test"] { _ = reader.node(key) }
            if var holidays = reader.mapping("holidays", &diagnostics) {
                _ = holidays.node("query")
                holidays.finish(&diagnostics)
            }
            return
        }
        if let node = reader.node("files", required: format != nil && !isWide ? "files: [sales.csv]" : false)
        {
            readFiles(node, isExternal, isSingle: format == .tsf)
        }
        readSource(&reader, "train", .train, required: isWide ? "train: Weekly-train.csv" : false, isExternal)
        readSource(&reader, "test", .test, required: false, isExternal)
        if let attributes = reader.entries.first(where: { $0.key == "attributes" })?.value["file"] {
            addSource(attributes, .attributes, path: "attributes.file", isExternal)
        }
        if var holidays = reader.mapping("holidays", &diagnostics) {
            readSource(&holidays, "file", .holidays, required: "file: holidays.csv", isExternal)
            holidays.finish(&diagnostics)
        }
    }

    private mutating func readFiles(_ node: YAMLNode, _ isExternal: Bool, isSingle: Bool) {
        guard let items = node.asSequence else {
            diagnostics.add(node.mismatch("files", expected: "a list, such as [sales.csv]"))
            return
        }
        for (index, item) in items.enumerated() {
            if let pattern = item.asString, isPattern(pattern) {
                addSources(matching: pattern, item, isExternal)
            } else {
                addSource(item, .data, path: "files[\(index)]", isExternal)
            }
        }
        if isSingle, items.count > 1 {
            diagnostics.add(
                bad("format tsf takes one file", at: items[1].location, fix: "make a data set of each file"))
        }
        if items.isEmpty {
            diagnostics.add(bad("'files' is empty", at: node.location, fix: "name the files with the rows"))
        }
    }

    private mutating func readSource(
        _ reader: inout MappingReader, _ key: String, _ role: SourceFile.Role, required: Requirement,
        _ isExternal: Bool
    ) {
        guard let node = reader.node(key, required: required) else { return }
        addSource(node, role, path: reader.path(of: key), isExternal)
    }

    private mutating func addSource(
        _ node: YAMLNode, _ role: SourceFile.Role, path: String, _ isExternal: Bool
    ) {
        guard let text = node.text(path: path, &diagnostics) else { return }
        addSource(text, node, role, isExternal)
    }

    mutating func addSource(
        _ text: String, _ node: YAMLNode, _ role: SourceFile.Role, _ isExternal: Bool
    ) {
        let joined = ProjectPath.join(folder, text)
        let real = ProjectPath.real(joined)
        let isInside = ProjectPath.isInside(real ?? joined, projectRoot) && !text.hasPrefix("/")
        if !isInside, !isExternal {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.pathOutsideProject.rawValue,
                    "\(quoted(text)) lies outside the project", at: node.location,
                    fix: "set 'external: true' to read it from there"))
        } else if real == nil {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.fileMissing.rawValue, "there is no file \(quoted(text))",
                    at: node.location,
                    notes: ["looked for it at \(joined)"]))
        } else if let real, FileSystem.size(ofFile: real) == nil {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.notAFile.rawValue, "\(quoted(text)) is no regular file",
                    at: node.location, fix: "name a file with rows, not a folder, a pipe or a device"))
        } else if sources.contains(where: { $0.path == joined && $0.role == role }) {
            diagnostics.add(
                bad("\(quoted(text)) is listed twice", at: node.location, fix: "remove one of them"))
        }
        let display = ProjectPath.relative(joined, to: projectRoot)
        sources.append(SourceFile(role: role, declaredPath: text, path: joined, displayPath: display))
    }

    // MARK: - Columns

    private mutating func readColumns(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?)
        -> ColumnMapping?
    {
        let target = reader.label("target", &diagnostics) ?? "y"
        guard let format else {
            _ = reader.node("columns")
            return nil
        }
        if format == .wide { return readWideColumns(&reader, target: target) }
        guard format.isLong else {
            _ = reader.node("columns")
            return ColumnMapping(series: [], time: "", targets: [TargetColumn(target, .column(target))])
        }
        let names = format.defaultNames
        guard
            var columns = reader.mapping(
                "columns",
                required: names == nil && !(format == .postgres && reader.has("tables"))
                    ? "columns: {series: sku, time: week, targets: [volume]}" : false,
                &diagnostics)
        else {
            return names.map {
                ColumnMapping(
                    series: [$0.series], time: $0.time,
                    targets: [TargetColumn($0.target, .column($0.target))],
                    takesOthersAsPast: true)
            }
        }
        let series = readSeries(&columns) ?? names.map { [$0.series] } ?? []
        let (time, timePart) =
            readTime(&columns, required: names == nil ? "time: week" : false) ?? (names?.time, nil)
        let targets =
            readTargets(&columns, required: names == nil ? "targets: [volume]" : false)
            ?? names.map { [TargetColumn($0.target, .column($0.target))] }
        let knownAhead = readNames(&columns, "known_ahead")
        let pastOnly = readNames(&columns, "past_only")
        let statics = readNames(&columns, "static")
        let observed = columns.label("observed", &diagnostics)
        let categories = readCategories(&columns, among: knownAhead + pastOnly, targets: targets ?? [])
        columns.finish(&diagnostics)
        guard let time, let targets else { return nil }
        var mapping = ColumnMapping(
            series: series, time: time, targets: targets, knownAhead: knownAhead, pastOnly: pastOnly,
            statics: statics,
            observed: observed, takesOthersAsPast: names != nil)
        mapping.timePart = timePart
        mapping.categories = categories
        return mapping
    }

    /// `sku`, or `[product, store]`.
    mutating func readSeries(_ reader: inout MappingReader) -> [String]? {
        guard let node = reader.node("series") else { return nil }
        let path = reader.path(of: "series")
        guard node.asSequence != nil else { return node.label(path: path, &diagnostics).map { [$0] } }
        let names = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
        if names?.isEmpty == true {
            diagnostics.add(
                bad("'\(path)' is empty", at: node.location, fix: "name the columns, or leave the key out"))
        }
        return names
    }

    /// `week`, or `[year, week]`.
    private mutating func readTime(_ reader: inout MappingReader, required: Requirement) -> (
        String?, String?
    )? {
        guard let node = reader.node("time", required: required) else { return nil }
        let path = reader.path(of: "time")
        guard node.asSequence != nil else { return node.label(path: path, &diagnostics).map { ($0, nil) } }
        guard let names = node.list(path: path, &diagnostics, element: { $0.label(path: $1, &$2) }) else {
            return nil
        }
        guard names.count == 2 else {
            diagnostics.add(
                bad(
                    "'\(path)' has \(names.count) \(names.count == 1 ? "column" : "columns")",
                    at: node.location,
                    fix:
                        "write one column, or two: [year, week], [year, month], [year, quarter] or [date, hour]"
                ))
            return nil
        }
        return (names[0], names[1])
    }

    mutating func readNames(_ reader: inout MappingReader, _ key: String) -> [String] {
        reader.list(key, &diagnostics) { $0.label(path: $1, &$2) } ?? []
    }

    /// `[volume]`, or `{volume: units_sold, revenue: {product: [units_sold, price]}}`.
    private mutating func readTargets(_ reader: inout MappingReader, required: Requirement) -> [TargetColumn]?
    {
        guard let node = reader.node("targets", required: required) else { return nil }
        let path = reader.path(of: "targets")
        if node.asSequence != nil {
            let names = node.list(path: path, &diagnostics) { $0.label(path: $1, &$2) }
            if names?.isEmpty == true { reportNoTargets(node) }
            return names.map { $0.map { TargetColumn($0, .column($0)) } }
        }
        guard var mapping = node.mapping(path: path, &diagnostics) else { return nil }
        var targets: [TargetColumn] = []
        for entry in mapping.namedEntries() {
            guard let source = readTargetSource(entry.value, path: "\(path).\(entry.key)") else { continue }
            targets.append(TargetColumn(entry.key, source))
        }
        if mapping.entries.isEmpty { reportNoTargets(node) }
        return targets.count == mapping.entries.count ? targets : nil
    }

    private mutating func reportNoTargets(_ node: YAMLNode) {
        diagnostics.add(
            bad("'columns.targets' is empty", at: node.location, fix: "name the column to forecast"))
    }

    private mutating func readTargetSource(_ node: YAMLNode, path: String) -> TargetColumn.Source? {
        guard node.asMapping != nil else { return node.label(path: path, &diagnostics).map { .column($0) } }
        guard var mapping = node.mapping(path: path, &diagnostics) else { return nil }
        let factors = mapping.list("product", required: "product: [price, volume]", &diagnostics) {
            $0.label(path: $1, &$2)
        }
        mapping.finish(&diagnostics)
        guard let factors else { return nil }
        guard factors.count == 2 else {
            diagnostics.add(
                bad(
                    "'\(path).product' has \(factors.count) \(factors.count == 1 ? "column" : "columns")",
                    at: node.location,
                    fix: "write two: [volume, price]"))
            return nil
        }
        return .product(factors[0], factors[1])
    }

    // MARK: - The rest

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

extension DataSetDeclaration.Format {
    /// A row per series and period.
    var isLong: Bool {
        self == .csv || self == .nixtla || self == .autogluon || isQueried || self == .postgres
    }

    /// The columns that the format's own convention names.
    var defaultNames: (series: String, time: String, target: String)? {
        switch self {
        case .nixtla: ("unique_id", "ds", "y")
        case .autogluon: ("item_id", "timestamp", "target")
        case .csv, .wide, .m4, .tsf, .parquet, .sql, .postgres: nil
        }
    }

    func understands(_ key: String) -> Bool {
        switch key {
        case "description", "license", "source", "format", "frequency", "external", "negative", "attributes",
            "holidays":
            true
        case "files": self != .m4 && self != .postgres
        case "connection", "tables": self == .postgres
        case "time", "columns", "gaps", "empty", "date_format", "clock_change", "missing_values":
            isLong || self == .wide
        case "true_values", "false_values": isLong
        // What DuckDB and PostgreSQL hand over is written in one way.
        case "separator", "decimal", "thousands", "signs", "skip_lines":
            isLong && !isQueried && self != .postgres || self == .wide
        case "train", "test", "end": self == .m4
        case "aggregate": self == .csv || isQueried || self == .postgres
        case "query": self == .sql || self == .postgres
        case "limits": isQueried || self == .postgres
        case "target": !isLong
        default: false
        }
    }
}
