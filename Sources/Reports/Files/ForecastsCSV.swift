package import Files
package import ForecastCore

/// Writes `forecasts.csv`, block by block, in constant memory:
/// `unique_id,cutoff,ds,target,model,y,forecast,p10,...,fallback` with one `pNN` per level.
///
/// The file appears under its name when `finish` has returned, complete or not at all.
package struct ForecastsCSV: ~Copyable {
    private var file: PendingFile
    private var buffer = CSVBuffer()
    private let levelCount: Int
    /// Rows written so far.
    package private(set) var rowCount = 0

    /// Large enough that system calls do not count, small enough for a cache.
    private static let flushThreshold = 1 << 18

    package init(path: String, levels: [QuantileLevel]) throws(FileError) {
        file = try PendingFile(path: path)
        levelCount = levels.count
        buffer.reserve(Self.flushThreshold + 4096)
        buffer.endRow(Self.columns(levels: levels))
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
        let middles = labels.map { Self.middle(cutoff: cutoff, label: $0, target: target, model: model) }
        for series in 0..<block.seriesCount {
            let id = CSVBuffer.field(seriesIDs[series])
            let end =
                [CSVBuffer.comma] + Array((block.outcomes[series].fallback?.reason.text ?? "").utf8)
                + [CSVBuffer.newline]
            for step in 0..<steps {
                buffer.append(id)
                buffer.append(middles[step])
                if !actuals.isEmpty { buffer.append(actuals[series * steps + step]) }
                appendForecast(of: block, series: series, step: gap + step)
                buffer.append(end)
            }
            if buffer.bytes.count >= Self.flushThreshold { try flush() }
        }
        rowCount += block.seriesCount * steps
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

    private mutating func appendForecast(of block: ForecastBlock, series: Int, step: Int) {
        let first = series * block.stride + step * block.width
        for index in first..<first + block.width {
            buffer.append(CSVBuffer.comma)
            buffer.append(block.values[index])
        }
    }

    /// What lies between id and actual, the same for every series: `,cutoff,ds,target,model,`.
    private static func middle(cutoff: String, label: String, target: String, model: String) -> [UInt8] {
        [cutoff, label, target, model].flatMap { [CSVBuffer.comma] + CSVBuffer.field($0) } + [CSVBuffer.comma]
    }
}
