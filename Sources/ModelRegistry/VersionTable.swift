internal import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// The table of versions.
enum VersionTable {
    /// Further ahead nobody forecasts.
    private static let steps = 0...100_000

    private static let columns = [
        "experiment", "model", "kind", "target", "number", "definition", "stem", "extension", "cutoff",
        "snapshot", "code", "context", "trained", "path", "digest", "size", "gap", "horizon", "levels",
        "work", "kept",
    ]

    static func insert(_ version: ModelVersion, in db: Database) throws {
        let training = version.training
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let scope = version.scope
        let levels = scope.map { $0.levels.map { "\($0.value)" }.joined(separator: ",") }
        try db.execute(
            sql: "INSERT INTO version (\(columns.joined(separator: ", "))) VALUES (\(marks))",
            arguments: [
                training.experiment, training.model, training.kind, training.target, version.number,
                Data(training.definition.bytes), training.file.stem, training.file.fileExtension,
                training.cutoff, Data(training.snapshot.bytes), training.code, Data(training.context.bytes),
                version.trained, version.path,
                Data(version.digest.bytes), version.size, scope?.gap, scope?.horizon, levels,
                scope == nil ? nil : version.work, version.isKept ? 1 : 0,
            ])
    }

    /// - Throws: `RegistryError` for a row that damage has made unreadable, or that names a file outside the registry.
    static func versions(in db: Database) throws -> [ModelVersion] {
        let scores = try allScores(in: db)
        let sql = "SELECT id, \(columns.joined(separator: ", ")) FROM version ORDER BY id"
        var found: [ModelVersion] = []
        for row in try Row.fetchAll(db, sql: sql) {
            found.append(try version(row, scores: row.number("id").flatMap { scores[$0] } ?? [:]))
        }
        return found
    }

    private static let damaged = RegistryError(
        .database, "a row of the registry of trained models is damaged",
        fix: "restore registry.sqlite from a copy, or train again into another folder")

    private static func allScores(in db: Database) throws -> [Int: [String: Double]] {
        var scores: [Int: [String: Double]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT version, metric, value FROM score") {
            guard let id = row.number("version"), let metric = row.text("metric"),
                let value = row.real("value")
            else { continue }
            scores[id, default: [:]][metric] = value
        }
        return scores
    }

    private static func version(
        _ row: Row, scores: [String: Double]
    ) throws(RegistryError) -> ModelVersion {
        guard let experiment = row.text("experiment"), let model = row.text("model"),
            let kind = row.text("kind"),
            let target = row.text("target"), let number = row.number("number"),
            let definition = row.digest("definition"),
            let stem = row.text("stem"), let fileExtension = row.text("extension"),
            let cutoff = row.text("cutoff"),
            let snapshot = row.digest("snapshot"), let code = row.text("code"),
            let context = row.digest("context"),
            let trained = row.text("trained"), let path = row.text("path"),
            let digest = row.digest("digest"), let size = row.number("size"),
            let kept = row.number("kept")
        else { throw damaged }
        let training = ModelVersion.Training(
            experiment: experiment, model: model, kind: kind, target: target, definition: definition,
            file: ModelFile(stem: stem, fileExtension: fileExtension), cutoff: cutoff, snapshot: snapshot,
            code: code, context: context)
        // What is not named as this program names files is none of its files.
        guard path == ModelVersion.path(of: training, number: number), !stem.contains("/"), stem != ".."
        else { throw damaged }
        return ModelVersion(
            number: number, training: training, trained: trained, path: path, digest: digest, size: size,
            scope: try scope(of: row), work: row.real("work") ?? 0, isKept: kept == 1, scores: scores)
    }

    /// Nil for a local model.
    private static func scope(of row: Row) throws(RegistryError) -> ForecastScope? {
        guard let gap = row.number("gap"), let horizon = row.number("horizon") else { return nil }
        guard steps.contains(gap), steps.contains(horizon), horizon > 0 else { throw damaged }
        let levels = (row.text("levels") ?? "").split(separator: ",").compactMap {
            Double($0).flatMap { QuantileLevel($0) }
        }
        guard levels == levels.sorted(), Set(levels).count == levels.count else { throw damaged }
        return ForecastScope(gap: gap, horizon: horizon, levels: levels)
    }
}

/// Columns read with suspicion: GRDB's subscripts stop the program on a value of an unexpected type, which damage on the
/// disk can produce.
extension Row {
    fileprivate func text(_ column: String) -> String? { String.fromDatabaseValue(self[column]) }
    fileprivate func number(_ column: String) -> Int? { Int.fromDatabaseValue(self[column]) }
    fileprivate func real(_ column: String) -> Double? { Double.fromDatabaseValue(self[column]) }
    fileprivate func digest(_ column: String) -> Digest? {
        Data.fromDatabaseValue(self[column]).flatMap { Digest(bytes: $0) }
    }
}
