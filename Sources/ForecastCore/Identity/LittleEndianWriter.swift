/// Writes numbers and texts of files and payloads of our own, little-endian.
package struct LittleEndianWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append(_ word: some FixedWidthInteger) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ number: Double) { append(number.bitPattern) }

    package mutating func append(_ numbers: [Double]) {
        // Bits, little-endian as this program's only platforms store them.
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// What `LittleEndianReader.numbers` reads.
    package static func bytes(of numbers: [Double]) -> [UInt8] {
        var writer = LittleEndianWriter()
        writer.append(numbers)
        return writer.bytes
    }

    package mutating func append(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

    /// UTF-8 behind its length in 4 bytes.
    package mutating func append(text: String) {
        append(UInt32(text.utf8.count))
        append(raw: text.utf8)
    }
}
