package import ForecastCore

/// A file of forecasts, long: one row per series, cutoff and period.
///
/// `unique_id, cutoff, ds, forecast, p10, ..., p90`, or the columns of Nixtla's cross-validation, `unique_id, ds, cutoff, y,
/// Model, Model-lo-80, Model-hi-80`. A column `target` says what is forecast, `made` when.
struct ForecastFile {
    let name: String
    private let bytes: [UInt8]
    private let wanted: String
    private(set) var problems: [Diagnostic] = []
    private(set) var rows: [Row] = []
    /// Of the quantiles, ascending, as percentages.
    private(set) var levels: [Double] = []
    private var columns = Columns()
    private(set) var tellsTargets = false
    /// The place of each row among `rows`.
    private var places: [Key: Int] = [:]

    struct Key: Hashable {
        let series, cutoff, period: String
        /// Empty where the file does not tell.
        let target: String
    }

    struct Row {
        let key: Key
        /// When it was made; empty where the file does not tell.
        let made: String
        /// From 1.
        let line: Int
        /// The mean, then the quantiles in the order of `levels`.
        let values: [Double]
    }

    /// The places of what is read.
    private struct Columns {
        var series = 0, cutoff = 0, period = 0
        var target: Int?
        var made: Int?
        /// The mean, then the quantiles.
        var values: [Int] = []
        var count = 0
    }

    /// Problems after these are not told: a wrong column has one in every row.
    private static let mostProblems = 20

    init(_ bytes: [UInt8], name: String, column: String) {
        self.bytes = bytes
        self.name = name
        wanted = column
    }

    /// The values of one forecast; nil where the file does not have it.
    func values(_ key: Key) -> [Double]? { places[key].map { rows[$0].values } }

    // MARK: - Reading

    mutating func read() {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.append(Diagnostic(code: "D321", "\(name) is no text in UTF-8", fix: "save it as UTF-8"))
            return
        }
        var line = 0
        for fields in CSVText(text) {
            line = fields.line
            if columns.count == 0 {
                readTitles(fields.texts, line)
                guard problems.isEmpty else { return }
            } else {
                readRow(fields.texts, line)
                guard problems.count < Self.mostProblems else { return }
            }
        }
        if columns.count == 0 {
            problems.append(Diagnostic(code: "D321", "\(name) is empty", fix: "export it again"))
        }
    }

    private mutating func readTitles(_ titles: [String], _ line: Int) {
        columns.count = titles.count
        func place(_ names: String...) -> Int? { titles.firstIndex { names.contains($0) } }
        guard let series = place("unique_id", "item_id"), let cutoff = place("cutoff"),
            let period = place("ds", "timestamp")
        else {
            return tell("it has no columns unique_id, cutoff and ds", line)
        }
        (columns.series, columns.cutoff, columns.period) = (series, cutoff, period)
        (columns.target, columns.made) = (place("target"), place("made"))
        tellsTargets = columns.target != nil
        let named = titles.indices.filter { Self.level(of: titles[$0]) == nil }
        let known = [series, cutoff, period, place("y"), columns.target, columns.made, place("")].compactMap {
            $0
        }
        let candidates = named.filter { !known.contains($0) }
        let chosen =
            wanted == "auto"
            ? (candidates.first { titles[$0] == "forecast" } ?? (candidates.count == 1 ? candidates[0] : nil))
            : titles.firstIndex(of: wanted)
        guard let chosen else {
            let names = candidates.map { titles[$0] }.joined(separator: ", ")
            return tell(
                wanted == "auto"
                    ? "which column is the forecast cannot be told from \(names.isEmpty ? "its titles" : names)"
                    : "it has no column '\(wanted)'", line, fix: "name one with the parameter 'column'")
        }
        // Nixtla's intervals carry the name of their model.
        let model = titles[chosen]
        let quantiles = titles.indices.compactMap { column -> (level: Double, column: Int)? in
            guard let level = Self.level(of: titles[column]) else { return nil }
            return level.model == nil || level.model == model ? (level.percent, column) : nil
        }.sorted { $0.level < $1.level }
        levels = quantiles.map(\.level)
        columns.values = [chosen] + quantiles.map(\.column)
        if Set(levels).count < levels.count { tell("two columns are of one quantile", line) }
    }

    /// `p10`, or `Model-lo-80` and `Model-hi-80` for 10 and 90.
    private static func level(of title: String) -> (percent: Double, model: String?)? {
        if title.first == "p", let percent = Double(title.dropFirst()), percent > 0, percent < 100 {
            return (percent, nil)
        }
        let parts = title.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2, let width = Double(parts[parts.count - 1]), width > 0, width < 100,
            let sign = ["lo": -1.0, "hi": 1.0][parts[parts.count - 2]]
        else { return nil }
        return (50 + sign * width / 2, parts.dropLast(2).joined(separator: "-"))
    }

    private mutating func readRow(_ fields: [String], _ line: Int) {
        guard fields.count == columns.count else {
            return tell("\(fields.count) fields under \(columns.count) titles", line)
        }
        var values: [Double] = []
        for column in columns.values {
            guard let value = Double(fields[column]), value.isFinite else {
                return tell("'\(fields[column].prefix(40))' is no number", line)
            }
            values.append(value)
        }
        let key = Key(
            series: fields[columns.series], cutoff: Self.period(fields[columns.cutoff]),
            period: Self.period(fields[columns.period]), target: columns.target.map { fields[$0] } ?? "")
        if let earlier = places.updateValue(rows.count, forKey: key) {
            return tell(
                "series '\(key.series)' has a forecast of \(key.period) from \(key.cutoff) in line \(rows[earlier].line), too",
                line)
        }
        rows.append(
            Row(
                key: key, made: columns.made.map { Self.period(fields[$0]) } ?? "", line: line, values: values
            ))
    }

    /// Without the midnight that data frames write behind a day.
    private static func period(_ text: String) -> String {
        for midnight in [" 00:00:00", "T00:00:00"] where text.hasSuffix(midnight) && text.utf8.count == 19 {
            return String(text.dropLast(midnight.count))
        }
        return text
    }

    private mutating func tell(_ message: String, _ line: Int, fix: String? = nil) {
        problems.append(
            Diagnostic(
                code: "D321", message, at: SourceLocation(file: name, line: line, column: 1), fix: fix))
    }
}
