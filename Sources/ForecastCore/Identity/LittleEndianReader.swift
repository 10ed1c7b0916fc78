/// Reads what `LittleEndianWriter` wrote, and never beyond its end.
package struct LittleEndianReader: Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    package var isAtEnd: Bool { rest.isEmpty }

    package mutating func raw(_ count: Int) throws(UnreadableArtefact) -> ArraySlice<UInt8> {
        guard count >= 0, rest.count >= count else { throw UnreadableArtefact("it ends too early") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    package mutating func word<Word: FixedWidthInteger>(
        _ type: Word.Type = Word.self
    ) throws(UnreadableArtefact) -> Word {
        let bytes = try raw(Word.bitWidth / 8)
        return bytes.withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(as: Word.self)) }
    }

    package mutating func number() throws(UnreadableArtefact) -> Double {
        Double(bitPattern: try word())
    }

    /// So many numbers, bit for bit.
    package mutating func numbers(_ count: Int) throws(UnreadableArtefact) -> [Double] {
        guard count <= rest.count / 8 else { throw UnreadableArtefact("it ends too early") }
        return Self.numbers(try raw(8 * count))
    }

    /// The numbers that `bytes` are, 8 bytes each; what is left over at their end is none.
    package static func numbers(_ bytes: ArraySlice<UInt8>) -> [Double] {
        let count = bytes.count / 8
        return bytes.withUnsafeBytes { raw in
            [Double](unsafeUninitializedCapacity: count) { numbers, filled in
                // Within `bytes`, and as the writer stored them.
                UnsafeMutableRawBufferPointer(numbers)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[..<(8 * count)]))
                filled = count
            }
        }
    }

    /// A count of things that take at least so many bytes each: a damaged one does not ask for the memory of thousands.
    /// - Parameter type: of the word that holds it.
    package mutating func count<Word: FixedWidthInteger>(
        ofAtLeast size: Int, in type: Word.Type = UInt32.self
    ) throws(UnreadableArtefact) -> Int {
        guard let count = Int(exactly: try word(type)), count >= 0, count <= rest.count / size else {
            throw UnreadableArtefact("it ends too early")
        }
        return count
    }

    /// - Parameter type: of the word that holds its length.
    package mutating func text<Word: FixedWidthInteger>(
        lengthIn type: Word.Type = UInt32.self
    ) throws(UnreadableArtefact) -> String {
        let bytes = try raw(try count(ofAtLeast: 1, in: type))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UnreadableArtefact("a text in it is not UTF-8")
        }
        return text
    }
}
