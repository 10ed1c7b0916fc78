package import ForecastCore

/// The data of a data set as they are now: the panel, and the lock that pins them.
package struct Snapshot: Sendable {
    package let panel: Panel
    package let lock: SnapshotLock
    /// What a person should know of the data: a sentence or two each.
    package let remarks: [String]

    /// Rows that are in memory at once while files are read; those that are added up to periods are all.
    package static let residentRows = RowStore.residentChunks * RowChunk.capacity

    /// Reads every byte, checks every row, and describes what was found.
    /// - Throws: `DiagnosticsError` with everything that is wrong with the data; `FileError`.
    package static func take(_ dataSet: DataSet) throws -> Snapshot {
        let (panel, sources) = try PanelReader.read(
            dataSet.declaration, libraries: dataSet.projectRoot)
        var lock = SnapshotLock(
            declaration: dataSet.declarationDigest, sources: sources,
            panel: SnapshotLock.PanelRecord(of: panel))
        lock.reader = dataSet.reader
        return Snapshot(panel: panel, lock: lock, remarks: panel.remarks)
    }

    /// The panel for a run: read and found equal to what the lock pins, to the bit.
    /// - Throws: `DiagnosticsError` also when there is no lock or it pins something else.
    package static func load(_ dataSet: DataSet) throws -> Snapshot {
        let lock = try SnapshotLock.read(of: dataSet)
        let snapshot: Snapshot
        do {
            snapshot = try take(dataSet)
        } catch let error as DiagnosticsError {
            // "The file has changed" explains whatever is wrong with its new rows.
            try lock.verifySources(of: dataSet)
            throw error
        }
        try lock.verify(snapshot.lock, of: dataSet)
        return snapshot
    }
}
