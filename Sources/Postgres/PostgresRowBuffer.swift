/// Rows in the binary form of COPY: a head, rows of counted fields in network order, a mark at the end.
///
/// **Source** "Binary Format" of COPY in PostgreSQL's manual.
package struct PostgresRowBuffer {
    package private(set) var bytes: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0] + [UInt8](repeating: 0, count: 8)

    package init() {}

    package mutating func reserve(byteCount: Int) { bytes.reserveCapacity(byteCount) }

    package mutating func row(fields: Int) { append(Int16(fields)) }

    package mutating func end() { append(Int16(-1)) }

    package mutating func null() { append(Int32(-1)) }

    package mutating func add(_ value: Double?) {
        guard let value else { return null() }
        append(Int32(8))
        append(Int64(bitPattern: value.bitPattern))
    }

    package mutating func add(int32 value: Int) {
        append(Int32(4))
        append(Int32(value))
    }

    package mutating func add(int64 value: Int) {
        append(Int32(8))
        append(Int64(value))
    }

    package mutating func add(_ text: String?) {
        guard var text else { return null() }
        text.withUTF8 { utf8 in
            append(Int32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// Of a type whose form is these bytes, such as the 16 of `uuid`.
    package mutating func add(raw: [UInt8]) {
        append(Int32(raw.count))
        bytes.append(contentsOf: raw)
    }

    /// A value of type `jsonb`.
    package mutating func add(json: String?) {
        guard let json else { return null() }
        append(Int32(json.utf8.count + 1))
        bytes.append(1)
        bytes.append(contentsOf: json.utf8)
    }

    /// A value of type `date`.
    /// - Parameter dayNumber: since 1970; PostgreSQL counts from 2000.
    package mutating func add(dayNumber: Int) { add(int32: dayNumber - 10_957) }

    private mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
