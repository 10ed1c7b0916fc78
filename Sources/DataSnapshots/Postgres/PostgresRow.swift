/// A row in the binary form of COPY, from the left to the right.
///
/// **Source** "Binary Format" of COPY in PostgreSQL's manual.
struct PostgresRow {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// Whether all that was asked for was there.
    private(set) var isSound = true

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether nothing is left.
    var isRead: Bool { isSound && position == bytes.count }

    private static let signature = Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0]

    /// Leaves out what stands in front of the first row.
    mutating func skipHead() {
        isSound = bytes.starts(with: Self.signature)
        position = Self.signature.count
        guard isSound, number(Int32.self) == 0 else {
            isSound = false
            return
        }
        let extra = Int(number(Int32.self))
        guard extra >= 0, position + extra <= bytes.count else {
            isSound = false
            return
        }
        position += extra
    }

    /// How many cells follow; -1 behind the last row.
    mutating func width() -> Int { Int(number(Int16.self)) }

    @inline(__always)
    mutating func cell() -> PostgresCell {
        let count = Int(number(Int32.self))
        guard count >= 0 else {
            if count < -1 { isSound = false }
            return PostgresCell(nil)
        }
        guard position + count <= bytes.count else {
            isSound = false
            return PostgresCell(nil)
        }
        defer { position += count }
        return PostgresCell(UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
    }

    /// 0 where none is left.
    @inline(__always)
    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Number {
        let size = MemoryLayout<Number>.size
        guard position + size <= bytes.count else {
            isSound = false
            return 0
        }
        defer { position += size }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
    }
}
