package import Files
package import ForecastCore

/// Writes `choices.csv`: which model one that chooses among others took for each series, and which came next,
/// `unique_id,cutoff,target,model,choice,runner_up,folds,lead,previous`.
///
/// The file appears under its name when `finish` has returned.
package struct ChoicesCSV: ~Copyable {
    private var file: PendingFile
    private var buffer = CSVBuffer()

    private static let flushThreshold = 1 << 18

    package static let columns = [
        "unique_id", "cutoff", "target", "model", "choice", "runner_up", "folds", "lead", "previous",
    ]

    package init(path: String) throws(FileError) {
        file = try PendingFile(path: path)
        buffer.endRow(Self.columns)
    }

    /// Appends the row of one series in one window.
    /// - Parameter previous: what was taken in the window before; nil in the first one.
    package mutating func append(
        _ choice: ModelChoice, seriesID: String, cutoff: String, target: String, model: String,
        previous: String?
    ) throws(FileError) {
        buffer.endRow([
            seriesID, cutoff, target, model, choice.choice, choice.runnerUp ?? "", String(choice.folds),
            choice.lead.description, previous ?? "",
        ])
        if buffer.bytes.count >= Self.flushThreshold { try flush() }
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try flush()
        try file.publish()
    }

    private mutating func flush() throws(FileError) {
        try file.write(buffer.bytes)
        buffer.removeAll()
    }
}
