internal import ForecastCore

/// Where the result of one series lies.
package struct SeriesLocation: Equatable, Sendable {
    let blob: Int64
    let start: Int
    let length: Int
    let seal: Int64

    init(blob: Int64, start: Int, length: Int, seal: Int64) {
        self.blob = blob
        self.start = start
        self.length = length
        self.seal = seal
    }

    /// Of a slice of the payload `digest`, which is blob `blob`.
    init(of slice: SeriesChunk.Slice, in digest: Digest, blob: Int64) {
        let (start, length) = (slice.range.lowerBound, slice.range.count)
        self.init(
            blob: blob, start: start, length: length,
            seal: Seal.reference(from: slice.key, to: digest, start: start, length: length))
    }

    /// The slice that the location means in a payload of this digest; nil when the row that it came
    /// from is damaged.
    func slice(of payload: [UInt8], _ digest: Digest, key: Digest) -> ArraySlice<UInt8>? {
        guard start >= 0, length >= 0, length <= payload.count, start <= payload.count - length,
            Seal.reference(from: key, to: digest, start: start, length: length) == seal
        else { return nil }
        return payload[start..<start + length]
    }
}
