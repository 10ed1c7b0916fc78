internal import ForecastCore

/// Where the result of one series lies.
package struct SeriesLocation: Equatable, Sendable {
    let blob: Int64
    let start: Int
    let length: Int
    let seal: Int64

    /// The slice that the location means in a payload of this digest; nil when the row that it came
    /// from is damaged.
    func slice(of payload: [UInt8], _ digest: Digest, key: Digest) -> ArraySlice<UInt8>? {
        guard start >= 0, length >= 0, length <= payload.count, start <= payload.count - length,
            Seal.reference(from: key, to: digest, start: start, length: length) == seal
        else { return nil }
        return payload[start..<start + length]
    }
}
