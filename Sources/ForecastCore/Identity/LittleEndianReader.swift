/// Reads what `LittleEndianWriter` wrote, and never beyond its end.
package struct LittleEndianReader: Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

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

    /// A count of things that take at least so many bytes each: a damaged one does not ask for the memory of thousands.
    package mutating func count(ofAtLeast size: Int) throws(UnreadableArtefact) -> Int {
        let count = Int(try word(UInt32.self))
        guard count <= rest.count / size else { throw UnreadableArtefact("it ends too early") }
        return count
    }

    package mutating func text() throws(UnreadableArtefact) -> String {
        let bytes = try raw(try count(ofAtLeast: 1))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UnreadableArtefact("a text in it is not UTF-8")
        }
        return text
    }
}
