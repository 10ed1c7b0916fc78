internal import Files
internal import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Removes what nothing leads to: runs that `isAlive` denies, payloads that belong to no run and were not
    /// used for `minimumAgeSeconds`, their keys, files without a row, and what killed processes left.
    ///
    /// Rows go before files: killed in between, it leaves files that nobody finds and the next collection
    /// removes. Safe beside runs: a file is removed under the lock of the database, under which a run looks
    /// whether its file is still there before it commits the row; half-written files are locked by who writes
    /// them. A run that has not finished is protected by `minimumAgeSeconds` alone; losing its payloads costs time
    /// and nothing else.
    package func collect(
        minimumAgeSeconds: Int, isDryRun: Bool, isAlive: (RunRecord) -> Bool
    ) -> StoreCollection {
        var found = StoreCollection()
        var doomed: Set<Digest> = []
        writeQuietly(commits: !isDryRun) { db in
            if !isDryRun { try Failpoint.gcEntries.reached() }
            try collectRuns(isAlive, in: db, &found)
            doomed = try collectBlobs(unusedFor: minimumAgeSeconds, in: db, &found)
        }
        guard isWriting else { return found }
        collectFiles(doomed, isDryRun: isDryRun, &found)
        collectCheckpoints(unusedFor: minimumAgeSeconds, isDryRun: isDryRun, &found)
        collectAside(isDryRun: isDryRun, &found)
        if !isDryRun { shrink() }
        return found
    }

    private func collectRuns(
        _ isAlive: (RunRecord) -> Bool, in db: Database, _ found: inout StoreCollection
    ) throws {
        let runs = try allRuns(in: db)
        let dead = runs.damaged + runs.sound.filter { !isAlive($0.run) }.map(\.number)
        for number in dead {
            for sql in [
                "DELETE FROM part WHERE owner = (SELECT key FROM run WHERE id = ?)",
                "DELETE FROM output WHERE run = ?", "DELETE FROM reference WHERE run = ?",
                "DELETE FROM run WHERE id = ?",
            ] {
                try db.execute(sql: sql, arguments: [number])
            }
        }
        found.runs = dead.count
    }

    /// Returns the digests of the removed payloads that files hold.
    private func collectBlobs(
        unusedFor seconds: Int, in db: Database, _ found: inout StoreCollection
    ) throws -> Set<Digest> {
        try db.execute(
            sql: """
                CREATE TEMP TABLE doomed AS SELECT id, digest, size, content IS NULL AS is_file FROM blob
                WHERE id NOT IN (SELECT blob FROM reference)
                AND used <= CAST(strftime('%s', 'now') AS INTEGER) - ?
                """, arguments: [seconds])
        var files: Set<Digest> = []
        for row in try Row.fetchAll(db, sql: "SELECT digest, size, is_file FROM doomed") {
            let bytes = Int(row.integer(1) ?? 0)
            if row.integer(2) == 1 {
                found.fileBlobs.add(bytes: bytes)
                if let digest = row.digest(0) { files.insert(digest) }
            } else {
                found.inlineBlobs.add(bytes: bytes)
            }
        }
        let isDoomed = "blob IN (SELECT id FROM doomed) OR blob NOT IN (SELECT id FROM blob)"
        for table in ["entry", "series"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE \(isDoomed)")
            found.keys += db.changesCount
        }
        let bytes = try Int.fetchOne(db, sql: "SELECT sum(length(slices)) FROM unindexed WHERE \(isDoomed)")
        found.keys += (bytes ?? 0) / UnindexedChunk.bytesPerSeries
        try db.execute(sql: "DELETE FROM unindexed WHERE \(isDoomed)")
        try db.execute(
            sql: """
                DELETE FROM blob WHERE id IN (SELECT id FROM doomed);
                DELETE FROM part WHERE owner NOT IN (SELECT key FROM entry UNION ALL SELECT key FROM run);
                DROP TABLE doomed;
                """)
        return files
    }

    /// Removes files without a row, under the lock of the database.
    private func collectFiles(_ doomed: Set<Digest>, isDryRun: Bool, _ found: inout StoreCollection) {
        for file in blobs.files() where file.isTemporary {
            let bytes = FileSystem.size(ofFile: file.path) ?? 0
            if isDryRun {
                if TemporaryFile.isAbandoned(file.path) { found.temporary.add(bytes: bytes) }
            } else {
                if (try? Failpoint.gcTemporary.reached()) == nil { continue }
                if TemporaryFile.removeIfAbandoned(file.path) { found.temporary.add(bytes: bytes) }
            }
        }
        var orphans = StoreCollection.Kind()
        writeQuietly { db in
            let rows = try Row.fetchAll(db, sql: "SELECT digest FROM blob WHERE content IS NULL")
            let known = Set(rows.compactMap { $0.digest(0) })
            for file in blobs.files() where !file.isTemporary {
                if let digest = file.digest, known.contains(digest) { continue }
                // Counted as a payload already.
                if !(file.digest.map(doomed.contains) ?? false) {
                    orphans.add(bytes: FileSystem.totalSize(of: file.path))
                }
                guard !isDryRun else { continue }
                try Failpoint.gcBlobs.reached()
                try FileSystem.remove(file.path)
            }
        }
        found.orphans = orphans
    }

    private func collectAside(isDryRun: Bool, _ found: inout StoreCollection) {
        for name in Self.asideNames where FileSystem.exists("\(folder)/\(name)") {
            found.setAside.add(bytes: FileSystem.size(ofFile: "\(folder)/\(name)") ?? 0)
            if !isDryRun { try? FileSystem.remove("\(folder)/\(name)") }
        }
    }

    /// Gives free pages back to the disk when they are a quarter of the database. Where another process is at
    /// work it is left for the next time.
    private func shrink() {
        try? queue?.writeWithoutTransaction { db in
            let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            if 4 * free > pages { try db.execute(sql: "VACUUM") }
        }
    }
}
