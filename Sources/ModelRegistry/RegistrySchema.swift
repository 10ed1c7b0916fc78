internal import GRDB

/// The tables of `registry.sqlite`.
enum RegistrySchema {
    /// `FCMR`: says in the file's header that the database is ours.
    static let applicationID = 0x4643_4D52
    static let version = 1

    private static let tables = """
        -- A trained model. Rows are never deleted; \"kept\" is 0 once the file was collected. \"gap\", \"horizon\" and
        -- \"levels\" (joined by commas) are what a global model was fitted to say, \"work\" what it took; null for local ones.
        CREATE TABLE version (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            experiment TEXT NOT NULL,
            model TEXT NOT NULL,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            number INTEGER NOT NULL,
            definition BLOB NOT NULL CHECK (length(definition) = 32),
            stem TEXT NOT NULL,
            extension TEXT NOT NULL,
            cutoff TEXT NOT NULL,
            snapshot BLOB NOT NULL CHECK (length(snapshot) = 32),
            code TEXT NOT NULL,
            context BLOB NOT NULL CHECK (length(context) = 32),
            trained TEXT NOT NULL,
            path TEXT NOT NULL UNIQUE,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            size INTEGER NOT NULL,
            gap INTEGER,
            horizon INTEGER,
            levels TEXT,
            work REAL,
            kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1)),
            UNIQUE (kind, target, number),
            UNIQUE (experiment, model, target, definition, cutoff, snapshot, code, context, digest)
        ) STRICT;

        -- What a version's backtest came to.
        CREATE TABLE score (
            version INTEGER NOT NULL REFERENCES version (id),
            metric TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (version, metric)
        ) STRICT, WITHOUT ROWID;

        -- What the last training of an experiment found out besides, such as how revenue is best forecast.
        CREATE TABLE finding (
            experiment TEXT NOT NULL,
            name TEXT NOT NULL,
            cutoff TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (experiment, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Makes the tables where there are none.
    /// - Throws: `RegistryError` for a database that is another program's, or a newer version's.
    static func prepare(_ db: Database, path: String) throws {
        guard try !isReady(db, path: path) else { return }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// False for an empty database, such as one that was about to be made when the program was killed.
    /// - Throws: as above.
    static func isReady(_ db: Database, path: String) throws -> Bool {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if application == applicationID, found == version { return true }
        guard application == 0, found == 0,
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
        else {
            throw RegistryError(
                .database,
                application == applicationID
                    ? "\(path) was written by a newer version of this program"
                    : "\(path) is a database of another program",
                fix: application == applicationID
                    ? "use the newer program" : "name another folder: production.registry.folder")
        }
        return false
    }
}
