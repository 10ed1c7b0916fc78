internal import ForecastCore
internal import GRDB

/// Compares new results with those that their keys have already, within one transaction.
struct SeriesComparison {
    private let store: ArtefactStore
    private let db: Database
    private let search: SeriesStatement
    /// Payloads read so far; nil for damaged ones. Keys come in their own order and not by chunk.
    private var payloads: [Int64: (digest: Digest, bytes: [UInt8])?] = [:]

    init(_ store: ArtefactStore, _ table: SeriesTable, _ db: Database) throws {
        self.store = store
        self.db = db
        search = try SeriesStatement.find(in: table, db)
    }

    /// True when the key has these very bytes, in whichever chunk; false when its row or chunk is
    /// damaged.
    /// - Parameters:
    ///   - payload: that the slice is of, with its digest.
    ///   - stage: what made it.
    /// - Throws: `.determinism` when it has other bytes.
    mutating func agrees(
        _ slice: SeriesChunk.Slice, of payload: [UInt8], _ digest: Digest, stage: String
    ) throws -> Bool {
        guard let location = try search.location(of: slice.key) else { return false }
        let new = payload[slice.range]
        // The usual case, a chunk put twice, needs no look at what is stored: the seal names its digest.
        if location.slice(of: payload, digest, key: slice.key) == new { return true }
        guard let stored = try self.payload(ofBlob: location.blob),
            let old = location.slice(of: stored.bytes, stored.digest, key: slice.key)
        else { return false }
        if old == new { return true }
        throw store.disagreement(slice.key, stage, Digest.sha256(Array(old)), Digest.sha256(Array(new)))
    }

    private mutating func payload(ofBlob number: Int64) throws -> (digest: Digest, bytes: [UInt8])? {
        if let known = payloads[number] { return known }
        var payload: (digest: Digest, bytes: [UInt8])?
        if let blob = try StoredBlob(number, in: db) {
            payload = store.intactContent(of: blob).map { (blob.digest, $0) }
        }
        payloads[number] = .some(payload)
        return payload
    }
}
