internal import ArtefactStore
package import ExperimentRunner
internal import ForecastCore

/// What `forecast cache check` found: every payload hashed again, every row held against its seal.
package struct CacheCheck: CommandAnswer {
    package let cache: String
    package let isSound: Bool
    package let payloads: Int
    package let bytes: Int
    package let damagedPayloads: Int
    package let rows: Int
    package let damagedRows: Int
    package let orphanFiles: Int
    package let orphanBytes: Int
    /// What SQLite says about its own structure, and what was found damaged, in words.
    package let problems: [String]

    enum CodingKeys: String, CodingKey {
        case cache, payloads, bytes, rows, problems
        case isSound = "is_sound"
        case damagedPayloads = "damaged_payloads"
        case damagedRows = "damaged_rows"
        case orphanFiles = "orphan_files"
        case orphanBytes = "orphan_bytes"
    }

    /// Reads the whole cache and changes nothing.
    package init(project: Project) throws {
        var options = StoreOptions()
        options.isReadOnly = true
        let exists = Project.exists("\(project.store)/cache.sqlite")
        let store = try ArtefactStore.open(folder: project.store, options: options)
        let check = store.check()
        let events = store.takeEvents().map(\.message)
        let unread = exists && !store.isReading ? ["the database cannot be read"] : []
        cache = project.store
        isSound = check.isSound && events.isEmpty && unread.isEmpty
        payloads = check.blobs
        bytes = check.bytes
        damagedPayloads = check.damaged
        rows = check.rows
        damagedRows = check.damagedRows
        orphanFiles = check.orphanFiles
        orphanBytes = check.orphanBytes
        problems = unread + check.structure + events
    }

    package func text(width: Int?) -> String {
        var lines = problems.map { "damage    \($0)" }
        lines += [
            "cache     \(cache)",
            "payloads  \(NumberText.count(payloads)), \(CacheSize.text(bytes)); \(damagedPayloads) damaged",
            "rows      \(NumberText.count(rows)); \(damagedRows) damaged",
            "orphans   \(orphanFiles) files, \(CacheSize.text(orphanBytes)); `forecast cache gc` removes them",
            isSound
                ? "sound     every payload has its digest"
                : "damaged   the next run computes again what is damaged, with the same results",
        ]
        return lines.joined(separator: "\n")
    }
}
