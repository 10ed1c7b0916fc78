package import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Stores chunks, all of them in one transaction: hand over whatever is ready, since a commit costs
    /// the same for one as for many.
    /// - Throws: `.determinism` when a series' key has other bytes already; then none of the chunks is
    ///   stored.
    /// - Complexity: O(n log n) for n series; keys are inserted in their order, which touches each page of
    ///   the table once.
    package func put(_ chunks: [SeriesChunk]) throws(StoreError) {
        guard publishFiles(chunks.map { ($0.digest, $0.payload) }) else { return }
        try write { db in
            let insertion = try SeriesStatement.insert(in: db)
            var blobs: [Int64] = []
            var stages: [Int64] = []
            for chunk in chunks {
                if let whole = chunk.whole {
                    try insertEntry(
                        whole.key, stage: chunk.stage, parts: whole.parts, payload: chunk.payload,
                        digest: chunk.digest, in: db)
                }
                blobs.append(try insertBlob(chunk.payload, chunk.digest, in: db))
                stages.append(try stageNumber(chunk.stage, in: db))
            }
            var comparison = try SeriesComparison(store: self, db: db)
            for (index, slice) in Self.inKeyOrder(chunks) {
                let location = Self.location(of: slice, in: chunks[index], blob: blobs[index])
                if try insertion.insert(location, of: slice.key, stage: stages[index]) { continue }
                if try comparison.agrees(slice, of: chunks[index]) { continue }
                // What the key had is damaged.
                try db.execute(sql: "DELETE FROM series WHERE key = ?", arguments: [slice.key.data])
                _ = try insertion.insert(location, of: slice.key, stage: stages[index])
            }
        }
    }

    /// Where the results of these keys lie, nil for each that is not stored: enough to know what is left
    /// to do.
    /// - Complexity: one index lookup per key, in the order of the keys.
    package func locateSeries(_ keys: [Digest]) -> [SeriesLocation?] {
        let missing = [SeriesLocation?](repeating: nil, count: keys.count)
        return read(otherwise: missing) { db in
            let search = try SeriesStatement.find(in: db)
            var found = missing
            for index in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
                found[index] = try search.location(of: keys[index])
            }
            return found
        }
    }

    /// The results of these keys, nil for each that is not stored or damaged. Every chunk is read and
    /// verified once, and stays in memory as long as one of its slices.
    package func series(_ keys: [Digest]) -> [ArraySlice<UInt8>?] {
        let locations = locateSeries(keys)
        var slices = [ArraySlice<UInt8>?](repeating: nil, count: keys.count)
        var damaged: [Digest] = []
        for (blob, indices) in Self.byBlob(locations) {
            guard let (digest, payload) = content(ofBlob: blob) else { continue }
            for index in indices {
                slices[index] = locations[index]?.slice(of: payload, digest, key: keys[index])
                if slices[index] == nil { damaged.append(keys[index]) }
            }
        }
        removeDamagedRows(damaged)
        return slices
    }

    // MARK: - Steps

    private static func inKeyOrder(_ chunks: [SeriesChunk]) -> [(chunk: Int, slice: SeriesChunk.Slice)] {
        chunks.indices
            .flatMap { chunk in chunks[chunk].slices.map { (chunk: chunk, slice: $0) } }
            .sorted { $0.slice.key < $1.slice.key }
    }

    private static func location(of slice: SeriesChunk.Slice, in chunk: SeriesChunk, blob: Int64)
        -> SeriesLocation
    {
        let (start, length) = (slice.range.lowerBound, slice.range.count)
        return SeriesLocation(
            blob: blob, start: start, length: length,
            seal: Seal.reference(from: slice.key, to: chunk.digest, start: start, length: length))
    }

    /// The indices of the locations in each blob, blobs in the order of their first location.
    private static func byBlob(_ locations: [SeriesLocation?]) -> [(blob: Int64, indices: [Int])] {
        var groups: [(blob: Int64, indices: [Int])] = []
        var groupOfBlob: [Int64: Int] = [:]
        for (index, location) in locations.enumerated() {
            guard let location else { continue }
            if let group = groupOfBlob[location.blob] {
                groups[group].indices.append(index)
            } else {
                groupOfBlob[location.blob] = groups.count
                groups.append((location.blob, [index]))
            }
        }
        return groups
    }

    private func removeDamagedRows(_ keys: [Digest]) {
        guard !keys.isEmpty else { return }
        for key in keys { reportDamagedRow(key) }
        guard isWriting else { return }
        writeQuietly { db in
            for key in keys { try db.execute(sql: "DELETE FROM series WHERE key = ?", arguments: [key.data]) }
        }
    }
}

/// Compares new results with those that their keys have already, within one transaction.
private struct SeriesComparison {
    let store: ArtefactStore
    let db: Database
    private let search: SeriesStatement
    /// Payloads read so far; nil for damaged ones. Keys come in their own order and not by chunk.
    private var payloads: [Int64: (digest: Digest, bytes: [UInt8])?] = [:]

    init(store: ArtefactStore, db: Database) throws {
        self.store = store
        self.db = db
        search = try SeriesStatement.find(in: db)
    }

    /// True when the key has these very bytes, in whichever chunk; false when its row or chunk is
    /// damaged.
    /// - Throws: `.determinism` when it has other bytes.
    mutating func agrees(_ slice: SeriesChunk.Slice, of chunk: SeriesChunk) throws -> Bool {
        guard let location = try search.location(of: slice.key) else { return false }
        let new = chunk.payload[slice.range]
        // The usual case, a chunk put twice, needs no look at what is stored: the seal names its digest.
        if location.slice(of: chunk.payload, chunk.digest, key: slice.key) == new { return true }
        guard let payload = try payload(ofBlob: location.blob),
            let old = location.slice(of: payload.bytes, payload.digest, key: slice.key)
        else { return false }
        if old == new { return true }
        throw store.disagreement(slice.key, chunk.stage, Digest.sha256(Array(old)), Digest.sha256(Array(new)))
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
