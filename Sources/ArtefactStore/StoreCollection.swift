internal import GRDB

/// What `ArtefactStore.collect` removed, or would remove.
package struct StoreCollection: Equatable, Sendable {
    /// Things of one kind, and their bytes.
    package struct Kind: Equatable, Sendable {
        package var count = 0
        package var bytes = 0

        package init() {}

        package mutating func add(bytes: Int) {
            count += 1
            self.bytes += bytes
        }
    }

    /// Runs whose folder is gone.
    package var runs = 0
    /// Keys of artefacts and of single series.
    package var keys = 0
    /// Payloads inside the database and in files.
    package var inlineBlobs = Kind()
    package var fileBlobs = Kind()
    /// Files that no row leads to, and those that a killed process left half-written.
    package var orphans = Kind()
    package var temporary = Kind()
    /// States of trainings that ended, or that nobody took up again.
    package var checkpoints = Kind()
    /// Damaged databases that were moved away.
    package var setAside = Kind()

    package init() {}

    package var bytes: Int {
        [inlineBlobs, fileBlobs, orphans, temporary, checkpoints, setAside].reduce(0) { $0 + $1.bytes }
    }
}
