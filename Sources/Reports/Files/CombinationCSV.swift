package import Files
package import ForecastCore

/// Writes `combination.csv`: what models that are made of others learned from the windows before each cutoff,
/// `cutoff,target,model,windows,segment,series,member,metric,score,weight`.
///
/// The file appears under its name when `finish` has returned.
package struct CombinationCSV: ~Copyable {
    private var file: CSVFile

    package static let columns = [
        "cutoff", "target", "model", "windows", "segment", "series", "member", "metric", "score", "weight",
    ]

    package init(path: String) throws(FileError) {
        file = try CSVFile(path: path, columns: Self.columns)
    }

    /// Appends the row of one member at one cutoff.
    /// - Parameters:
    ///   - windows: how many were learned from; with none of them no score and equal weights.
    ///   - metric: what the score is.
    package mutating func append(
        _ share: LearnedCombiner.Share, member: String, cutoff: String, target: String, model: String,
        windows: Int, metric: String
    ) throws(FileError) {
        try file.append([
            cutoff, target, model, String(windows), share.segment, String(share.series), member, metric,
            share.score?.description ?? "", share.weight.description,
        ])
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try file.finish()
    }
}
