/// The lines of a text file, without their line breaks, as slices of one buffer.
struct LineReader: ~Copyable {
    /// A Monash line holds a whole series.
    static let maximumLineByteCount = 64 << 20

    private let stream: SourceStream
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 20
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// The number of the line read last, from 1.
    private(set) var line = 0

    init(_ stream: SourceStream) {
        self.stream = stream
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    /// Hands the next line to `body`; nil at the end of the file. A line beyond the limit is cut.
    mutating func next<Result>(_ body: (Bytes) -> Result) throws(SourceStream.Failure) -> Result? {
        var position = start
        while true {
            while position < end, bytes[position] != .newline { position += 1 }
            if position < end || (isAtEnd && end > start) || end - start >= Self.maximumLineByteCount {
                break
            }
            if isAtEnd { return nil }
            let scanned = position - start
            try refill()
            position = start + scanned
        }
        line += 1
        let isCRLF = position > start && bytes[position - 1] == .carriageReturn
        let text = Bytes(start: bytes + start, count: (isCRLF ? position - 1 : position) - start)
        start = min(end, position + 1)
        return body(text)
    }

    /// The digest of the whole file; reads whatever is left of it.
    func finish() throws(SourceStream.Failure) -> SourceDigest { try stream.finish() }

    private mutating func refill() throws(SourceStream.Failure) {
        let kept = end - start
        bytes.update(from: bytes + start, count: kept)
        (start, end) = (0, kept)
        if kept > capacity / 2 {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity)
            larger.update(from: bytes, count: kept)
            bytes.deallocate()
            bytes = larger
            capacity *= 2
        }
        let count = try stream.read(
            into: UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end))
        isAtEnd = count == 0
        end += count
    }
}
