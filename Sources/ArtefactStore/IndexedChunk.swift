internal import ForecastCore

/// A chunk of which every series gets a row of its own.
struct IndexedChunk {
    let slices: [SeriesChunk.Slice]
    /// Of the payload.
    let digest: Digest
    let stage: Int64
    let blob: Int64
    /// Nil where it is read from its blob when it is needed.
    let payload: [UInt8]?

    /// - Parameters:
    ///   - stage: the number of `chunk.stage`.
    ///   - blob: that of its payload.
    init(_ chunk: SeriesChunk, stage: Int64, blob: Int64) {
        slices = chunk.slices
        digest = chunk.digest
        self.stage = stage
        self.blob = blob
        payload = chunk.payload
    }

    init(_ chunk: UnindexedChunk) {
        slices = chunk.slices
        digest = chunk.digest
        stage = chunk.stage
        blob = chunk.blob
        payload = nil
    }
}
