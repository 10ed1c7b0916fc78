/// A fitted model as data, never as executable code: what is kept of it, and all that it needs to forecast again.
package struct Artefact: Equatable, Sendable {
    /// As the kind's own library or format writes them.
    package let bytes: [UInt8]
    /// See `FittedGlobalModel.work`.
    package let work: Double

    package init(bytes: [UInt8], work: Double) {
        self.bytes = bytes
        self.work = work
    }

    package init(text: String, work: Double) { self.init(bytes: Array(text.utf8), work: work) }

    /// Nil where the bytes are no UTF-8.
    package var text: String? { String(validating: bytes, as: UTF8.self) }

    /// Of the bytes: one model, whatever it took to fit it.
    package var digest: Digest { Digest.sha256(bytes) }
}

// MARK: - Storing

extension Artefact {
    /// The work as a little-endian word, then the bytes.
    package var stored: [UInt8] { withUnsafeBytes(of: work.bitPattern.littleEndian, Array.init) + bytes }

    /// What `stored` made; nil for anything shorter.
    package init?(stored: [UInt8]) {
        guard stored.count >= 8 else { return nil }
        let word = stored.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(bytes: Array(stored.dropFirst(8)), work: Double(bitPattern: word))
    }
}
