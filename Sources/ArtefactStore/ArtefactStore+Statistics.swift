internal import GRDB

extension ArtefactStore {
    package func statistics() -> StoreStatistics {
        read(otherwise: .empty) { db in
            let blobs = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(content), sum(iif(content IS NULL, 0, size)),
                           count(*) - count(content), sum(iif(content IS NULL, size, 0)) FROM blob
                    """)
            func blob(_ column: Int) -> Int { Int(blobs?.integer(column) ?? 0) }
            return StoreStatistics(
                stages: try stages(in: db), runs: try count("SELECT count(*) FROM run", in: db),
                inlineBlobs: blob(0),
                inlineBytes: blob(1), fileBlobs: blob(2), fileBytes: blob(3),
                databaseBytes: try count("PRAGMA page_count", in: db) * count("PRAGMA page_size", in: db))
        }
    }

    private func stages(in db: Database) throws -> [StoreStatistics.Stage] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT name, coalesce(e.rows, 0), coalesce(e.bytes, 0), coalesce(s.rows, 0), coalesce(s.bytes, 0),
                       stage.id
                FROM stage
                LEFT JOIN (SELECT stage, count(*) AS rows, sum(size) AS bytes
                           FROM entry JOIN blob ON blob.id = entry.blob GROUP BY stage) AS e ON e.stage = stage.id
                LEFT JOIN (SELECT stage, count(*) AS rows, sum(length) AS bytes
                           FROM series GROUP BY stage) AS s ON s.stage = stage.id
                ORDER BY name
                """)
        let unindexed = try unindexedSeries(in: db)
        return rows.map { row in
            func number(_ column: Int) -> Int { Int(row.integer(column) ?? 0) }
            let more = row.integer(5).flatMap { unindexed[$0] }
            return StoreStatistics.Stage(
                name: row.text(0) ?? "", entries: number(1), entryBytes: number(2),
                series: number(3) + (more?.count ?? 0), seriesBytes: number(4) + (more?.bytes ?? 0))
        }
    }

    /// By stage: the series that were never looked up, and the bytes of their slices.
    private func unindexedSeries(in db: Database) throws -> [Int64: (count: Int, bytes: Int)] {
        var stages: [Int64: (count: Int, bytes: Int)] = [:]
        try UnindexedChunk.forEach(in: db) { row in
            guard let chunk = row.chunk else { return }
            let slices = chunk.slices
            stages[chunk.stage, default: (0, 0)].count += slices.count
            stages[chunk.stage, default: (0, 0)].bytes += slices.reduce(0) { $0 + $1.range.count }
        }
        return stages
    }

    private func count(_ sql: String, in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: sql) ?? 0
    }
}
