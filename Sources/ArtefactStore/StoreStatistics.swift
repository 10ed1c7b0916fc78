internal import GRDB

/// What a store holds, for `forecast cache stats`.
package struct StoreStatistics: Equatable, Sendable {
    package struct Stage: Equatable, Sendable {
        package let name: String
        /// Whole artefacts, and the bytes of their payloads.
        package let entries: Int
        package let entryBytes: Int
        /// Results of single series, and the bytes of their slices.
        package let series: Int
        package let seriesBytes: Int

        package init(name: String, entries: Int, entryBytes: Int, series: Int, seriesBytes: Int) {
            self.name = name
            self.entries = entries
            self.entryBytes = entryBytes
            self.series = series
            self.seriesBytes = seriesBytes
        }
    }

    /// In the order of their names.
    package let stages: [Stage]
    package let runs: Int
    /// Distinct payloads: those inside the database and those in files, with their bytes.
    package let inlineBlobs: Int
    package let inlineBytes: Int
    package let fileBlobs: Int
    package let fileBytes: Int
    /// The size of `cache.sqlite`.
    package let databaseBytes: Int

    package var entries: Int { stages.reduce(0) { $0 + $1.entries } }
    package var series: Int { stages.reduce(0) { $0 + $1.series } }
    package var totalBytes: Int { databaseBytes + fileBytes }

    static let empty = StoreStatistics(
        stages: [], runs: 0, inlineBlobs: 0, inlineBytes: 0, fileBlobs: 0, fileBytes: 0, databaseBytes: 0)
}
