package import ForecastCore
internal import GRDB

/// The row of an entry, joined with its blob.
private struct EntryRow {
    let blob: Int64
    let digest: Digest

    /// The row of `key`; nil when there is none. `isDamaged` is set when there is one and it does not
    /// fit its seal.
    init?(_ key: Digest, in db: Database, isDamaged: inout Bool) throws {
        let statement = try db.cachedStatement(
            sql:
                "SELECT entry.blob, digest, size, seal FROM entry JOIN blob ON blob.id = entry.blob WHERE key = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [key.data]) else { return nil }
        guard let blob = row.integer(0), let digest = row.digest(1), let size = row.integer(2),
            Seal.reference(from: key, to: digest, start: 0, length: Int(size)) == row.integer(3)
        else {
            isDamaged = true
            return nil
        }
        self.blob = blob
        self.digest = digest
    }
}

extension ArtefactStore {
    /// Stores the payload of a whole artefact under `key`.
    ///
    /// - Parameters:
    ///   - stage: what made it, such as `forecast`; statistics and explanations are per stage.
    ///   - parts: the fields of the key in readable form (`CanonicalEncoder.parts`).
    /// - Throws: `.determinism` when the key has another payload already; that one stays.
    package func put(
        _ key: Digest, stage: String, parts: [CanonicalEncoder.Part], payload: [UInt8]
    ) throws(StoreError) {
        let digest = Digest.sha256(payload)
        // Read, so that a payload that was damaged since is found, removed and written anew.
        if payloadDigest(of: key) == digest, get(key) != nil { return }
        guard publishFiles([(digest, payload)]) else { return }
        try write {
            try insertEntry(key, stage: stage, parts: parts, payload: payload, digest: digest, in: $0)
        }
    }

    /// Points `key` to the blob with this payload, which is made when it is new; false when it does so already.
    @discardableResult
    func insertEntry(
        _ key: Digest, stage: String, parts: [CanonicalEncoder.Part], payload: [UInt8], digest: Digest,
        in db: Database
    ) throws -> Bool {
        if let row = try entryRow(key, in: db), let stored = try StoredBlob(row.blob, in: db) {
            if stored.digest == digest { return false }
            guard !isIntact(stored) else { throw disagreement(key, stage, stored.digest, digest) }
            try remove(stored, in: db)
        }
        let number = try insertBlob(payload, digest, in: db)
        let seal = Seal.reference(from: key, to: digest, start: 0, length: payload.count)
        try db.execute(
            sql: "INSERT OR REPLACE INTO entry (key, stage, blob, seal) VALUES (?, ?, ?, ?)",
            arguments: [key.data, stageNumber(stage, in: db), number, seal])
        try insert(parts, of: key, in: db)
        return true
    }

    /// The payload under `key`; nil on a miss.
    package func get(_ key: Digest) -> [UInt8]? {
        var isDamaged = false
        var row = read(otherwise: nil) { try EntryRow(key, in: $0, isDamaged: &isDamaged) }
        if isDamaged {
            row = mended(key)
            reportDamagedEntry(key, isMended: row != nil)
        }
        return row.flatMap { content(ofBlob: $0.blob) }?.bytes
    }

    /// The row of an entry that does not fit its seal, once the size beside its payload is that of the payload again. Where that was
    /// not it the row leads nowhere, and goes.
    private func mended(_ key: Digest) -> EntryRow? {
        guard isWriting else { return nil }
        var row: EntryRow?
        writeQuietly { db in
            let number = try Int64.fetchOne(
                db, sql: "SELECT blob FROM entry WHERE key = ?", arguments: [key.data])
            if let number, let blob = try StoredBlob(number, in: db), let bytes = intactContent(of: blob) {
                try db.execute(
                    sql: "UPDATE blob SET size = ? WHERE id = ?", arguments: [bytes.count, number])
            }
            var isDamaged = false
            row = try EntryRow(key, in: db, isDamaged: &isDamaged)
            if isDamaged {
                try db.execute(sql: "DELETE FROM part WHERE owner = ?", arguments: [key.data])
                try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [key.data])
            }
        }
        return row
    }

    /// Whether there is an entry under `key`, without reading its payload.
    package func contains(_ key: Digest) -> Bool { payloadDigest(of: key) != nil }

    /// The digest of the payload under `key`, without reading it.
    package func payloadDigest(of key: Digest) -> Digest? {
        read(otherwise: nil) { try entryRow(key, in: $0)?.digest }
    }

    /// The number of a stage's name, made when the stage is new.
    func stageNumber(_ stage: String, in db: Database) throws -> Int64 {
        let find = try db.cachedStatement(sql: "SELECT id FROM stage WHERE name = ?")
        if let number = try Int64.fetchOne(find, arguments: [stage]) { return number }
        try db.execute(sql: "INSERT INTO stage (name) VALUES (?)", arguments: [stage])
        return db.lastInsertedRowID
    }

    func disagreement(_ key: Digest, _ stage: String, _ old: Digest, _ new: Digest) -> StoreError {
        StoreError(
            .determinism, operation: "store a result of stage '\(stage)' in", path: databasePath,
            message: "key \(key.hex) has the result \(old.hex), and the same inputs now gave \(new.hex)",
            advice:
                "two builds or machines disagree, or the version of the stage was not raised when its results "
                + "changed; compare both in fresh caches, then delete this one")
    }

    private func entryRow(_ key: Digest, in db: Database) throws -> EntryRow? {
        var isDamaged = false
        let row = try EntryRow(key, in: db, isDamaged: &isDamaged)
        if isDamaged { reportDamagedRow(key) }
        return row
    }
}
