internal import ForecastCore
internal import FoundationEssentials

/// A checksum that binds a row to what it says. The digest of a payload cannot show that the *reference* to
/// it was damaged: one flipped bit in a row and a key leads to the intact forecast of another series.
///
/// 64 bits of SHA-256: against accidents on a disk, not against forgery.
enum Seal {
    /// Of a key that leads to `length` bytes from `start` in the payload `digest`.
    static func reference(from key: Digest, to digest: Digest, start: Int, length: Int) -> Int64 {
        var bytes = key.bytes
        bytes.reserveCapacity(2 * Digest.byteCount + 16)
        bytes += digest.bytes
        for number in [start, length] {
            withUnsafeBytes(of: Int64(number).littleEndian) { bytes.append(contentsOf: $0) }
        }
        return first8Bytes(of: Digest.sha256(bytes))
    }

    /// Of the keys of a chunk's series and their places in the payload `digest`.
    static func chunk(_ key: Digest, of family: Digest, to digest: Digest, slices: Data) -> Int64 {
        var bytes = key.bytes
        bytes.reserveCapacity(3 * Digest.byteCount + slices.count)
        bytes += family.bytes
        bytes += digest.bytes
        bytes += slices
        return first8Bytes(of: Digest.sha256(bytes))
    }

    static func run(_ run: RunRecord) -> Int64 {
        var encoder = CanonicalEncoder(stage: "run record", version: 1)
        encoder.add("key", run.key)
        encoder.add("experiment", run.experiment)
        encoder.add("run", run.run)
        encoder.add("result", run.resultDigest)
        encoder.add("spec", run.specDigest)
        encoder.add("snapshot", run.snapshotDigest)
        if !run.results.isEmpty { encoder.add("results", run.results) }
        encoder.add("paths", run.outputs.map(\.path))
        encoder.add("digests", run.outputs.map(\.digest.hex))
        return first8Bytes(of: encoder.digest)
    }

    private static func first8Bytes(of digest: Digest) -> Int64 {
        Int64(bitPattern: digest.leadingWords.0)
    }
}
