package import Files
package import ForecastCore

/// Writes `routing.csv`: where routed models sent each series, and what the rule went by,
/// `unique_id,cutoff,target,model,abc_class,xyz_class,demand_pattern,history,rule,route,runner_up,previous`.
///
/// The file appears under its name when `finish` has returned.
package struct RoutingCSV: ~Copyable {
    private var file: CSVFile

    package static let columns = [
        "unique_id", "cutoff", "target", "model", "abc_class", "xyz_class", "demand_pattern", "history",
        "rule", "route", "runner_up", "previous",
    ]

    package init(path: String) throws(FileError) {
        file = try CSVFile(path: path, columns: Self.columns)
    }

    /// Appends the row of one series in one window.
    /// - Parameters:
    ///   - rule: from 1, as people count the rows of a table.
    ///   - route: the model that the series was sent to.
    ///   - runnerUp: where it would go without that rule.
    ///   - previous: the model that it was sent to in the window before; nil in the first one.
    package mutating func append(
        _ series: RoutedSeries, seriesID: String, cutoff: String, target: String, model: String, rule: Int,
        route: String, runnerUp: String?, previous: String?
    ) throws(FileError) {
        try file.append([
            seriesID, cutoff, target, model, series.abc.label, series.xyz.label, series.pattern.label,
            String(series.history), String(rule), route, runnerUp ?? "", previous ?? "",
        ])
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try file.finish()
    }
}
