package import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Stores chunks, all of them in one transaction: hand over whatever is ready, since a commit costs
    /// the same for one as for many. Series of a chunk with a family are found one by one after
    /// `indexSeries`; its whole key leads to all of them at once.
    /// - Throws: `.determinism` when a key has other bytes already; then none of the chunks is
    ///   stored. That of a series with a family is compared when it is indexed.
    /// - Complexity: a row per chunk with a family. O(n log n) for the n series of the others; keys are inserted
    ///   in their order, which touches each page of the table once.
    package func put(_ chunks: [SeriesChunk]) throws(StoreError) {
        guard publishFiles(chunks.map { ($0.digest, $0.payload) }) else { return }
        try write { db in
            var indexed: [IndexedChunk] = []
            for chunk in chunks {
                let isNew = try chunk.whole.map {
                    try insertEntry(
                        $0.key, stage: chunk.stage, parts: $0.parts, payload: chunk.payload,
                        digest: chunk.digest, in: db)
                }
                let blob = try insertBlob(chunk.payload, chunk.digest, in: db)
                let stage = try stageNumber(chunk.stage, in: db)
                let isKept = try isNew.map {
                    try keepUnindexed(chunk, isNew: $0, stage: stage, blob: blob, in: db)
                }
                if isKept != true { indexed.append(IndexedChunk(chunk, stage: stage, blob: blob)) }
            }
            try insertSeries(of: indexed, into: .index, in: db)
        }
    }

    /// Where the results of these keys lie, nil for each that is not stored: enough to know what is left
    /// to do. Those of a family are found once `indexSeries` was asked for it.
    /// - Complexity: one index lookup per key, in the order of the keys.
    package func locateSeries(_ keys: [Digest]) -> [SeriesLocation?] {
        let missing = [SeriesLocation?](repeating: nil, count: keys.count)
        return read(otherwise: missing) { db in
            let searches = try seriesTables.map { try SeriesStatement.find(in: $0, db) }
            var found = missing
            for index in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
                for search in searches where found[index] == nil {
                    found[index] = try search.location(of: keys[index])
                }
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
