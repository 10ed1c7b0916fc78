internal import ForecastCore
internal import LocatedYAML

/// What `columns` says of wide tables.
extension DataSetDeclarationReader {
    /// `{time: week}` for a row per period, `{series: sku}` for a row per series; all others are series, or periods.
    mutating func readWideColumns(_ reader: inout MappingReader, target: String) -> ColumnMapping? {
        guard var columns = reader.mapping("columns", required: "columns: {time: week}", &diagnostics) else {
            return nil
        }
        let series = readSeries(&columns) ?? []
        let time = columns.label("time", &diagnostics)
        let statics = readNames(&columns, "static")
        let exceptions = readNames(&columns, "except")
        columns.finish(&diagnostics)
        guard series.isEmpty != (time == nil) else {
            diagnostics.add(
                bad(
                    series.isEmpty
                        ? "'columns' names neither 'time' nor 'series'"
                        : "'columns' names both 'time' and 'series'",
                    at: columns.location,
                    fix:
                        "name 'time' where each row is a period and each column a series, 'series' where each row is a "
                        + "series and each column a period"))
            return nil
        }
        if time != nil, !statics.isEmpty {
            diagnostics.add(
                bad(
                    "'columns.static' means nothing where each column is a series", at: columns.location,
                    fix:
                        "name a file with the properties of series: attributes: {file: ..., key: ..., columns: [...]}"
                ))
        }
        var mapping = ColumnMapping(
            series: series, time: time ?? "", targets: [TargetColumn(target, .column(target))],
            statics: statics)
        mapping.exceptions = exceptions
        return mapping
    }
}
