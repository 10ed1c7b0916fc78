/// The rows of a data set in the order of the files, before anyone knows the time grid.
///
/// Kept in chunks, so that growing never copies, and a row takes 12 bytes and 8 per column.
struct RowStore {
    static let chunkRowCount = 1 << 16
    /// More rows than this are a mistake, or a task for a larger machine.
    static let maximumCount = 200_000_000

    /// **Shape** one entry per row; `values` is `[column][row]`, NaN where missing.
    struct Chunk {
        /// The file that the rows come from, an index into the table's files.
        let file: Int
        var series: [Int32] = []
        /// See `PeriodParser`; after the grid is known, its step.
        var period: [Int32] = []
        var line: [Int32] = []
        var values: [[Double]]

        init(file: Int, width: Int) {
            self.file = file
            series.reserveCapacity(chunkRowCount)
            period.reserveCapacity(chunkRowCount)
            line.reserveCapacity(chunkRowCount)
            values = (0..<width).map { _ in
                var column: [Double] = []
                column.reserveCapacity(chunkRowCount)
                return column
            }
        }

        /// In one step, so that the chunk is looked up once for a row and not once for each of its numbers.
        mutating func append(_ series: Int32, _ period: Int32, _ line: Int32, _ row: [Double]) {
            self.series.append(series)
            self.period.append(period)
            self.line.append(line)
            for column in row.indices { values[column].append(row[column]) }
        }
    }

    /// Columns per row.
    let width: Int
    var chunks: [Chunk] = []
    private(set) var count = 0

    init(width: Int) { self.width = width }

    mutating func append(file: Int, series: Int, period: Int32, line: Int, values: [Double]) {
        precondition(values.count == width, "a row [\(values.count)] for [\(width)]")
        if chunks.last?.file != file || chunks[chunks.count - 1].series.count == Self.chunkRowCount {
            chunks.append(Chunk(file: file, width: width))
        }
        chunks[chunks.count - 1].append(Int32(series), period, Int32(clamping: line), values)
        count += 1
    }

    /// Gives back the memory of a column that nobody reads any more.
    mutating func release(column: Int) {
        for chunk in chunks.indices { chunks[chunk].values[column] = [] }
    }
}
