internal import GRDB

extension ModelRegistry {
    /// Notes what a training found out of an experiment; what was noted before under these names is replaced.
    package func note(findings: [String: Double], of experiment: String) throws {
        try write { db in
            for (name, value) in findings.sorted(by: { $0.key < $1.key }) where value.isFinite {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO finding (experiment, name, value) VALUES (?, ?, ?)",
                    arguments: [experiment, name, value])
            }
        }
    }

    /// What the last training found out of an experiment, by name.
    package func findings(of experiment: String) throws -> [String: Double] {
        try read(otherwise: [:]) { db in
            var found: [String: Double] = [:]
            let rows = try Row.fetchAll(
                db, sql: "SELECT name, value FROM finding WHERE experiment = ?", arguments: [experiment])
            for row in rows {
                guard let name = String.fromDatabaseValue(row["name"]),
                    let value = Double.fromDatabaseValue(row["value"])
                else { continue }
                found[name] = value
            }
            return found
        }
    }
}
