internal import Files
internal import Glibc

/// Reads back the rows of one target and one model from a `forecasts.csv`, in the order of the file and in
/// constant memory. Rows of others are passed over by their bytes.
package struct ForecastsReader {
    /// One forecast of one series.
    package struct Row {
        package let uniqueID: String
        /// From 1 within the series' window.
        package let step: Int
        /// NaN where nothing was observed.
        package let actual: Double
        /// The mean, then the quantiles in the order of `levels`.
        package let values: [Double]
    }

    private let path: String
    private let target: [UInt8]
    private let model: [UInt8]
    /// Of the quantiles, 0 to 1; known once rows are read.
    package private(set) var levels: [Double] = []

    /// Whether rows end with why they are stand-ins; files of earlier versions do not say.
    private var tellsFallbacks = false

    private var series = Key(bytes: [], text: "")
    private var cutoff: [UInt8] = []
    private var step = 0
    private var line = 0

    private struct Key {
        var bytes: [UInt8]
        var text: String
    }

    package init(path: String, target: String, model: String) {
        self.path = path
        self.target = CSVBuffer.field(target)
        self.model = CSVBuffer.field(model)
    }

    /// - Throws: `FileError`; `ReportError` for a file that is no `forecasts.csv`.
    package mutating func readRows(_ body: (Row, _ levels: [Double]) -> Void) throws {
        let (file, _) = try FileSystem.openRegular(path)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var filled = 0
        while true {
            let got = bytes.withUnsafeMutableBytes {
                read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError("read", path) }
            filled += got
            let used = try bytes.withUnsafeBufferPointer {
                try consume(UnsafeBufferPointer(rebasing: $0[..<filled]), isLast: got == 0, body)
            }
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
    private mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (Row, [Double]) -> Void
    ) throws -> Int {
        var start = 0
        while let end = Self.rowEnd(in: bytes, from: start) {
            line += 1
            try readRow(UnsafeBufferPointer(rebasing: bytes[start..<end]), body)
            start = end + 1
        }
        guard !isLast || start == bytes.count else { throw damaged("the last row is cut short") }
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
    private static func fieldEnd(in row: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
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

    private mutating func readRow(_ row: UnsafeBufferPointer<UInt8>, _ body: (Row, [Double]) -> Void) throws {
        guard line > 1 else { return try readTitles(row) }
        var starts = (0, 0, 0, 0, 0, 0)
        starts.1 = Self.fieldEnd(in: row, from: 0) + 1
        starts.2 = Self.fieldEnd(in: row, from: starts.1) + 1
        starts.3 = Self.fieldEnd(in: row, from: starts.2) + 1
        starts.4 = Self.fieldEnd(in: row, from: starts.3) + 1
        starts.5 = Self.fieldEnd(in: row, from: starts.4) + 1
        guard starts.5 <= row.count else { throw damaged("it has too few fields") }
        guard row[starts.3..<starts.4 - 1].elementsEqual(target),
            row[starts.4..<starts.5 - 1].elementsEqual(model)
        else { return }
        advance(id: row[..<(starts.1 - 1)], cutoff: row[starts.1..<starts.2 - 1])
        var numbers: [Double] = []
        numbers.reserveCapacity(2 + levels.count)
        var start = starts.5
        while start <= row.count, !(tellsFallbacks && numbers.count == 2 + levels.count) {
            let end = Self.fieldEnd(in: row, from: start)
            numbers.append(try number(row[start..<end], isOptional: numbers.isEmpty))
            start = end + 1
        }
        guard numbers.count == 2 + levels.count else { throw damaged("it has \(numbers.count) numbers") }
        body(
            Row(uniqueID: series.text, step: step, actual: numbers[0], values: Array(numbers.dropFirst())),
            levels)
    }

    private mutating func readTitles(_ row: UnsafeBufferPointer<UInt8>) throws {
        let titles = String(decoding: row, as: UTF8.self).split(
            separator: ",", omittingEmptySubsequences: false)
        let fixed = ForecastsCSV.fixedColumns
        guard titles.prefix(fixed.count).map(String.init) == fixed else {
            throw damaged("it is no title row")
        }
        tellsFallbacks = titles.last.map(String.init) == ForecastsCSV.fallbackColumn
        levels = try titles.dropFirst(fixed.count).dropLast(tellsFallbacks ? 1 : 0).map { title in
            guard title.hasPrefix("p"), let percent = Double(title.dropFirst()), percent > 0, percent < 100
            else { throw damaged("'\(title)' is no quantile level") }
            return percent / 100
        }
    }

    /// Counts the steps of one series in one window.
    private mutating func advance(
        id: Slice<UnsafeBufferPointer<UInt8>>, cutoff: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        let isSameSeries = id.elementsEqual(series.bytes)
        if isSameSeries, cutoff.elementsEqual(self.cutoff) {
            step += 1
            return
        }
        if !isSameSeries { series = Key(bytes: Array(id), text: Self.text(of: Array(id))) }
        self.cutoff = Array(cutoff)
        step = 1
    }

    /// The name that `CSVBuffer.field` wrote.
    private static func text(of field: [UInt8]) -> String {
        var bytes = field[...]
        if bytes.first == CSVBuffer.quote, bytes.count >= 2 {
            bytes = bytes.dropFirst().dropLast()
            var plain: [UInt8] = []
            var index = bytes.startIndex
            while index < bytes.endIndex {
                plain.append(bytes[index])
                index += bytes[index] == CSVBuffer.quote ? 2 : 1
            }
            bytes = plain[...]
        }
        if bytes.first == UInt8(ascii: "'") { bytes = bytes.dropFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func number(_ field: Slice<UnsafeBufferPointer<UInt8>>, isOptional: Bool) throws -> Double {
        if field.isEmpty, isOptional { return .nan }
        guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else {
            throw damaged("'\(String(decoding: field.prefix(40), as: UTF8.self))' is no number")
        }
        return value
    }

    private func damaged(_ what: String) -> ReportError {
        ReportError(operation: "read", path: path, message: "line \(line): \(what)")
    }
}
