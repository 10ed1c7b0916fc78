internal import ForecastCore

/// Raw bytes of a cell or an id.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// The records of a CSV file (RFC 4180), one at a time, as slices of one buffer: no cell becomes a
/// `String` on the way.
///
/// Accepts LF and CRLF, a byte order mark, quoted cells with separators, line breaks and doubled quotes,
/// and a last line without a line break. A quote inside an unquoted cell is a plain character. Empty
/// lines are skipped.
struct CSVReader: ~Copyable {
    enum Step {
        case record
        /// A record that breaks the quoting rules; reading goes on with the next line.
        case malformed(CSVFault)
        case end
    }

    struct CSVFault: Equatable {
        let message: String
        let byteOffset: Int
        /// Nothing after it can be read.
        let isFinal: Bool
    }

    struct Field {
        var start: Int
        var end: Int
        /// The cell holds doubled quotes, each of which stands for one.
        var hasEscapes: Bool
    }

    /// One record may fill this much; more is a quote that nobody closed.
    static let maximumRecordByteCount = 16 << 20

    private let stream: SourceStream
    /// Between cells: a comma unless the data set says otherwise.
    private let separator: UInt8
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 20
    private var end = 0
    private var isAtEnd = false
    private var recordStart = 0
    private var recordEnd = 0
    private var fields: [Field] = []
    private var unescaped: [UInt8] = []
    /// The line on which the current record starts, from 1.
    private(set) var line = 1
    private var nextLine = 1

    /// - Parameter skippedLines: so many lines above the header are titles; they are not looked at.
    init(
        _ stream: SourceStream, separator: CSVDialect.Separator = .comma, skippedLines: Int = 0
    ) throws(SourceStream.Failure) {
        self.stream = stream
        self.separator = separator.byte
        bytes = .allocate(capacity: capacity + 1)
        try refill()
        while end < 3, !isAtEnd { try refill() }
        if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { recordEnd = 3 }
        for _ in 0..<skippedLines { try skipTitle() }
    }

    /// Leaves out one line, whatever is in it.
    private mutating func skipTitle() throws(SourceStream.Failure) {
        var position = recordEnd
        while true {
            while position < end, bytes[position] != .newline { position += 1 }
            if position < end || isAtEnd || end - recordEnd > Self.maximumRecordByteCount { break }
            recordStart = recordEnd
            let scanned = position - recordStart
            try refill()
            recordEnd = recordStart
            position = recordStart + scanned
        }
        guard position < end else { return }
        recordEnd = position + 1
        nextLine += 1
    }

    deinit { bytes.deallocate() }

    /// The first bytes of the file, as far as they were read; valid before the first record.
    var opening: Bytes { Bytes(start: bytes, count: min(end, 1 << 16)) }

    /// Reads the next record.
    mutating func next() throws(SourceStream.Failure) -> Step {
        recordStart = recordEnd
        line = nextLine
        while true {
            switch scan() {
            case .record:
                guard fields.count == 1, fields[0].start == fields[0].end, bytes[recordStart] != .quote else {
                    return .record
                }
                recordStart = recordEnd
                line = nextLine
            case .malformed(let fault): return .malformed(fault)
            case .end: return .end
            case .needsMore:
                guard end - recordStart < Self.maximumRecordByteCount else {
                    return .malformed(
                        CSVFault(
                            message: "this record is longer than 16 MiB", byteOffset: recordStart,
                            isFinal: true))
                }
                try refill()
            }
        }
    }

    var fieldCount: Int { fields.count }

    /// The bytes of a cell, without its quotes; valid until the next record.
    func field(_ index: Int) -> Bytes {
        let field = fields[index]
        return Bytes(start: bytes + field.start, count: field.end - field.start)
    }

    /// The cell with doubled quotes made single; valid until the next call.
    mutating func text<Result>(_ index: Int, _ body: (Bytes) -> Result) -> Result {
        guard fields[index].hasEscapes else { return body(field(index)) }
        unescape(field(index))
        return unescaped.withUnsafeBufferPointer(body)
    }

    mutating func string(_ index: Int) -> String? {
        text(index) { String(validating: $0, as: UTF8.self) }
    }

    /// The digest of the whole file; reads whatever is left of it.
    func finish() throws(SourceStream.Failure) -> SourceDigest { try stream.finish() }

    private mutating func unescape(_ cell: Bytes) {
        unescaped.removeAll(keepingCapacity: true)
        var skip = false
        for byte in cell {
            skip = byte == .quote && !skip
            if !skip { unescaped.append(byte) }
        }
    }

    // MARK: - Places

    /// The place of a cell of the current record.
    func location(ofField index: Int, in file: String) -> SourceLocation {
        let field = fields[index]
        let content = Bytes(start: bytes + field.start, count: field.end - field.start)
        return location(atByte: field.start, length: max(1, content.scalarCount), in: file)
    }

    /// The place of the current record as a whole.
    func location(in file: String) -> SourceLocation { location(atByte: recordStart, length: 1, in: file) }

