package import Files

/// Writes `series.csv`: how each series fared under each model, over all windows,
/// `unique_id,target,model,windows,fallbacks,points,volume,contribution,mape,...` with one column per metric.
///
/// Row by row: its size is that of series times models. The file appears under its name when `finish` has returned.
package struct SeriesCSV: ~Copyable {
    private var file: CSVFile
    private let metricCount: Int

    package struct Row {
        /// In how many windows the series was forecast, and in how many of these by a stand-in.
        let windows, fallbacks: Int
        /// Scored points, and the sum of |y| over them.
        let points: Int
        let volume: Double
        /// What the series adds to the metric that decides.
        let contribution: Double?
        /// `[metric]`.
        let values: [Double?]

        package init(
            windows: Int, fallbacks: Int, points: Int, volume: Double, contribution: Double?,
            values: [Double?]
        ) {
            self.windows = windows
            self.fallbacks = fallbacks
            self.points = points
            self.volume = volume
            self.contribution = contribution
            self.values = values
        }
    }

    /// - Parameter metrics: their ids.
    package init(path: String, metrics: [String]) throws(FileError) {
        file = try CSVFile(path: path, columns: Self.columns(metrics: metrics))
        metricCount = metrics.count
    }

    /// The titles of the columns.
    package static func columns(metrics: [String]) -> [String] {
        ["unique_id", "target", "model", "windows", "fallbacks", "points", "volume", "contribution"] + metrics
    }

    /// Appends the row of one series. An undefined number is an empty field.
    package mutating func append(_ row: Row, seriesID: String, target: String, model: String)
        throws(FileError)
    {
        precondition(row.values.count == metricCount, "[\(row.values.count)] of [\(metricCount)] metrics")
        try file.append { buffer in
            buffer.append(CSVBuffer.field(seriesID))
            for name in [target, model] {
                buffer.append(CSVBuffer.comma)
                buffer.append(CSVBuffer.field(name))
            }
            for count in [row.windows, row.fallbacks, row.points] {
                buffer.append(CSVBuffer.comma)
                buffer.append(Array(String(count).utf8))
            }
            for number in [row.volume, row.contribution] + row.values {
                buffer.append(CSVBuffer.comma)
                if let number { buffer.append(number) }
            }
            buffer.append(CSVBuffer.newline)
        }
    }

    /// Puts the file under its name.
    package consuming func finish() throws(FileError) {
        try file.finish()
    }
}
