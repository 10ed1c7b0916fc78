internal import Files
internal import Scratch

/// A chunk of rows in a file: its columns one behind the other.
struct SpilledRows {
    let file: Int
    let count: Int
    private let width: Int
    private let memory: ScratchMemory

    init(_ chunk: RowChunk, in scratch: Scratch) throws(FileError) {
        file = chunk.file
        count = chunk.series.count
        width = chunk.values.count
        memory = try ScratchMemory(byteCount: count * (12 + 8 * width), in: scratch.folder)
        for (column, values) in chunk.values.enumerated() { write(values, at: 8 * count * column) }
        write(chunk.line, at: places.line)
        write(series: chunk.series, period: chunk.period)
    }

    /// The rows, without their values but those of `column`.
    func chunk(_ column: Int? = nil) -> RowChunk {
        var chunk = RowChunk(file: file, width: width)
        chunk.series = read(at: places.series)
        chunk.period = read(at: places.period)
        chunk.line = read(at: places.line)
        if let column { chunk.values[column] = read(at: 8 * count * column) }
        memory.letGo()
        return chunk
    }

    /// Gives the rows other series and periods.
    func write(series: [Int32], period: [Int32]) {
        write(series, at: places.series)
        write(period, at: places.period)
        memory.letGo()
    }

    private var places: (series: Int, period: Int, line: Int) {
        let first = 8 * count * width
        return (first, first + 4 * count, first + 8 * count)
    }

    private func write<Number: BitwiseCopyable>(_ numbers: [Number], at place: Int) {
        numbers.withUnsafeBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: memory.bytes[place..<place + bytes.count])
                .copyMemory(from: bytes)
        }
    }

    private func read<Number: BitwiseCopyable>(at place: Int) -> [Number] {
        // Within the memory: every column has `count` numbers.
        [Number](unsafeUninitializedCapacity: count) { numbers, filled in
            let bytes = memory.bytes[place..<place + count * MemoryLayout<Number>.stride]
            UnsafeMutableRawBufferPointer(numbers).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
            filled = count
        }
    }
}
