internal import ForecastCore
internal import TableQueries

/// A CSV file of a run as DuckDB is asked for it: with types, names without the mark that keeps spreadsheets from computing, and the
/// columns of another library where that is wished for.
struct ExportSource {
    /// How the query calls the file.
    static let name = "table.csv"

    let table: ResultExport.Table
    let names: ResultExport.Names
    /// Nil for all.
    let target: String?
    let models: [String]
    private let titles: [String]
    /// Of `ds` and `cutoff`.
    private let timeType: String

    /// - Parameter opening: the first bytes of the file.
    init(
        table: ResultExport.Table, names: ResultExport.Names, target: String?, models: [String],
        opening: [UInt8]
    ) {
        self.table = table
        self.names = names
        self.target = target
        self.models = models
        let lines = opening.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        titles = lines.first.map { Self.fields(String(decoding: $0, as: UTF8.self)) } ?? []
        let place = titles.firstIndex(of: "ds")
        let row = lines.count > 1 ? Self.fields(String(decoding: lines[1], as: UTF8.self)) : []
        let label = place.flatMap { row.indices.contains($0) ? row[$0] : nil } ?? ""
        timeType =
            Int(label) != nil
            ? "BIGINT" : CivilDate(String(label.prefix(10))) != nil ? "TIMESTAMP" : "VARCHAR"
    }

    /// The cells of a line of RFC 4180.
    private static func fields(_ line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line.unicodeScalars where character != "\r" {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].unicodeScalars.append(character)
            }
        }
        return fields
    }

    // MARK: - Columns

    private static let texts = ["unique_id", "target", "model", "fallback", "metric", "window", "segment"]
    private static let counts = ["points", "excluded", "windows", "fallbacks"]

    private func type(_ title: String) -> String {
        if ["ds", "cutoff"].contains(title) { return timeType }
        if Self.texts.contains(title) { return "VARCHAR" }
        return Self.counts.contains(title) ? "BIGINT" : "DOUBLE"
    }

    /// The file with its types. Text that a spreadsheet would compute has an apostrophe in front, which is no part of it.
    private var typed: String {
        let types = titles.map { "\(TableQuery.literal($0)): '\(type($0))'" }.joined(separator: ", ")
        let columns = titles.map { title in
            let name = TableQuery.name(title)
            return type(title) == "VARCHAR" && title != "fallback"
                ? "regexp_replace(\(name), '^''', '') AS \(name)" : name
        }.joined(separator: ", ")
        let condition = target.map { " WHERE target = \(TableQuery.literal($0))" } ?? ""
        return
            "SELECT \(columns) FROM read_csv('\(Self.name)', auto_detect = false, header = true, delim = ',', quote = '\"', "
            + "escape = '\"', nullstr = '', columns = {\(types)})\(condition)"
    }

    /// The levels of the file by their titles: `p10`, 0.1.
    private var levels: [(title: String, percent: Double)] {
        titles.compactMap { title in
            title.hasPrefix("p") ? Double(title.dropFirst()).map { (title, $0) } : nil
        }
    }

    /// Of the table that comes out.
    var columns: [String] { selection.map(\.name) }

    var statement: String {
        let list = selection.map { "\($0.expression) AS \(TableQuery.name($0.name))" }.joined(separator: ", ")
        guard hasForecasts, names == .nixtla else { return "SELECT \(list) FROM (\(typed))" }
        return "SELECT \(list) FROM (\(typed)) GROUP BY unique_id, ds, cutoff ORDER BY unique_id, cutoff, ds"
    }

    private var hasForecasts: Bool { table == .forecasts || table == .levels }

    private var selection: [(name: String, expression: String)] {
        switch (hasForecasts, names) {
        case (true, .nixtla): wide
        case (true, .autogluon):
            [
                ("item_id", "unique_id"), ("timestamp", "ds"), ("cutoff", "cutoff"), ("model", "model"),
                ("target", "y"),
                ("mean", "forecast"),
            ] + levels.map { (Self.number($0.percent / 100), TableQuery.name($0.title)) }
        case (_, .autogluon): titles.map { ($0 == "unique_id" ? "item_id" : $0, TableQuery.name($0)) }
        case (_, .forecast), (_, .nixtla): titles.map { ($0, TableQuery.name($0)) }
        }
    }

    /// A column per model, and one per bound of each interval: `ses`, `ses-lo-80`, `ses-hi-80`.
    private var wide: [(name: String, expression: String)] {
        let keys = [("unique_id", "unique_id"), ("ds", "ds"), ("cutoff", "cutoff"), ("y", "any_value(y)")]
        return keys
            + models.flatMap { model in
                ([("", "forecast")] + levels.map { (suffix($0.percent), $0.title) }).map { suffix, title in
                    (
                        model + suffix,
                        "any_value(\(TableQuery.name(title))) FILTER (WHERE model = \(TableQuery.literal(model)))"
                    )
                }
            }
    }

    /// `-lo-80` of the level 10 where 90 is there, too; `-median` of 50; `-q-97.5` of one without a partner.
    private func suffix(_ percent: Double) -> String {
        if percent == 50 { return "-median" }
        guard levels.contains(where: { $0.percent == 100 - percent }) else {
            return "-q-\(Self.number(percent))"
        }
        return percent < 50
            ? "-lo-\(Self.number(100 - 2 * percent))" : "-hi-\(Self.number(2 * percent - 100))"
    }

    /// `80`, `97.5`, `0.1`.
    private static func number(_ value: Double) -> String {
        let rounded = (value * 1e6).rounded() / 1e6
        let text = rounded.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
