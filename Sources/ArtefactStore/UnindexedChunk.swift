internal import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// The keys of a chunk's series and where their results lie in its payload, in one row for all of them.
///
/// Rows of single series go to the places of their keys in the index, each on a page of its own once the
/// index is large. A row of this kind goes to the end of its table, and most of them are never looked into: as
/// long as nothing changes, a chunk is found as a whole.
struct UnindexedChunk: Equatable {
    /// Of the whole chunk.
    let key: Digest
    /// What its series' keys have in common (`SeriesChunk.Whole.family`).
    let family: Digest
    let stage: Int64
    let blob: Int64
    /// Of the payload.
    let digest: Digest
    /// `slices` in bytes; see `bytes(of:)`.
    private let packed: Data
    private let seal: Int64

    init(_ chunk: SeriesChunk, key: Digest, family: Digest, stage: Int64, blob: Int64) {
        self.key = key
        self.family = family
        self.stage = stage
        self.blob = blob
        digest = chunk.digest
        packed = Self.bytes(of: chunk.slices)
        seal = Seal.chunk(key, of: family, to: digest, slices: packed)
    }

    /// The columns of `SELECT unindexed.key, family, unindexed.stage, blob, digest, slices, seal`; nil where they do not have their seal.
    private init?(_ row: Row) {
        guard let key = row.digest(0), let family = row.digest(1), let stage = row.integer(2),
            let blob = row.integer(3), let digest = row.digest(4), let packed = row.data(5),
            let seal = row.integer(6),
            Seal.chunk(key, of: family, to: digest, slices: packed) == seal
        else { return nil }
        self.key = key
        self.family = family
        self.stage = stage
        self.blob = blob
        self.digest = digest
        self.packed = packed
        self.seal = seal
    }

    private static let select = """
        SELECT unindexed.key, family, unindexed.stage, blob, digest, slices, seal, unindexed.id
        FROM unindexed LEFT JOIN blob ON blob.id = unindexed.blob
        """

    // MARK: - Slices

    /// Bytes of the row of one series: its key, and start and length, little-endian.
    static let bytesPerSeries = Digest.byteCount + 16

    var seriesCount: Int { packed.count / Self.bytesPerSeries }

    var slices: [SeriesChunk.Slice] {
        let bytes = [UInt8](packed)
        return (0..<seriesCount).compactMap { index in
            let place = index * Self.bytesPerSeries
            let start = Self.number(in: bytes, at: place + Digest.byteCount)
            let length = Self.number(in: bytes, at: place + Digest.byteCount + 8)
            guard let key = Digest(bytes: bytes[place..<place + Digest.byteCount]), start >= 0, length >= 0,
                start <= Int.max - length
            else { return nil }
            return SeriesChunk.Slice(key: key, range: start..<start + length)
        }
    }

    private static func bytes(of slices: [SeriesChunk.Slice]) -> Data {
        var bytes = Data(capacity: slices.count * bytesPerSeries)
        for slice in slices {
            bytes.append(contentsOf: slice.key.bytes)
            for number in [slice.range.lowerBound, slice.range.count] {
                withUnsafeBytes(of: Int64(number).littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    private static func number(in bytes: [UInt8], at place: Int) -> Int {
        bytes.withUnsafeBytes {
            Int(Int64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int64.self)))
        }
    }

    // MARK: - Rows

    /// The row of the whole chunk `key`; nil where there is none, or a damaged one.
    static func find(_ key: Digest, in db: Database) throws -> UnindexedChunk? {
        let statement = try db.cachedStatement(sql: "\(select) WHERE unindexed.key = ?")
        return try Row.fetchOne(statement, arguments: [key.data]).flatMap(UnindexedChunk.init)
    }

    /// Makes the row, in the place of a damaged one.
    func insert(in db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO unindexed (key, family, stage, blob, slices, seal)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [key.data, family.data, stage, blob, packed, seal])
    }

    static func exist(of family: Digest, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM unindexed WHERE family = ?)", arguments: [family.data])
            ?? false
    }

    /// A row as it was found.
    struct Found {
        let number: Int64
        /// Nil for a damaged row whose key cannot be read either.
        let key: Digest?
        /// Series that the row names.
        let seriesCount: Int
        /// Nil for a damaged row.
        let chunk: UnindexedChunk?

        fileprivate init?(_ row: Row) {
            guard let number = row.integer(7) else { return nil }
            self.number = number
            key = row.digest(0)
            seriesCount = (row.data(5)?.count ?? 0) / UnindexedChunk.bytesPerSeries
            chunk = UnindexedChunk(row)
        }
    }

    /// Up to `limit` rows of a family behind row `last`, in the order in which they were made.
    static func rows(of family: Digest, after last: Int64, limit: Int, in db: Database) throws -> [Found] {
        try Row.fetchAll(
            db, sql: "\(select) WHERE family = ? AND unindexed.id > ? ORDER BY unindexed.id LIMIT ?",
            arguments: [family.data, last, limit]
        ).compactMap(Found.init)
    }

    /// Hands over every row, one in memory at a time.
    static func forEach(in db: Database, _ body: (Found) -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: "\(select) ORDER BY unindexed.id")
        while let row = try rows.next() { Found(row).map(body) }
    }
}
