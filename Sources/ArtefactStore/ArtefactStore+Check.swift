internal import Files
internal import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Reads and verifies every payload and every row. Where the store may be written, damaged payloads are
    /// removed; each has its event.
    /// - Complexity: reads the whole store, one payload in memory at a time.
    package func check() -> StoreCheck {
        var check = StoreCheck()
        check.structure = read(otherwise: []) { db in
            try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        }
        checkRows(&check)
        let numbers = read(otherwise: []) { try Int64.fetchAll($0, sql: "SELECT id FROM blob ORDER BY id") }
        for number in numbers {
            check.blobs += 1
            if let payload = content(ofBlob: number) {
                check.bytes += payload.bytes.count
            } else {
                check.damaged += 1
            }
        }
        let known = knownFiles()
        for file in blobs.files() where !file.isTemporary || TemporaryFile.isAbandoned(file.path) {
            guard file.digest.map({ !known.contains($0) }) ?? true else { continue }
            check.orphanFiles += 1
            check.orphanBytes += FileSystem.size(ofFile: file.path) ?? 0
        }
        return check
    }

    /// The digests of the payloads that files hold.
    func knownFiles() -> Set<Digest> {
        read(otherwise: []) { db in
            let rows = try Row.fetchAll(db, sql: "SELECT digest FROM blob WHERE content IS NULL")
            return Set(rows.compactMap { $0.digest(0) })
        }
    }

    private func checkRows(_ check: inout StoreCheck) {
        let (rows, damaged) = read(otherwise: (0, 0)) { db in
            var (rows, damaged) = (0, 0)
            let references = try Row.fetchCursor(
                db,
                sql: """
                    SELECT entry.key, digest, 0, size, seal FROM entry LEFT JOIN blob ON blob.id = entry.blob
                    UNION ALL
                    SELECT series.key, digest, start, length, seal FROM series
                    LEFT JOIN blob ON blob.id = series.blob
                    """)
            while let row = try references.next() {
                rows += 1
                if !Self.isSealed(row) { damaged += 1 }
            }
            try UnindexedChunk.forEach(in: db) { row in
                rows += row.seriesCount
                if row.chunk == nil { damaged += max(1, row.seriesCount) }
            }
            let runs = try allRuns(in: db)
            return (rows + runs.sound.count + runs.damaged.count, damaged + runs.damaged.count)
        }
        check.rows = rows
        check.damagedRows = damaged
    }

    /// Whether key, digest, start and length have the seal that stands behind them.
    private static func isSealed(_ row: Row) -> Bool {
        guard let key = row.digest(0), let digest = row.digest(1), let start = row.integer(2),
            let length = row.integer(3)
        else { return false }
        return Seal.reference(from: key, to: digest, start: Int(start), length: Int(length)) == row.integer(4)
    }
}
