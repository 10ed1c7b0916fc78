internal import Files
internal import GRDB

/// The tables of `cache.sqlite`, and how a database of an older version becomes one of this version.
///
/// No foreign keys: SQLite would look up the parent of each of 300,000 series rows, and scan those
/// rows when a blob goes. `ArtefactStore.remove` keeps the references whole.
package enum StoreSchema {
    /// `FCST`: says in the file's header that the database is ours.
    package static let applicationID = 0x4643_5354

    /// The script at index i turns version i into version i + 1. Scripts are only ever added.
    package static let migrations = [
        """
        -- A payload, once, by its SHA-256. `content` is null where a file holds it. Numbers are never
        -- used again: a reader may hold the number of a blob that another process removes.
        CREATE TABLE blob (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            size INTEGER NOT NULL,
            content BLOB
        ) STRICT;

        CREATE TABLE stage (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        -- Key to payload, for whole artefacts. `id` is the order of creation. For `seal` see Seal.swift.
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            stage INTEGER NOT NULL,
            blob INTEGER NOT NULL,
            seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX entry_by_stage ON entry (stage, id);

        -- Key to a slice of a payload, for the artefacts of single series.
        CREATE TABLE series (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
            stage INTEGER NOT NULL,
            blob INTEGER NOT NULL,
            start INTEGER NOT NULL,
            length INTEGER NOT NULL,
            seal INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            experiment TEXT NOT NULL,
            name TEXT NOT NULL,
            result BLOB NOT NULL,
            spec BLOB NOT NULL,
            snapshot BLOB NOT NULL,
            seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX run_by_experiment ON run (experiment, id);

        CREATE TABLE output (
            run INTEGER NOT NULL,
            position INTEGER NOT NULL,
            path TEXT NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;

        -- The readable fields of the key of an entry or a run.
        CREATE TABLE part (
            owner BLOB NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (owner, position)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- When a run last made or read the payload, in seconds since 1970: what `cache gc` goes by. It
        -- decides what is kept and nothing else.
        ALTER TABLE blob ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
        UPDATE blob SET used = CAST(strftime('%s', 'now') AS INTEGER);

        -- The payloads that a run was made of: they stay as long as the run does.
        CREATE TABLE reference (
            run INTEGER NOT NULL,
            blob INTEGER NOT NULL,
            PRIMARY KEY (run, blob)
        ) STRICT, WITHOUT ROWID;

        -- The results folder in which the run's folder lies.
        ALTER TABLE run ADD COLUMN results TEXT NOT NULL DEFAULT '';

        -- The version of the header once more: where the two differ, the header is damaged and nobody's
        -- newer program wrote it.
        CREATE TABLE format (
            version INTEGER NOT NULL
        ) STRICT;
        INSERT INTO format (version) VALUES (2);
        """,
        """
        -- What is stored of single series and was never looked up: a row per chunk, in the order of their
        -- creation; see UnindexedChunk.swift. `key` is that of the whole chunk, `family` what its series'
        -- keys have in common.
        CREATE TABLE unindexed (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            family BLOB NOT NULL CHECK (length(family) = 32),
            stage INTEGER NOT NULL,
            blob INTEGER NOT NULL,
            slices BLOB NOT NULL,
            seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX unindexed_by_family ON unindexed (family, id);
        """,
    ]

    /// The tables of version 1, by which a database is known as ours when its header is damaged.
    private static let oldestTables: Set<String> = [
        "blob", "stage", "entry", "series", "run", "output", "part",
    ]

    /// What the header of a database says.
    enum State: Equatable {
        case empty, current, foreign
        case older(version: Int)
        case newer(version: Int)
    }

    /// `state(of:migrations:)` outside a transaction. All reads see one moment: between two moments
    /// another process may make the tables, and a header of before with tables of after looks foreign.
    static func state(ofUnlocked db: Database, migrations: [String]) throws -> State {
        var found = State.foreign
        try db.inTransaction(.deferred) {
            found = try state(of: db, migrations: migrations)
            return .commit
        }
        return found
    }

    /// Inside a transaction.
    /// - Throws: `SQLITE_CORRUPT` for a database of ours whose header does not fit its tables.
    static func state(of db: Database, migrations: [String]) throws -> State {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Set(String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'"))
        if application == 0, version == 0, tables.isEmpty { return .empty }
        let isOurs = tables.isSuperset(of: oldestTables)
        guard application == applicationID || isOurs else { return .foreign }
        // Only version 1 had no `format`.
        let format = tables.contains("format") ? try Int.fetchOne(db, sql: "SELECT version FROM format") : 1
        guard application == applicationID, isOurs, version > 0, version == format else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "its header does not fit its tables")
        }
        if version > migrations.count { return .newer(version: version) }
        return version < migrations.count ? .older(version: version) : .current
    }

    /// Brings the database to the newest version, in one transaction.
    static func migrate(_ db: Database, migrations: [String]) throws {
        try db.inTransaction(.immediate) {
            try Failpoint.storeMigrate.reached()
            // Another process may have done it since we looked.
            switch try state(of: db, migrations: migrations) {
            case .empty: try apply(migrations[...], in: db)
            case .older(let version): try apply(migrations[version...], in: db)
            case .current, .foreign, .newer: break
            }
            return .commit
        }
    }

    private static func apply(_ scripts: ArraySlice<String>, in db: Database) throws {
        for script in scripts { try db.execute(sql: script) }
        if scripts.endIndex > 1 { try db.execute(sql: "UPDATE format SET version = \(scripts.endIndex)") }
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(scripts.endIndex)")
    }
}
