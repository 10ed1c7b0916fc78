import ForecastCore
import Testing

@Suite("numbers in files and payloads of our own") struct LittleEndianTests {
    private static let numbers = [
        1.0, -0.0, .infinity, .leastNonzeroMagnitude, Double(bitPattern: 0x7FF8_0000_0000_0123),
    ]

    @Test("are 8 bytes each, the lowest first")
    func bytes() {
        #expect(
            LittleEndianWriter.bytes(of: [1, -2.5]) == [
                0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 4, 0xC0,
            ])
        #expect(LittleEndianWriter.bytes(of: []).isEmpty)
        var one = LittleEndianWriter()
        for number in Self.numbers { one.append(number) }
        #expect(one.bytes == LittleEndianWriter.bytes(of: Self.numbers))
    }

    @Test("come back bit for bit, from any place in the bytes")
    func sameBits() throws {
        let bytes = [7, 0, 0] + LittleEndianWriter.bytes(of: Self.numbers) + [9]
        var reader = LittleEndianReader(bytes)
        _ = try reader.raw(3)
        let read = try reader.numbers(Self.numbers.count)
        #expect(read.map(\.bitPattern) == Self.numbers.map(\.bitPattern))
        #expect(try reader.word(UInt8.self) == 9 && reader.isAtEnd)
        #expect(LittleEndianReader.numbers(bytes[3...]).map(\.bitPattern) == read.map(\.bitPattern))
        #expect(LittleEndianReader.numbers([]).isEmpty)
    }

    @Test(
        "that are not all there are an error, however many are asked for", arguments: [2, 1 << 60, Int.max])
    func tooFew(count: Int) {
        var reader = LittleEndianReader(LittleEndianWriter.bytes(of: [1]) + [0, 0, 0, 0, 0, 0, 0])
        #expect(throws: UnreadableArtefact.self) { try reader.numbers(count) }
        #expect(throws: Never.self) { try reader.numbers(1) }
    }

    @Test(
        "behind a count are refused where it is more than the bytes can hold",
        arguments: [3, UInt64(1) << 63])
    func count(count: UInt64) {
        var writer = LittleEndianWriter()
        writer.append(count)
        writer.append([1, 2])
        var reader = LittleEndianReader(writer.bytes)
        #expect(throws: UnreadableArtefact.self) { try reader.count(ofAtLeast: 8, in: UInt64.self) }
    }
}
