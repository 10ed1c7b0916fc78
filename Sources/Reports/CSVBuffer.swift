/// Bytes of a CSV file in the making (RFC 4180, but with bare newlines).
package struct CSVBuffer {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let newline = UInt8(ascii: "\n")

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ field: [UInt8]) { bytes.append(contentsOf: field) }

    /// The shortest text that reads back as `number`; nothing for a missing one.
    mutating func append(_ number: Double) {
        guard number.isFinite else { return }
        var text = number.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// One line of fields that are text.
    package mutating func endRow(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { append(Self.comma) }
            append(Self.field(field))
        }
        append(Self.newline)
    }

    /// `text` as a field: as it is, or in quotes where it holds a comma, a quote or a line end.
    static func field(_ text: String) -> [UInt8] {
        let raw = Array(text.utf8)
        let special: Set<UInt8> = [comma, quote, newline, UInt8(ascii: "\r")]
        guard
            raw.contains(where: special.contains) || raw.first == UInt8(ascii: " ")
                || raw.last == UInt8(ascii: " ")
        else { return raw }
        return [quote] + raw.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
