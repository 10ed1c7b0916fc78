internal import Files

/// The first place at which a recomputed file is not what it was, in the words of the experiment.
package struct ResultDifference: Encodable, Equatable, Sendable {
    package let file: String
    /// From 1; nil where one of the two files is missing.
    package var line: Int?
    /// The column of a CSV file; nil elsewhere, and where whole rows are others.
    package var column: String?
    package var model: String?
    package var series: String?
    package var target: String?
    package var cutoff: String?
    /// The period, as the data set calls it.
    package var period: String?
    /// Of the horizon, from 1.
    package var step: Int?
    /// Nil where there is nothing: the file, or its end.
    package var old: String?
    package var new: String?

    init(file: String) { self.file = file }

    /// Nil when both folders hold the same bytes under `file`.
    /// - Parameter horizon: steps per series and cutoff of `forecasts.csv`.
    static func first(in file: String, old: ResultFolder, new: ResultFolder, horizon: Int) throws
        -> ResultDifference?
    {
        var difference = ResultDifference(file: file)
        switch FileSystem.kind(of: old.file(file)) {
        case .file: break
        case nil:
            difference.new = "a file that was not there"
            return difference
        case .link?, .folder?, .other?:
            // Not read: whatever it leads to, a pipe would be waited for.
            difference.old = "something else under its name"
            difference.new = "a file"
            return difference
        }
        guard Project.exists(new.file(file)) else {
            difference.old = "a file that the run does not leave"
            return difference
        }
        guard let mismatch = try FileMismatch.first(old: old.file(file), new: new.file(file)) else {
            return nil
        }
        difference.line = mismatch.line
        difference.old = mismatch.old
        difference.new = mismatch.new
        if file.hasSuffix(".csv"), mismatch.line > 1 {
            let header = String(
                decoding: try FileSystem.prefix(of: new.file(file), count: 1 << 16), as: UTF8.self)
            difference.read(columns: CSVRow.fields(String(header.prefix { $0 != "\n" })), horizon: horizon)
        }
        return difference
    }

    /// Takes the two rows apart.
    private mutating func read(columns: [String], horizon: Int) {
        guard let line, let old, let new else { return }
        let before = CSVRow.fields(old)
        let after = CSVRow.fields(new)
        guard before.count == columns.count, after.count == columns.count,
            let index = columns.indices.first(where: { before[$0] != after[$0] })
        else { return }
        func cell(_ name: String) -> String? { columns.firstIndex(of: name).map { before[$0] } }
        series = cell("unique_id")
        model = cell("model")
        target = cell("target")
        cutoff = cell("cutoff")
        period = cell("ds")
        // Every series has as many rows per cutoff as the horizon has steps, below the one of titles; none of `series.csv` has a period.
        if period != nil { step = (line - 2) % horizon + 1 }
        column = columns[index]
        self.old = before[index]
        self.new = after[index]
    }

    /// `forecasts.csv, line 12: model ses, series A, target volume, cutoff 2024-01-01, step 3 (2024-01-22): p50 1.5 -> 1.6`.
    package var text: String {
        var place = file + (line.map { ", line \($0)" } ?? "")
        let parts = [
            model.map { "model \($0)" }, series.map { "series \($0)" }, target.map { "target \($0)" },
            cutoff.map { "cutoff \($0)" }, step.map { "step \($0)" + (period.map { " (\($0))" } ?? "") },
        ].compactMap(\.self)
        if !parts.isEmpty { place += ": " + parts.joined(separator: ", ") }
        return "\(place): \(column.map { "\($0) " } ?? "")\(Self.shown(old)) -> \(Self.shown(new))"
    }

    private static func shown(_ text: String?) -> String {
        guard let text else { return "(nothing)" }
        let trimmed = String(text.drop { $0 == " " })
        return trimmed.count > 80 ? "\(trimmed.prefix(77))..." : trimmed.isEmpty ? "(empty)" : trimmed
    }
}
