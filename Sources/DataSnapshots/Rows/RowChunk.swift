/// Some rows of a data set, in the order of the files.
///
/// **Shape** one entry per row; `values` is `[column][row]`, NaN where missing.
package struct RowChunk {
    package static let capacity = 1 << 16

    /// The file that the rows come from, an index into the table's files.
    package let file: Int
    package internal(set) var series: [Int32] = []
    /// See `PeriodParser`; after the grid is known, its step.
    package internal(set) var period: [Int32] = []
    package internal(set) var line: [Int32] = []
    /// A column that was not asked for is empty.
    package internal(set) var values: [[Double]]

    init(file: Int, width: Int) {
        self.file = file
        values = Array(repeating: [], count: width)
    }

    /// An empty chunk with room for all the rows that it may get.
    static func new(file: Int, width: Int) -> RowChunk {
        var chunk = RowChunk(file: file, width: width)
        chunk.series.reserveCapacity(capacity)
        chunk.period.reserveCapacity(capacity)
        chunk.line.reserveCapacity(capacity)
        for column in 0..<width { chunk.values[column].reserveCapacity(capacity) }
        return chunk
    }

    var isFull: Bool { series.count == Self.capacity }

    /// In one step, so that the chunk is looked up once for a row and not once for each of its numbers.
    mutating func append(_ series: Int32, _ period: Int32, _ line: Int32, _ row: [Double]) {
        self.series.append(series)
        self.period.append(period)
        self.line.append(line)
        for column in row.indices { values[column].append(row[column]) }
    }
}
