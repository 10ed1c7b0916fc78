package import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Makes the series of a family be found one by one: what was put in whole chunks is moved into the index, in one
    /// transaction. Where nothing can be written it goes into a table of this connection, as large as the index would be.
    ///
    /// Once per family and store: what is put later is work of a run that has looked already, and stays out of the
    /// index until the next store is asked for it. So a first run never touches the index, and one that
    /// follows a change builds it once.
    /// - Throws: `.determinism` when a series' key has two results; then nothing is moved.
    /// - Complexity: O(n log n) for n series of the family that are not indexed, a pass over the index in the order
    ///   of its keys for about every half a million of them.
    package func indexSeries(of family: Digest) throws(StoreError) {
        guard !isIndexed(family) else { return }
        var table = SeriesTable.index
        if read(otherwise: false, { try UnindexedChunk.exist(of: family, in: $0) }) {
            if isWriting { try write { try moveChunks(of: family, into: .index, in: $0) } }
            if !isWriting {
                let isDone = try writeOwn { db in
                    try Self.makeOwnTable(in: db)
                    try moveChunks(of: family, into: .own, in: db)
                }
                if isDone { table = .own }
            }
        }
        setIndexed(family, in: table)
    }

    /// Keeps the series of a chunk with a family out of the index; false where they belong into it: without a family, or
    /// when the whole key is an old one, whose series were indexed, or lost.
    func keepUnindexed(
        _ chunk: SeriesChunk, isNew: Bool, stage: Int64, blob: Int64, in db: Database
    ) throws -> Bool {
        guard let whole = chunk.whole, let family = whole.family else { return false }
        let row = UnindexedChunk(chunk, key: whole.key, family: family, stage: stage, blob: blob)
        if !isNew {
            let sql = "SELECT EXISTS (SELECT 1 FROM unindexed WHERE key = ?)"
            guard try Bool.fetchOne(db, sql: sql, arguments: [whole.key.data]) == true else { return false }
            if try UnindexedChunk.find(whole.key, in: db) == row { return true }
        }
        try row.insert(in: db)
        return true
    }

    // MARK: - Steps

    private static func makeOwnTable(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(SeriesTable.own.rawValue) (
                    key BLOB NOT NULL PRIMARY KEY,
                    stage INTEGER NOT NULL,
                    blob INTEGER NOT NULL,
                    start INTEGER NOT NULL,
                    length INTEGER NOT NULL,
                    seal INTEGER NOT NULL
                ) WITHOUT ROWID
                """)
    }

    /// Chunks that are moved together: some 60 MB of keys and places.
    private static let chunksOfPass = 4096

    private func moveChunks(of family: Digest, into table: SeriesTable, in db: Database) throws {
        var last = Int64.min
        while true {
            let rows = try UnindexedChunk.rows(of: family, after: last, limit: Self.chunksOfPass, in: db)
            guard let end = rows.last else { return }
            last = end.number
            for row in rows where row.chunk == nil { reportDamagedRow(row.key ?? family) }
            try insertSeries(of: rows.compactMap(\.chunk).map(IndexedChunk.init), into: table, in: db)
            guard table == .index else { continue }
            let removal = try db.cachedStatement(sql: "DELETE FROM unindexed WHERE id = ?")
            for row in rows { try removal.execute(arguments: [row.number]) }
        }
    }

    /// Makes the rows of the chunks' series, in the order of their keys. A key that leads elsewhere already is held against that.
    /// - Throws: `.determinism` when a key has other bytes.
    func insertSeries(of chunks: [IndexedChunk], into table: SeriesTable, in db: Database) throws {
        let insertion = try SeriesStatement.insert(into: table, db)
        let series = chunks.indices
            .flatMap { chunk in chunks[chunk].slices.map { (chunk: chunk, slice: $0) } }
            .sorted { $0.slice.key < $1.slice.key }
        /// By chunk: what its key leads elsewhere to.
        var taken: [Int: [SeriesChunk.Slice]] = [:]
        for (index, slice) in series {
            let chunk = chunks[index]
            let location = SeriesLocation(of: slice, in: chunk.digest, blob: chunk.blob)
            if try !insertion.insert(location, of: slice.key, stage: chunk.stage) {
                taken[index, default: []].append(slice)
            }
        }
        for (index, slices) in taken.sorted(by: { $0.key < $1.key }) {
            try replaceDamaged(slices, by: chunks[index], insertion, in: table, db)
        }
    }

    /// Holds the slices of a chunk against what their keys lead to, and takes the place of what is damaged.
    /// - Throws: `.determinism`.
    private func replaceDamaged(
        _ slices: [SeriesChunk.Slice], by chunk: IndexedChunk, _ insertion: SeriesStatement,
        in table: SeriesTable, _ db: Database
    ) throws {
        let stored = try chunk.payload == nil ? StoredBlob(chunk.blob, in: db) : nil
        // A damaged payload takes nobody's place; it is found when it is read.
        guard let payload = chunk.payload ?? stored.flatMap(intactContent) else { return }
        let stage = try String.fetchOne(
            db, sql: "SELECT name FROM stage WHERE id = ?", arguments: [chunk.stage])
        var comparison = try SeriesComparison(self, table, db)
        for slice in slices where slice.range.upperBound <= payload.count {
            if try comparison.agrees(slice, of: payload, chunk.digest, stage: stage ?? "") { continue }
            try db.execute(sql: "DELETE FROM \(table.rawValue) WHERE key = ?", arguments: [slice.key.data])
            let location = SeriesLocation(of: slice, in: chunk.digest, blob: chunk.blob)
            _ = try insertion.insert(location, of: slice.key, stage: chunk.stage)
        }
    }
}
