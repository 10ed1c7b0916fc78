/// What the formats have in common, and which keys of `dataset.yaml` mean something in each.
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
