package import ForecastCore
internal import GRDB

extension ArtefactStore {
    /// Remembers a finished run. Recorded again with the same result, its outputs are replaced and its
    /// place in the order stays.
    /// - Throws: `.determinism` when the key has another result already.
    package func record(_ run: RunRecord, parts: [CanonicalEncoder.Part]) throws(StoreError) {
        try write { db in
            if let number = try Int64.fetchOne(
                db, sql: "SELECT id FROM run WHERE key = ?", arguments: [run.key.data])
            {
                try checkAgreement(run, in: db)
                try insert(run, as: number, in: db)
            } else {
                try insert(run, as: nil, in: db)
            }
            try keepTouched(by: run.key, in: db)
            try insert(parts, of: run.key, in: db)
        }
    }

    /// The run with this key; nil when there was none.
    package func run(_ key: Digest) -> RunRecord? {
        read(otherwise: nil) { db in
            try Row.fetchOne(db, sql: "\(Self.selectRun) WHERE key = ?", arguments: [key.data])
                .flatMap { try record(from: $0, in: db) }
        }
    }

    /// The runs of an experiment, the oldest first.
    package func runs(ofExperiment experiment: String) -> [RunRecord] {
        read(otherwise: []) { db in
            try Row.fetchAll(
                db, sql: "\(Self.selectRun) WHERE experiment = ? ORDER BY id", arguments: [experiment]
            )
            .compactMap { try record(from: $0, in: db) }
        }
    }

    /// All runs, the oldest first, and the numbers of those rows that are damaged.
    func allRuns(in db: Database) throws -> (sound: [(number: Int64, run: RunRecord)], damaged: [Int64]) {
        var sound: [(number: Int64, run: RunRecord)] = []
        var damaged: [Int64] = []
        for row in try Row.fetchAll(db, sql: "\(Self.selectRun) ORDER BY id") {
            guard let number = row.integer(0) else { continue }
            if let run = try record(from: row, in: db) {
                sound.append((number, run))
            } else {
                damaged.append(number)
            }
        }
        return (sound, damaged)
    }

    private static let selectRun =
        "SELECT id, key, experiment, name, result, spec, snapshot, seal, results FROM run"

    /// Binds every payload that the run in hand was made of to it.
    private func keepTouched(by key: Digest, in db: Database) throws {
        let number = try Int64.fetchOne(db, sql: "SELECT id FROM run WHERE key = ?", arguments: [key.data])
        guard let number else { return }
        try db.execute(sql: "DELETE FROM reference WHERE run = ?", arguments: [number])
        let use = try db.cachedStatement(
            sql: "UPDATE blob SET used = CAST(strftime('%s', 'now') AS INTEGER) WHERE id = ?")
        let refer = try db.cachedStatement(
            sql: "INSERT INTO reference (run, blob) SELECT ?1, id FROM blob WHERE id = ?2")
        for blob in touchedBlobs {
            try use.execute(arguments: [blob])
            try refer.execute(arguments: [number, blob])
        }
    }

    private func insert(_ run: RunRecord, as number: Int64?, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO run (id, key, experiment, name, result, spec, snapshot, seal, results)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number, run.key.data, run.experiment, run.run, run.resultDigest.data, run.specDigest.data,
                run.snapshotDigest.data, Seal.run(run), run.results,
            ])
        let number = db.lastInsertedRowID
        try db.execute(sql: "DELETE FROM output WHERE run = ?", arguments: [number])
        for (position, output) in run.outputs.enumerated() {
            try db.execute(
                sql: "INSERT INTO output (run, position, path, digest) VALUES (?, ?, ?, ?)",
                arguments: [number, position, output.path, output.digest.data])
        }
    }

    private func checkAgreement(_ run: RunRecord, in db: Database) throws {
        let row = try Row.fetchOne(db, sql: "\(Self.selectRun) WHERE key = ?", arguments: [run.key.data])
        guard let stored = try row.flatMap({ try record(from: $0, in: db) }),
            stored.resultDigest != run.resultDigest
        else { return }
        throw disagreement(run.key, "run", stored.resultDigest, run.resultDigest)
    }

    /// The run of a row; nil, and an event, when the row is damaged.
    private func record(from row: Row, in db: Database) throws -> RunRecord? {
        guard let number = row.integer(0), let key = row.digest(1) else { return nil }
        let rows = try Row.fetchAll(
            db, sql: "SELECT path, digest FROM output WHERE run = ? ORDER BY position", arguments: [number])
        let outputs = rows.compactMap { row in
            row.digest(1).map { RunRecord.Output(path: row.text(0) ?? "", digest: $0) }
        }
        guard let experiment = row.text(2), let run = row.text(3), let result = row.digest(4),
            let spec = row.digest(5), let snapshot = row.digest(6), let results = row.text(8),
            outputs.count == rows.count
        else { return damagedRow(key) }
        let record = RunRecord(
            key: key, experiment: experiment, run: run, resultDigest: result, specDigest: spec,
            snapshotDigest: snapshot, results: results, outputs: outputs)
        return Seal.run(record) == row.integer(7) ? record : damagedRow(key)
    }

    private func damagedRow(_ key: Digest) -> RunRecord? {
        reportDamagedRow(key)
        return nil
    }
}
