package import ForecastCore

/// The results of some series in one payload, with the key of each: one blob instead of 128.
package struct SeriesChunk: Sendable {
    /// The part of the payload that belongs to one series.
    package struct Slice: Sendable {
        package let key: Digest
        /// Bytes of the payload.
        package let range: Range<Int>

        package init(key: Digest, range: Range<Int>) {
            self.key = key
            self.range = range
        }
    }

    /// The key under which the chunk is found as a whole (`ArtefactStore.get`), and what it was made of.
    package struct Whole: Sendable {
        package let key: Digest
        package let parts: [CanonicalEncoder.Part]
        /// Everything of the series' keys but what is the series' own, as a digest: the name by which
        /// `ArtefactStore.indexSeries` finds them, before which they cost nothing but a row per chunk. Nil for
        /// series that are to be found one by one, and compared with what their keys have, at once.
        package let family: Digest?

        package init(key: Digest, parts: [CanonicalEncoder.Part], family: Digest? = nil) {
            self.key = key
            self.parts = parts
            self.family = family
        }
    }

    package let stage: String
    package let payload: [UInt8]
    package let slices: [Slice]
    /// Nil for a chunk that only its series lead to.
    package let whole: Whole?
    /// The SHA-256 of the payload, by which `ArtefactStore.payload` finds the whole chunk.
    package let digest: Digest

    /// Computes the digest: make the chunk on the thread that made the results.
    package init(stage: String, payload: [UInt8], slices: [Slice], whole: Whole? = nil) {
        for slice in slices {
            precondition(
                slice.range.lowerBound >= 0 && slice.range.upperBound <= payload.count,
                "slice \(slice.range) of a payload of \(payload.count) bytes")
        }
        self.stage = stage
        self.payload = payload
        self.slices = slices
        self.whole = whole
        digest = Digest.sha256(payload)
    }
}
