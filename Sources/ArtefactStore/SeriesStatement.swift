internal import ForecastCore
internal import GRDB
internal import GRDBSQLite

/// A prepared statement on a table of single series, run once per series through SQLite's C interface.
///
/// GRDB boxes every argument and every row, which is lost in the noise everywhere else but not over
/// 300,000 keys.
struct SeriesStatement {
    private let statement: Statement
    private var handle: SQLiteStatement { statement.sqliteStatement }

    static func find(in table: SeriesTable, _ db: Database) throws -> SeriesStatement {
        SeriesStatement(
            statement: try db.cachedStatement(
                sql: "SELECT blob, start, length, seal FROM \(table.rawValue) WHERE key = ?1"))
    }

    static func insert(into table: SeriesTable, _ db: Database) throws -> SeriesStatement {
        SeriesStatement(
            statement: try db.cachedStatement(
                sql: """
                    INSERT INTO \(table.rawValue) (key, blob, start, length, seal, stage)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    ON CONFLICT DO NOTHING
                    """))
    }

    /// The location under `key`, for `find`.
    func location(of key: Digest) throws -> SeriesLocation? {
        try key.bytes.withUnsafeBytes { bytes in
            try withKey(bytes) {
                let code = sqlite3_step(handle)
                guard code != SQLITE_DONE else { return nil }
                guard code == SQLITE_ROW else { throw failure(code) }
                return SeriesLocation(
                    blob: sqlite3_column_int64(handle, 0), start: Int(sqlite3_column_int64(handle, 1)),
                    length: Int(sqlite3_column_int64(handle, 2)), seal: sqlite3_column_int64(handle, 3))
            }
        }
    }

    /// Makes the row of `key`, for `insert`; false when the key has a row already.
    func insert(_ location: SeriesLocation, of key: Digest, stage: Int64) throws -> Bool {
        try key.bytes.withUnsafeBytes { bytes in
            try withKey(bytes) {
                let numbers = [
                    location.blob, Int64(location.start), Int64(location.length), location.seal, stage,
                ]
                for (index, number) in numbers.enumerated() {
                    sqlite3_bind_int64(handle, Int32(index + 2), number)
                }
                let code = sqlite3_step(handle)
                guard code == SQLITE_DONE else { throw failure(code) }
                return sqlite3_changes(sqlite3_db_handle(handle)) == 1
            }
        }
    }

    /// Runs `body` with the key bound. SQLite does not copy the bytes: they outlive the binding because it is
    /// undone before the closure that owns them ends.
    private func withKey<Result>(_ bytes: UnsafeRawBufferPointer, _ body: () throws -> Result) rethrows
        -> Result
    {
        sqlite3_bind_blob(handle, 1, bytes.baseAddress, Int32(bytes.count), nil)
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        return try body()
    }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))),
            sql: statement.sql)
    }
}
