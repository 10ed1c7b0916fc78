package import Files
package import ForecastCore
internal import Workers

/// Writes `forecasts.csv`, block by block, in constant memory:
/// `unique_id,cutoff,ds,target,model,y,forecast,p10,...,fallback` with one `pNN` per level.
///
/// The file appears under its name when `finish` has returned, complete or not at all.
package struct ForecastsCSV: ~Copyable {
    private var file: PendingFile
    /// The titles, until there are rows or the end.
    private var unwritten = CSVBuffer()
    private let levelCount: Int
    private let jobs: Int
    /// Rows written so far.
    package private(set) var rowCount = 0

    /// Some hundred kilobytes of text: system calls do not count, and a cache holds it.
    private static let seriesPerPiece = 256

    /// - Parameter jobs: threads that put numbers into words; the file is the same for any number of them.
    package init(path: String, levels: [QuantileLevel], jobs: Int = 1) throws(FileError) {
        file = try PendingFile(path: path)
        levelCount = levels.count
        self.jobs = max(1, jobs)
        unwritten.endRow(Self.columns(levels: levels))
    }

    /// The titles of the columns.
    package static func columns(levels: [QuantileLevel]) -> [String] {
        fixedColumns + levels.map(\.label) + [fallbackColumn]
    }

    static let fixedColumns = ["unique_id", "cutoff", "ds", "target", "model", "y", "forecast"]
    /// Why something simpler made the forecast; empty where the model itself did. Files of earlier versions do not have it.
    static let fallbackColumn = "fallback"

    /// Writes one row per series and step of `block`, steps before `gap` left out.
    ///
    /// - Parameters:
    ///   - seriesIDs: **shape** `[series]`.
    ///   - cutoff: the label of the last period that the model saw.
    ///   - labels: of the scored periods, **shape** `[horizon - gap]`.
    ///   - actuals: **shape** `[series, horizon - gap]`, row-major; NaN where missing; empty where nothing
    ///     is known yet.
    package mutating func append(
        _ block: ForecastBlock, seriesIDs: [String], cutoff: String, labels: [String], target: String,
        model: String, actuals: [Double], gap: Int = 0
    ) throws(FileError) {
        let steps = block.horizon - gap
        precondition(
            block.levelCount == levelCount, "levels [\(block.levelCount)] in a file of [\(levelCount)]")
        precondition(
            seriesIDs.count == block.seriesCount, "ids [\(seriesIDs.count)] for series [\(block.seriesCount)]"
        )
        precondition(labels.count == steps, "labels [\(labels.count)] for steps [\(steps)]")
        precondition(
            actuals.isEmpty || actuals.count == seriesIDs.count * steps,
            "actuals [\(actuals.count)] for [\(seriesIDs.count), \(steps)]")
        try writeTitles()
        let rows = Rows(
            block: block, seriesIDs: seriesIDs,
            middles: labels.map { Self.middle(cutoff: cutoff, label: $0, target: target, model: model) },
            actuals: actuals, gap: gap)
        let pieces = stride(from: 0, to: block.seriesCount, by: Self.seriesPerPiece).map {
            $0..<min($0 + Self.seriesPerPiece, block.seriesCount)
        }
        for first in stride(from: 0, to: pieces.count, by: jobs) {
            let texts = WorkQueue.map(min(jobs, pieces.count - first), jobs: jobs) {
                rows.text(of: pieces[first + $0])
            }
            for text in texts { try file.write(text) }
        }
        rowCount += block.seriesCount * steps
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try writeTitles()
        try file.publish()
    }

    private mutating func writeTitles() throws(FileError) {
        try file.write(unwritten.bytes)
        unwritten.removeAll()
    }

    /// Rows that `append` was given.
    private struct Rows: Sendable {
        let block: ForecastBlock
        let seriesIDs: [String]
        /// What lies between id and actual, `[step]`.
        let middles: [[UInt8]]
        let actuals: [Double]
        let gap: Int

        func text(of piece: Range<Int>) -> [UInt8] {
            var buffer = CSVBuffer()
            let steps = middles.count
            for series in piece {
                let id = CSVBuffer.field(seriesIDs[series])
                let end =
                    [CSVBuffer.comma] + Array((block.outcomes[series].fallback?.reason.text ?? "").utf8)
                    + [CSVBuffer.newline]
                for step in 0..<steps {
                    buffer.append(id)
                    buffer.append(middles[step])
                    if !actuals.isEmpty { buffer.append(actuals[series * steps + step]) }
                    let first = series * block.stride + (gap + step) * block.width
                    for index in first..<first + block.width {
                        buffer.append(CSVBuffer.comma)
                        buffer.append(block.values[index])
                    }
                    buffer.append(end)
                }
            }
            return buffer.bytes
        }
    }

    /// What lies between id and actual, the same for every series: `,cutoff,ds,target,model,`.
    private static func middle(cutoff: String, label: String, target: String, model: String) -> [UInt8] {
        [cutoff, label, target, model].flatMap { [CSVBuffer.comma] + CSVBuffer.field($0) } + [CSVBuffer.comma]
    }
}
