internal import GRDB

/// What `ArtefactStore.check` found.
package struct StoreCheck: Equatable, Sendable {
    /// Payloads, with their bytes, and how many of them are damaged or missing.
    package var blobs = 0
    package var bytes = 0
    package var damaged = 0
    /// Keys of artefacts, series and runs, and how many of them lead nowhere or do not fit their seal.
    package var rows = 0
    package var damagedRows = 0
    /// Files that no row leads to: harmless, and removed by `collect`.
    package var orphanFiles = 0
    package var orphanBytes = 0
    /// What SQLite says is wrong with its own structure.
    package var structure: [String] = []

    package init() {}

    package var isSound: Bool { damaged == 0 && damagedRows == 0 && structure.isEmpty }
}
