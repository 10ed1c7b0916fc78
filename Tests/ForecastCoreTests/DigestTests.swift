import ForecastCore
import Testing

@Suite("Digest") struct DigestTests {
    // FIPS 180-4 examples (NIST "Example algorithms", SHA-256) and the million times 'a' of FIPS 180-2.
    @Test(
        "agrees with the examples of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func knownAnswers(text: String, hex: String) {
        #expect(Digest.sha256(text).hex == hex)
        #expect(Digest.sha256(Array(text.utf8)).hex == hex)
        #expect(Array(text.utf8).withUnsafeBytes { Digest.sha256($0) }.hex == hex)
    }

    @Test(
        "a stream gives the same digest wherever its input is cut",
        arguments: [0, 1, 55, 56, 63, 64, 65, 200])
    func stream(cut: Int) {
        let bytes = (0..<200).map { UInt8($0) }
        var stream = DigestStream()
        stream.update(Array(bytes[..<cut]))
        stream.update([])
        stream.update(Array(bytes[cut...]))
        #expect(stream.finish() == Digest.sha256(bytes))
    }

    @Test("bytes and hex digits lead back to the digest")
    func roundTrip() {
        let digest = Digest.sha256("abc")
        #expect(digest.bytes.count == 32 && digest.bytes.prefix(3) == [0xba, 0x78, 0x16])
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(hex: digest.hex) == digest)
        #expect(digest.description == digest.hex && digest.short == "ba7816bf8f01")
        #expect(digest.leadingWords == (0xba78_16bf_8f01_cfea, 0x4141_40de_5dae_2223))
        #expect(Digest(bytes: digest.bytes[...]) == digest)
    }

    @Test(
        "only 64 lower-case hex digits are a digest",
        arguments: [
            "", "ab", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
            String(repeating: "A", count: 64), String(repeating: "g", count: 64),
            " " + String(repeating: "0", count: 63), "0x" + String(repeating: "0", count: 62),
            String(repeating: "é", count: 32), String(repeating: "\u{FF11}", count: 64),
        ])
    func invalidHex(text: String) {
        #expect(Digest(hex: text) == nil)
    }

    @Test("only 32 bytes are a digest", arguments: [0, 1, 31, 33, 64])
    func invalidBytes(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test("digests are ordered as their hex digits are")
    func order() {
        let digests = (0..<200).map { Digest.sha256("\($0)") }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
        let low = Digest(hex: String(repeating: "0", count: 63) + "1")
        let high = Digest(hex: "1" + String(repeating: "0", count: 63))
        #expect(low.flatMap { low in high.map { low < $0 } } == true)
    }
}
