internal import Files

/// A CSV file that is written row by row, in constant memory.
///
/// It appears under its name when `finish` has returned, complete or not at all.
struct CSVFile: ~Copyable {
    private var file: PendingFile
    private var buffer = CSVBuffer()

    private static let flushThreshold = 1 << 18

    /// - Parameter columns: the titles.
    init(path: String, columns: [String]) throws(FileError) {
        file = try PendingFile(path: path)
        buffer.endRow(columns)
    }

    /// Appends a row of fields that are text.
    mutating func append(_ fields: [String]) throws(FileError) {
        try append { $0.endRow(fields) }
    }

    /// Appends the row that `write` puts together.
    mutating func append(_ write: (inout CSVBuffer) -> Void) throws(FileError) {
        write(&buffer)
        if buffer.bytes.count >= Self.flushThreshold { try flush() }
    }

    /// Puts the file under its name.
    consuming func finish() throws(FileError) {
        try flush()
        try file.publish()
    }

    private mutating func flush() throws(FileError) {
        try file.write(buffer.bytes)
        buffer.removeAll()
    }
}
