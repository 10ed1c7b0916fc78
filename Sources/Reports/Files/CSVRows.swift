internal import Files
internal import Glibc

/// The rows of a CSV file that `CSVBuffer` wrote, in constant memory.
enum CSVRows {
    /// - Parameter body: gets the bytes of a row without its newline, and its number from 1.
    /// - Throws: `FileError`; `ReportError` for a file that is empty or cut short.
    static func read(_ path: String, _ body: (UnsafeBufferPointer<UInt8>, _ line: Int) throws -> Void) throws
    {
        let (file, _) = try FileSystem.openRegular(path)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var filled = 0
        var line = 0
        func damaged(_ what: String) -> ReportError {
            ReportError(operation: "read", path: path, message: "line \(line): \(what)")
        }
        while true {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError("read", path) }
            filled += got
            let used = try bytes.withUnsafeBufferPointer {
                try consume(UnsafeBufferPointer(rebasing: $0[..<filled]), &line, body)
            }
            guard got > 0 || used == filled else { throw damaged("the last row is cut short") }
            bytes.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return }
                memmove(base, base + used, filled - used)
            }
            filled -= used
            if got == 0 {
                guard line > 0 else { throw damaged("it is empty") }
                break
            }
            // A row that does not fit: ids are short, so the file is none of ours.
            guard filled < bytes.count else { throw damaged("a row is longer than a mebibyte") }
        }
    }

    /// Reads all whole rows of `bytes` and returns how many bytes they fill.
    private static func consume(
        _ bytes: UnsafeBufferPointer<UInt8>, _ line: inout Int,
        _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
    ) throws -> Int {
        var start = 0
        while let end = rowEnd(in: bytes, from: start) {
            line += 1
            try body(UnsafeBufferPointer(rebasing: bytes[start..<end]), line)
            start = end + 1
        }
        return start
    }

    /// The place of the newline that ends the row; one inside quotes does not.
    private static func rowEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var from = start
        var quotes = 0
        while from < bytes.count {
            guard let found = memchr(base + from, Int32(CSVBuffer.newline), bytes.count - from) else {
                return nil
            }
            let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            for index in from..<end where bytes[index] == CSVBuffer.quote { quotes += 1 }
            if quotes % 2 == 0 { return end }
            from = end + 1
        }
        return nil
    }

    /// The place of the comma that ends the field at `start`, or the end of the row.
    static func fieldEnd(in row: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        var isQuoted = false
        while index < row.count {
            let byte = row[index]
            if byte == CSVBuffer.quote { isQuoted.toggle() }
            if byte == CSVBuffer.comma, !isQuoted { break }
            index += 1
        }
        return index
    }

    /// The texts of all fields of a row.
    static func texts(of row: UnsafeBufferPointer<UInt8>) -> [String] {
        var texts: [String] = []
        var start = 0
        while start <= row.count {
            let end = fieldEnd(in: row, from: start)
            texts.append(CSVBuffer.text(of: row[start..<end]))
            start = end + 1
        }
        return texts
    }
}
