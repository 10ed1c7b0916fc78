package import ForecastCore
internal import FoundationEssentials
internal import GRDB

extension ArtefactStore {
    /// The readable fields of the key of an entry or a run; empty when the key is not stored.
    package func parts(of key: Digest) -> [CanonicalEncoder.Part] {
        read(otherwise: []) { try parts(ownedBy: key.data, in: $0) }
    }

    /// The stored key of `stage` that differs from `parts` in the fewest fields: what a miss is to be
    /// explained against. The newest one wins a tie.
    ///
    /// **Complexity** Looks at the newest 1,000 entries of the stage; older ones are not what a person
    /// who asks "why does this run again?" has in mind.
    package func nearestKey(stage: String, to parts: [CanonicalEncoder.Part]) -> StoredKey? {
        nearestKeys(stage: stage, to: [parts])[0]
    }

    /// `nearestKey` for several keys at the price of one.
    package func nearestKeys(stage: String, to parts: [[CanonicalEncoder.Part]]) -> [StoredKey?] {
        let missing = [StoredKey?](repeating: nil, count: parts.count)
        return read(otherwise: missing) { db in
            let newestFirst = try Data.fetchAll(
                db,
                sql: """
                    SELECT key FROM entry WHERE stage = (SELECT id FROM stage WHERE name = ?)
                    ORDER BY id DESC LIMIT 1000
                    """,
                arguments: [stage])
            let stored = try storedKeys(newestFirst, in: db)
            return parts.map { Self.nearest(to: $0, among: stored) }
        }
    }

    /// As `nearestKey`, among the runs of an experiment.
    package func nearestRunKey(experiment: String, to parts: [CanonicalEncoder.Part]) -> StoredKey? {
        read(otherwise: nil) { db in
            let newestFirst = try Data.fetchAll(
                db, sql: "SELECT key FROM run WHERE experiment = ? ORDER BY id DESC LIMIT 1000",
                arguments: [experiment])
            return Self.nearest(to: parts, among: try storedKeys(newestFirst, in: db))
        }
    }

    /// Replaces the stored fields of a key.
    func insert(_ parts: [CanonicalEncoder.Part], of key: Digest, in db: Database) throws {
        try db.execute(sql: "DELETE FROM part WHERE owner = ?", arguments: [key.data])
        let statement = try db.cachedStatement(
            sql: "INSERT INTO part (owner, position, name, value) VALUES (?, ?, ?, ?)")
        for (position, part) in parts.enumerated() {
            try statement.execute(arguments: [key.data, position, part.name, part.value])
        }
    }

    private func parts(ownedBy owner: Data, in db: Database) throws -> [CanonicalEncoder.Part] {
        let statement = try db.cachedStatement(
            sql: "SELECT name, value FROM part WHERE owner = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: [owner]).map {
            CanonicalEncoder.Part(name: $0.text(0) ?? "", value: $0.text(1) ?? "")
        }
    }

    private func storedKeys(_ owners: [Data], in db: Database) throws -> [StoredKey] {
        try owners.compactMap { owner in
            try Digest(bytes: owner).map { StoredKey(key: $0, parts: try parts(ownedBy: owner, in: db)) }
        }
    }

    private static func nearest(to wanted: [CanonicalEncoder.Part], among keys: [StoredKey]) -> StoredKey? {
        var best: (distance: Int, key: StoredKey)?
        for stored in keys {
            let distance = distance(stored.parts, wanted)
            if distance < best?.distance ?? .max { best = (distance, stored) }
        }
        return best?.key
    }

    /// How many fields differ, fields that only one side has included.
    private static func distance(_ left: [CanonicalEncoder.Part], _ right: [CanonicalEncoder.Part]) -> Int {
        // Keys of one stage mostly have the same fields in the same places.
        if left.count == right.count, zip(left, right).allSatisfy({ $0.name == $1.name }) {
            return zip(left, right).count { $0.value != $1.value }
        }
        let values = Dictionary(left.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let same = right.count { values[$0.name] == $0.value }
        return max(left.count, right.count) - same
    }
}
