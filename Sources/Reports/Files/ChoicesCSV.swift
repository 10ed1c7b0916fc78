package import Files
package import ForecastCore

/// Writes `choices.csv`: which model one that chooses among others took for each series, and which came next,
/// `unique_id,cutoff,target,model,choice,runner_up,folds,lead,previous`.
///
/// The file appears under its name when `finish` has returned.
package struct ChoicesCSV: ~Copyable {
    private var file: CSVFile

    package static let columns = [
        "unique_id", "cutoff", "target", "model", "choice", "runner_up", "folds", "lead", "previous",
    ]

    package init(path: String) throws(FileError) {
        file = try CSVFile(path: path, columns: Self.columns)
    }

    /// Appends the row of one series in one window.
    /// - Parameter previous: what was taken in the window before; nil in the first one.
    package mutating func append(
        _ choice: ModelChoice, seriesID: String, cutoff: String, target: String, model: String,
        previous: String?
    ) throws(FileError) {
        try file.append([
            seriesID, cutoff, target, model, choice.choice, choice.runnerUp ?? "", String(choice.folds),
            choice.lead.description, previous ?? "",
        ])
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try file.finish()
    }
}