    func location(of fault: CSVFault, in file: String) -> SourceLocation {
        location(atByte: fault.byteOffset, length: 1, in: file)
    }

    private func location(atByte offset: Int, length: Int, in file: String) -> SourceLocation {
        var lineStart = recordStart
        var number = line
        for position in recordStart..<max(recordStart, offset) where bytes[position] == .newline {
            lineStart = position + 1
            number += 1
        }
        var lineEnd = lineStart
        // Enough of the line for an excerpt, however long the line is.
        while lineEnd < end, bytes[lineEnd] != .newline, bytes[lineEnd] != .carriageReturn,
            lineEnd < offset + 1000
        { lineEnd += 1 }
        let text = Bytes(start: bytes + lineStart, count: lineEnd - lineStart)
        let before = Bytes(start: bytes + lineStart, count: max(0, offset - lineStart))
        return SourceLocation(
            file: file, line: number, column: 1 + before.scalarCount, length: length,
            lineText: String(decoding: text, as: UTF8.self))
    }

    // MARK: - Scanning

    private enum ScanResult {
        case record, needsMore, end
        case malformed(CSVFault)
    }

    /// Finds the fields of the record at `recordStart`; starts afresh when the buffer ends first.
    private mutating func scan() -> ScanResult {
        fields.removeAll(keepingCapacity: true)
        let separator = separator
        var position = recordStart
        var lines = 1
        guard position < end else { return isAtEnd ? .end : .needsMore }
        while true {
            guard position < end else { return .needsMore }
            var stop = position
            if bytes[position] == .quote {
                switch scanQuoted(at: position, lines: &lines) {
                case .closed(let after): stop = after
                case .needsMore: return .needsMore
                case .fault(let message): return skipLine(message, from: position, lines: lines)
                }
            } else {
                while stop < end, bytes[stop] != separator, bytes[stop] != .newline { stop += 1 }
                guard stop < end else { return .needsMore }
                let isCRLF = bytes[stop] == .newline && stop > position && bytes[stop - 1] == .carriageReturn
                fields.append(Field(start: position, end: isCRLF ? stop - 1 : stop, hasEscapes: false))
            }
            position = stop + 1
            if bytes[stop] == .newline { break }
        }
        recordEnd = position
        nextLine = line + lines
        return .record
    }

    private enum QuotedScan {
        /// Where the separator or line break after the cell is.
        case closed(Int)
        case needsMore
        case fault(String)
    }

    private mutating func scanQuoted(at start: Int, lines: inout Int) -> QuotedScan {
        var position = start + 1
        var hasEscapes = false
        while true {
            guard position < end else { return isAtEnd ? .fault("this quote is never closed") : .needsMore }
            if bytes[position] == .newline { lines += 1 }
            if bytes[position] == .quote {
                guard position + 1 < end else { return .needsMore }
                guard bytes[position + 1] == .quote else { break }
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        let close = position
        position += 1
        if bytes[position] == .carriageReturn {
            guard position + 1 < end else { return .needsMore }
            if bytes[position + 1] == .newline { position += 1 }
        }
        guard bytes[position] == separator || bytes[position] == .newline else {
            return .fault("text follows the closing quote of this cell")
        }
        fields.append(Field(start: start + 1, end: close, hasEscapes: hasEscapes))
        return .closed(position)
    }

    /// Gives a record up: reading goes on after the line on which it starts.
    private mutating func skipLine(_ message: String, from position: Int, lines: Int) -> ScanResult {
        var stop = position
        while stop < end, bytes[stop] != .newline { stop += 1 }
        if stop == end, !isAtEnd { return .needsMore }
        recordEnd = min(end, stop + 1)
        nextLine = line + 1
        return .malformed(CSVFault(message: message, byteOffset: position, isFinal: false))
    }

    /// Moves the current record to the front of the buffer and reads on behind it. At the end of the
    /// file a missing last line break is added, so that every record ends in one.
    private mutating func refill() throws(SourceStream.Failure) {
        let kept = end - recordStart
        if recordStart > 0 {
            bytes.update(from: bytes + recordStart, count: kept)
            (recordStart, recordEnd, end) = (0, 0, kept)
        }
        if kept > capacity / 2 { grow() }
        let free = UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end)
        let count = try stream.read(into: free)
        end += count
        guard count == 0 else { return }
        isAtEnd = true
        if end > 0, bytes[end - 1] != .newline {
            bytes[end] = .newline
            end += 1
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 1)
        larger.update(from: bytes, count: end)
        bytes.deallocate()
        bytes = larger
        capacity *= 2
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r"), space = UInt8(ascii: " ")
    static let zero = UInt8(ascii: "0"), nine = UInt8(ascii: "9")

    var isDigit: Bool { self &- .zero <= 9 }
}

extension Bytes {
    /// Unicode scalars, counting every byte that does not continue one.
    var scalarCount: Int { reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }
}
