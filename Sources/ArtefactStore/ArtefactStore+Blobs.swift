internal import Files
package import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// What is wrong with a stored payload.
private struct BlobDamage: Error {
    let kind: StoreEvent.Kind
    let message: String
}

extension ArtefactStore {
    /// The payload with this digest; nil when it is not stored or damaged.
    package func payload(_ digest: Digest) -> [UInt8]? {
        read(otherwise: nil) { try blobNumber(of: digest, in: $0) }.flatMap(content(ofBlob:))?.bytes
    }

    func hasBlob(_ digest: Digest) -> Bool {
        read(otherwise: false) { try blobNumber(of: digest, in: $0) != nil }
    }

    private func blobNumber(of digest: Digest, in db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM blob WHERE digest = ?"), arguments: [digest.data])
    }

    /// The verified bytes of blob `number`. A damaged or missing blob is reported and removed with
    /// everything that refers to it.
    func content(ofBlob number: Int64) -> (digest: Digest, bytes: [UInt8])? {
        // The file is read after the transaction, so that no writer waits for it.
        guard let blob = read(otherwise: nil, { try StoredBlob(number, in: $0) }) else { return nil }
        do throws(BlobDamage) {
            let bytes = try verifiedContent(of: blob)
            touch(number)
            return (blob.digest, bytes)
        } catch {
            // `cache gc` may have removed it between the two looks.
            guard read(otherwise: nil, { try StoredBlob(number, in: $0) }) != nil else { return nil }
            report(error.kind, blob.digest, error.message)
            removeDamaged(number)
            return nil
        }
    }

    /// The blob's bytes; nil when they are not those that its digest promises.
    func intactContent(of blob: StoredBlob) -> [UInt8]? { try? verifiedContent(of: blob) }

    func isIntact(_ blob: StoredBlob) -> Bool { intactContent(of: blob) != nil }

    /// Makes the payload's row and returns its number; the row that exists already if there is one.
    func insertBlob(_ payload: [UInt8], _ digest: Digest, in db: Database) throws -> Int64 {
        if let number = try blobNumber(of: digest, in: db) {
            try heal(number, with: payload, digest, in: db)
            touch(number)
            return number
        }
        let content = isInline(payload) ? Data(payload) : nil
        // `cache gc` removes files without a row, under the lock that we hold now.
        if content == nil, !blobs.has(digest) { try blobs.publish([(digest, payload)]) }
        try db.cachedStatement(
            sql: """
                INSERT INTO blob (digest, size, content, used)
                VALUES (?, ?, ?, CAST(strftime('%s', 'now') AS INTEGER))
                """
        ).execute(arguments: [digest.data, payload.count, content])
        forgetReport(of: digest)
        let number = db.lastInsertedRowID
        touch(number)
        return number
    }

    /// Writes a payload that is stored already anew where its bytes, or the size beside them, were damaged since.
    private func heal(_ number: Int64, with payload: [UInt8], _ digest: Digest, in db: Database) throws {
        var isIntact = false
        if let stored = try StoredBlob(number, in: db), stored.digest == digest {
            do throws(BlobDamage) {
                _ = try verifiedContent(of: stored)
                if stored.size == payload.count { return }
                isIntact = true
            } catch {
                report(error.kind, digest, error.message)
            }
        }
        if isIntact {
            return try db.execute(
                sql: "UPDATE blob SET size = ? WHERE id = ?", arguments: [payload.count, number])
        }
        let content = isInline(payload) ? Data(payload) : nil
        if content == nil { try blobs.publish([(digest, payload)]) }
        try db.execute(
            sql: "UPDATE blob SET size = ?, content = ? WHERE id = ?",
            arguments: [payload.count, content, number])
        forgetReport(of: digest)
    }

    func isInline(_ payload: [UInt8]) -> Bool { payload.count <= options.inlineByteLimit }

    /// Removes a blob with every key that leads to it.
    func remove(_ blob: StoredBlob, in db: Database) throws {
        for table in [
            "part WHERE owner IN (SELECT key FROM entry WHERE blob = ?)", "entry WHERE blob = ?",
            "series WHERE blob = ?", "unindexed WHERE blob = ?", "reference WHERE blob = ?",
            "blob WHERE id = ?",
        ] {
            try db.execute(sql: "DELETE FROM \(table)", arguments: [blob.number])
        }
        // Before the commit, while no one else can publish the same file again.
        if blob.content == nil { blobs.remove(blob.digest) }
    }

    private func removeDamaged(_ number: Int64) {
        guard isWriting else { return }
        writeQuietly { db in
            // Looked at again under the lock: another process may have healed it.
            guard let blob = try StoredBlob(number, in: db), !isIntact(blob) else { return }
            try remove(blob, in: db)
        }
    }

    private func verifiedContent(of blob: StoredBlob) throws(BlobDamage) -> [UInt8] {
        let bytes = if let content = blob.content { content } else { try fileContent(of: blob) }
        guard Digest.sha256(bytes) == blob.digest else {
            let place =
                blob.content == nil
                ? blobs.path(of: blob.digest) : "\(databasePath), blob \(blob.digest.short)"
            throw BlobDamage(
                kind: .corruptArtefact,
                message:
                    "a cached result is damaged (\(place): \(bytes.count) bytes do not have their digest); "
                    + "it is computed again")
        }
        return bytes
    }

    private func fileContent(of blob: StoredBlob) throws(BlobDamage) -> [UInt8] {
        do throws(FileError) {
            return try blobs.read(blob.digest)
        } catch {
            throw BlobDamage(
                kind: .missingArtefact,
                message: "a cached result cannot be read (\(error)); it is computed again")
        }
    }
}
