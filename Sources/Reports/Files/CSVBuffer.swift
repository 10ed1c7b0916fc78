/// Bytes of a CSV file in the making (RFC 4180, but with bare newlines).
///
/// Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text that begins
/// with one: whoever drops one leading apostrophe from a text cell has the name back, whatever it was.
package struct CSVBuffer {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let newline = UInt8(ascii: "\n")

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

    /// `text` as a field: in quotes where it holds a comma, a quote or a line end, behind an apostrophe where it
    /// could be a formula; else as it is.
    static func field(_ text: String) -> [UInt8] {
        let raw = (needsApostrophe(text.utf8) ? [apostrophe] : []) + Array(text.utf8)
        let special: Set<UInt8> = [comma, quote, newline, UInt8(ascii: "\r")]
        guard
            raw.contains(where: special.contains) || raw.first == UInt8(ascii: " ")
                || raw.last == UInt8(ascii: " ")
        else { return raw }
        return [quote] + raw.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }

    /// What `field` made the field of.
    static func text(of field: some Collection<UInt8>) -> String {
        var bytes = Array(field)[...]
        if bytes.first == quote, bytes.count >= 2 {
            bytes = bytes.dropFirst().dropLast()
            var plain: [UInt8] = []
            var index = bytes.startIndex
            while index < bytes.endIndex {
                plain.append(bytes[index])
                index += bytes[index] == quote ? 2 : 1
            }
            bytes = plain[...]
        }
        if bytes.first == apostrophe { bytes = bytes.dropFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let apostrophe = UInt8(ascii: "'")

    /// **Source** OWASP, "CSV Injection": a cell that begins with one of these may be run as a formula. A
    /// number such as -1.5 is none.
    private static func needsApostrophe(_ text: String.UTF8View) -> Bool {
        switch text.first {
        case apostrophe, UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"),
            newline:
            true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): !isNumber(text.dropFirst())
        default: false
        }
    }

    /// Digits, perhaps with a fraction and an exponent, and nothing else.
    private static func isNumber(_ text: Substring.UTF8View) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var rest = text.drop(while: digits.contains)
        guard rest.count < text.count else { return false }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: digits.contains) }
        guard let letter = rest.first else { return true }
        guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(digits.contains)
    }
}
