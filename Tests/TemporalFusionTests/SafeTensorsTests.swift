import TemporalFusion
import Testing

@Suite("files of weights") struct SafeTensorsTests {
    static let file = SafeTensors(
        [
            .init("a.weight", shape: [2, 3], .float([1, -0.0, .pi, .leastNonzeroMagnitude, 5, 6])),
            .init("b", shape: [2], .double([0.1, -1e300])), .init("none", shape: [0, 4], .float([])),
        ], metadata: ["names": "price\nweek \"of\" year\\", "é": "\u{1}"])

    @Test("read back as they were written, to the bit")
    func roundTrip() throws {
        let read = try SafeTensors(bytes: Self.file.bytes)
        #expect(read == Self.file)
        #expect(read.bytes == Self.file.bytes)
    }

    @Test("begin with the length of a header that is padded to eight bytes, numbers little-endian after it")
    func layout() {
        let bytes = SafeTensors([.init("x", shape: [1], .float([1]))], metadata: [:]).bytes
        let length = Int(bytes[0]) | Int(bytes[1]) << 8
        #expect(length % 8 == 0 && bytes[2..<8].allSatisfy { $0 == 0 })
        #expect(bytes.count == 8 + length + 4)
        // 1 as a Float is 3F800000.
        #expect(bytes[(8 + length)...] == [0, 0, 0x80, 0x3F])
    }

    @Test("of the Python library are read: no digest, spaces, another order of keys")
    func foreign() throws {
        let header =
            #"{ "x" : {"shape":[1,2],"data_offsets":[0,8],"dtype":"F32"}, "__metadata__":{"format":"pt"}}"#
        let length = UInt64(header.utf8.count)
        let bytes =
            (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
            + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
        let read = try SafeTensors(bytes: bytes)
        #expect(read.tensor("x") == .init("x", shape: [1, 2], .float([1, 2])))
        #expect(read.metadata == ["format": "pt"])
    }

    @Test("are refused wherever they are cut, and with any byte changed")
    func damage() {
        let bytes = Self.file.bytes
        for count in 0..<bytes.count {
            #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: Array(bytes.prefix(count))) }
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: SafeTensorsError.self, "byte \(index)") {
                try SafeTensors(bytes: changed, needsDigest: true)
            }
        }
        #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: bytes + [0]) }
    }

    @Test(
        "with a hostile header are an error, not a trap",
        arguments: [
            #"{"x":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            #"{"x":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}"#,
            #"{"x":[[[[[[[[]]]]]]]]}"#, #"{"x":-1}"#, "[]", "{", "\"", "",
        ])
    func hostile(header: String) {
        let length = UInt64(header.utf8.count)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
        #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: bytes + [0, 0, 0, 0]) }
        #expect(throws: SafeTensorsError.self) {
            try SafeTensors(bytes: Array(repeating: 255, count: 8) + bytes)
        }
    }
}
