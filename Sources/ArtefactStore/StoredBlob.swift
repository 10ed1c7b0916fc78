internal import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// Where the bytes of a payload are.
struct StoredBlob {
    let number: Int64
    let digest: Digest
    let size: Int
    /// Nil where a file holds the bytes.
    let content: [UInt8]?

    /// The row of blob `number`; nil when there is none, or none that makes sense.
    init?(_ number: Int64, in db: Database) throws {
        let statement = try db.cachedStatement(sql: "SELECT digest, size, content FROM blob WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number]),
            let digest = row.digest(0), let size = row.integer(1)
        else { return nil }
        self.number = number
        self.digest = digest
        self.size = Int(size)
        content = row.data(2).map { [UInt8]($0) }
    }
}
