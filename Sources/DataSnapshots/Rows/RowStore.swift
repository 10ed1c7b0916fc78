package import Files
package import Scratch

/// The rows of a data set in the order of the files, before anyone knows the time grid.
///
/// Kept in chunks, so that growing never copies. A row takes 12 bytes and 8 per column: the first four million in memory, the
/// rest in files.
package struct RowStore {
    /// More rows than this are a mistake, or a task for a larger machine.
    static let maximumCount = 200_000_000
    /// Full chunks that stay in memory.
    package static let residentChunks = 64

    private enum Kept {
        case memory(RowChunk)
        case file(SpilledRows)
    }

    /// Columns per row.
    let width: Int
    package private(set) var count = 0
    /// Why rows that belong into a file are still in memory; nil while there is room on the disk.
    package private(set) var failure: FileError?
    private let scratch: Scratch
    private let residentChunks: Int
    private var full: [Kept] = []
    /// The chunk that rows are added to.
    private var open: RowChunk?

    /// - Parameter residentChunks: nil for as many as usual, and fewer where files are asked for early.
    package init(width: Int, scratch: Scratch = .standard, residentChunks: Int? = nil) {
        self.width = width
        self.scratch = scratch
        self.residentChunks = residentChunks ?? min(Self.residentChunks, scratch.leastBytes >> 20)
    }

    package mutating func append(file: Int, series: Int, period: Int32, line: Int, values: [Double]) {
        precondition(values.count == width, "a row [\(values.count)] for [\(width)]")
        if open?.file != file || open?.isFull == true { begin(file: file) }
        open?.append(Int32(series), period, Int32(clamping: line), values)
        count += 1
    }

    private mutating func begin(file: Int) {
        if let open { close(open) }
        open = RowChunk.new(file: file, width: width)
    }

    private mutating func close(_ chunk: RowChunk) {
        open = nil
        guard full.count >= residentChunks, failure == nil else { return full.append(.memory(chunk)) }
        do throws(FileError) {
            full.append(.file(try SpilledRows(chunk, in: scratch)))
        } catch {
            failure = error
            full.append(.memory(chunk))
        }
    }

    // MARK: - Reading

    /// In the order of the rows; a chunk from a file comes without its values.
    package var chunks: some Sequence<RowChunk> { chunks(with: nil) }

    /// In the order of the rows, with the values of one column at least.
    package func chunks(with column: Int?) -> some Sequence<RowChunk> {
        (0..<chunkCount).lazy.map { chunk($0, column) }
    }

    private var chunkCount: Int { full.count + (open == nil ? 0 : 1) }

    private func chunk(_ index: Int, _ column: Int?) -> RowChunk {
        guard index < full.count else { return open ?? RowChunk(file: 0, width: width) }
        return switch full[index] {
        case .memory(let chunk): chunk
        case .file(let rows): rows.chunk(column)
        }
    }

    // MARK: - Changing

    /// Gives every row another series and period.
    package mutating func place(_ body: (_ series: Int32, _ period: Int32) -> (series: Int32, period: Int32))
    {
        if let open { close(open) }
        for index in full.indices {
            var chunk = chunk(index, nil)
            for row in chunk.series.indices {
                (chunk.series[row], chunk.period[row]) = body(chunk.series[row], chunk.period[row])
            }
            switch full[index] {
            case .memory: full[index] = .memory(chunk)
            case .file(let rows): rows.write(series: chunk.series, period: chunk.period)
            }
        }
    }

    /// Gives back the memory of a column that nobody reads any more.
    mutating func release(column: Int) {
        for index in full.indices {
            guard case .memory(var chunk) = full[index] else { continue }
            chunk.values[column] = []
            full[index] = .memory(chunk)
        }
    }
}
