internal import CLibCrypto

/// A SHA-256 digest: the name of a snapshot, a cached artefact or a result.
package struct Digest: Hashable, Sendable {
    /// The 32 bytes as four big-endian words; `word0` holds the first eight bytes.
    private let word0, word1, word2, word3: UInt64

    /// The digest held in 32 raw bytes; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (position, byte) in bytes.enumerated() {
            words[position / 8] = words[position / 8] << 8 | UInt64(byte)
        }
        (word0, word1, word2, word3) = (words[0], words[1], words[2], words[3])
    }

    /// The digest written as 64 lower-case hex digits; nil for anything else.
    package init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(ofHexDigit: digits[position]),
                let low = Self.value(ofHexDigit: digits[position + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    package static let byteCount = 32

    package var bytes: [UInt8] {
        [word0, word1, word2, word3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// 64 lower-case hex digits.
    package var hex: String { Self.hexDigits(of: bytes) }

    /// The first 12 hex digits: how people and folder names refer to a digest.
    package var short: String { String(hex.prefix(12)) }

    /// The first two words, for seeding a random stream.
    package var leadingWords: (UInt64, UInt64) { (word0, word1) }

    private static func hexDigits(of bytes: [UInt8]) -> String {
        let alphabet = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}

extension Digest: Comparable {
    /// The order of the digests' bytes.
    package static func < (left: Digest, right: Digest) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (
            right.word0, right.word1, right.word2, right.word3
        )
    }
}

// MARK: - Hashing

extension Digest {
    /// The SHA-256 (FIPS 180-4) of `bytes`.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var stream = DigestStream()
        stream.update(bytes)
        return stream.finish()
    }

    package static func sha256(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { sha256($0) }
    }

    package static func sha256(_ text: String) -> Digest {
        sha256(Array(text.utf8))
    }
}
