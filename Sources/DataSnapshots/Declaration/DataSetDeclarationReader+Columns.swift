internal import ForecastCore
internal import LocatedYAML

/// `columns` of long tables: which column plays which part.
extension DataSetDeclarationReader {
    mutating func readColumns(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?)
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
}
