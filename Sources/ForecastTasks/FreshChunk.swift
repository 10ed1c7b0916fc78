internal import ArtefactStore
internal import ForecastCore

/// Forecasts that were computed in this run and are to be stored together.
struct FreshChunk {
    private var payload = LittleEndianWriter()
    private var slices: [SeriesChunk.Slice] = []

    mutating func append(_ forecast: SeriesForecast, key: Digest) {
        let start = payload.bytes.count
        ForecastCodec.append(forecast, to: &payload)
        slices.append(SeriesChunk.Slice(key: key, range: start..<payload.bytes.count))
    }

    var count: Int { slices.count }

    /// Nil when everything came from the cache.
    /// - Parameter whole: the key of the chunk, where all of it is in here.
    func chunk(whole: SeriesChunk.Whole?) -> SeriesChunk? {
        slices.isEmpty
            ? nil
            : SeriesChunk(stage: ForecastKeys.stage, payload: payload.bytes, slices: slices, whole: whole)
    }
}
