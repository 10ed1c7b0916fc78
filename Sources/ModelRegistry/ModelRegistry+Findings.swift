internal import GRDB

extension ModelRegistry {
    /// Notes what a training to `cutoff` found out of an experiment; what was noted before under these names is replaced.
    package func note(findings: [String: Double], of experiment: String, cutoff: String) throws {
        try write { db in
            for (name, value) in findings.sorted(by: { $0.key < $1.key }) where value.isFinite {
                try db.execute(
                    sql:
                        "INSERT OR REPLACE INTO finding (experiment, name, cutoff, value) VALUES (?, ?, ?, ?)",
                    arguments: [experiment, name, cutoff, value])
            }
        }
    }

    /// What the last training found out of an experiment, by name, and to which period it knew.
    package func findings(of experiment: String) throws -> [String: (value: Double, cutoff: String)] {
        try read(otherwise: [:]) { db in
            var found: [String: (value: Double, cutoff: String)] = [:]
            let rows = try Row.fetchAll(
                db, sql: "SELECT name, value, cutoff FROM finding WHERE experiment = ?",
                arguments: [experiment])
            for row in rows {
                guard let name = String.fromDatabaseValue(row["name"]),
                    let value = Double.fromDatabaseValue(row["value"]),
                    let cutoff = String.fromDatabaseValue(row["cutoff"])
                else { continue }
                found[name] = (value, cutoff)
            }
            return found
        }
    }
}
