/// Builds the bytes behind a cache key: every field is tagged with its name and type, so two
/// different inputs never encode alike and a reordered, renamed or missing field changes the key.
///
/// Layout of a field: name length (8 bytes, little-endian), name, type byte, payload. Strings and
/// lists carry their count before their content. Doubles are their IEEE 754 bits; every NaN is one
/// NaN, and -0 differs from 0.
package struct CanonicalEncoder {
    package private(set) var bytes: [UInt8] = []

    /// The fields in readable form, for telling a person which field of a key changed.
    package private(set) var parts: [Part] = []

    package struct Part: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Starts a key. `stage` and `version` are its first fields: bumping the version by hand retires
    /// every artefact that the stage ever made.
    package init(stage: String, version: Int) {
        add("stage", stage)
        add("version", version)
    }

    package var digest: Digest { Digest.sha256(bytes) }

    package mutating func add(_ name: String, _ value: String) {
        begin(name, type: "s", value)
        append(value)
    }

    package mutating func add(_ name: String, _ value: Int) {
        begin(name, type: "i", String(value))
        append(UInt64(bitPattern: Int64(value)))
    }

    package mutating func add(_ name: String, _ value: UInt64) {
        begin(name, type: "u", String(value))
        append(value)
    }

    package mutating func add(_ name: String, _ value: Double) {
        begin(name, type: "d", value.description)
        append(Self.canonicalBits(of: value))
    }

    package mutating func add(_ name: String, _ value: Bool) {
        begin(name, type: "b", String(value))
        bytes.append(value ? 1 : 0)
    }

    package mutating func add(_ name: String, _ value: Digest) {
        begin(name, type: "h", value.hex)
        bytes.append(contentsOf: value.bytes)
    }

    package mutating func add(_ name: String, _ values: [String]) {
        begin(name, type: "S", Self.list(values.map(Self.quoted)))
        append(UInt64(values.count))
        for value in values { append(value) }
    }

    package mutating func add(_ name: String, _ values: [Int]) {
        begin(name, type: "I", Self.list(values.map(String.init)))
        append(UInt64(values.count))
        for value in values { append(UInt64(bitPattern: Int64(value))) }
    }

    package mutating func add(_ name: String, _ values: [Double]) {
        begin(name, type: "D", Self.list(values.map(\.description)))
        append(UInt64(values.count))
        for value in values { append(Self.canonicalBits(of: value)) }
    }

    /// The bits that stand for `value` in a key: one pattern for every NaN.
    package static func canonicalBits(of value: Double) -> UInt64 {
        value.isNaN ? Double.nan.bitPattern : value.bitPattern
    }

    /// `[1, 2]`.
    private static func list(_ values: [String]) -> String { "[\(values.joined(separator: ", "))]" }

    /// Quoted, so that one value with a comma does not read as two.
    private static func quoted(_ value: String) -> String {
        var text = "\""
        for character in value {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "\""
    }

    private mutating func begin(_ name: String, type: Unicode.Scalar, _ readable: String) {
        append(name)
        bytes.append(UInt8(ascii: type))
        parts.append(Part(name: name, value: readable))
    }

    private mutating func append(_ text: String) {
        let utf8 = Array(text.utf8)
        append(UInt64(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    private mutating func append(_ word: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
