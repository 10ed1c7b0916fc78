package import ForecastCore

/// Which bytes a data set has been accepted with: `snapshot.lock`, committed next to `dataset.yaml`.
package struct SnapshotLock: Equatable, Sendable {
    /// What was made of the bytes.
    package struct PanelRecord: Equatable, Sendable {
        package let digest: Digest
        package let series: Int
        /// Cells in which some target has a value.
        package let observations: Int
        package let periods: Int
        package let firstPeriod: String
        package let lastPeriod: String
        /// Per target, the missing values from each series' first period to the panel's end.
        package let missing: [MissingCount]

        /// In words, for messages.
        var facts: String {
            let gaps = missing.map { ", \($0.count) of \($0.target) missing" }.joined()
            return "\(series) series, \(observations) observations, \(periods) periods "
                + "(\(firstPeriod) to \(lastPeriod))\(gaps)"
        }
    }

    package struct MissingCount: Equatable, Sendable {
        package let target: String
        package let count: Int
    }

    /// Who read the files, where it was not this program alone.
    package struct ReaderRecord: Equatable, Sendable {
        /// `duckdb 1.5.6`.
        package let program: String
        package let digest: Digest
        /// Of the text of the query; nil where none is written.
        package let query: Digest?
    }

    static let formatVersion = 1

    package let declaration: Digest
    /// In the order of the declaration.
    package let sources: [SourceDigest]
    package let panel: PanelRecord
    package var reader: ReaderRecord?

    /// What a run's key holds of the data: it changes whenever the panel may.
    package var digest: Digest {
        var encoder = CanonicalEncoder(stage: "snapshot", version: Self.formatVersion)
        encoder.add("declaration", declaration)
        for source in sources {
            encoder.add("role", source.role.rawValue)
            encoder.add("bytes", source.byteCount)
            encoder.add("sha256", source.digest)
        }
        encoder.add("panel", panel.digest)
        if let reader { encoder.add("reader", reader.digest) }
        return encoder.digest
    }
}

extension SnapshotLock.PanelRecord {
    package init(of panel: Panel) {
        let summary = PanelSummary(of: panel)
        self.init(
            digest: panel.digest, series: summary.series, observations: summary.observations,
            periods: summary.periods,
            firstPeriod: summary.firstLabel, lastPeriod: summary.lastLabel,
            missing: summary.columns.filter { $0.knowledge == .target }
                .map { SnapshotLock.MissingCount(target: $0.name, count: $0.missing) })
    }
}

// MARK: - Comparing

extension SnapshotLock {
    /// Whether the files still hold the bytes of the lock and are read the same way: hashes them, parses
    /// nothing.
    /// - Throws: `FileError`.
    package func matchesSources(of dataSet: DataSet) throws -> Bool {
        // What a server holds is known once it is read.
        guard dataSet.declaration.format != .postgres else { return false }
        return try sourceChanges(
            against: dataSet.sourceDigests(), declaration: dataSet.declarationDigest, of: dataSet
        ).isEmpty
    }

    /// Like `matchesSources`, and says what changed.
    /// - Throws: `DiagnosticsError`, `FileError`.
    package func verifySources(of dataSet: DataSet) throws {
        let changes = try sourceChanges(
            against: dataSet.sourceDigests(), declaration: dataSet.declarationDigest, of: dataSet)
        if !changes.isEmpty { throw DiagnosticsError(.data, changes) }
    }

    /// Compares with what was found now, down to the canonical panel.
    /// - Throws: `DiagnosticsError`, one diagnostic for everything that changed.
    package func verify(_ current: SnapshotLock, of dataSet: DataSet) throws {
        var changes = sourceChanges(against: current.sources, declaration: current.declaration, of: dataSet)
        if changes.isEmpty, panel.digest != current.panel.digest, dataSet.declaration.format == .postgres {
            changes.append(
                Diagnostic(
                    code: DataErrorCode.sourceChanged.rawValue,
                    "PostgreSQL holds other data for data set \(quoted(dataSet.name)) than was accepted",
                    at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1),
                    notes: [
                        "locked \(panel.digest.short): \(panel.facts)",
                        "found  \(current.panel.digest.short): \(current.panel.facts)",
                    ],
                    fix: "accept the new data with: \(dataSet.acceptChangeCommand)"))
        } else if changes.isEmpty, panel.digest != current.panel.digest {
            changes.append(
                Diagnostic(
                    code: DataErrorCode.panelChanged.rawValue,
                    "the same files of data set \(quoted(dataSet.name)) are read into another panel than before",
                    at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1),
                    notes: [
                        "locked \(panel.digest.short), found \(current.panel.digest.short); the reader itself has changed"
                    ],
                    fix:
                        "see 'Results change' in CHANGELOG.md, then accept with: \(dataSet.acceptChangeCommand)"
                ))
        }
        if changes.isEmpty, panel != current.panel {
            changes.append(
                Diagnostic(
                    code: DataErrorCode.panelChanged.rawValue,
                    "the lock of data set \(quoted(dataSet.name)) says of the panel what is not so",
                    at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1),
                    notes: ["locked \(panel.facts)", "found  \(current.panel.facts)"],
                    fix: "restore it from version control, or write it anew: \(dataSet.acceptChangeCommand)"))
        }
        if !changes.isEmpty { throw DiagnosticsError(.data, changes) }
    }

    private func sourceChanges(against current: [SourceDigest], declaration: Digest, of dataSet: DataSet)
        -> [Diagnostic]
    {
        var changes: [Diagnostic] = []
        for source in current { changes += change(of: source, in: dataSet) }
        for source in sources where !current.contains(where: { $0.isSameFile(as: source) }) {
            changes.append(changed(source, "is in the lock, but no longer in dataset.yaml", [], dataSet))
        }
        if changes.isEmpty, current.map(\.declaredPath) != sources.map(\.declaredPath) {
            changes.append(declarationChange("its files are in another order", dataSet))
        }
        if declaration != self.declaration {
            changes.append(
                declarationChange("locked \(self.declaration.short), found \(declaration.short)", dataSet))
        }
        // A query that is another one is told as the declaration's change.
        if changes.isEmpty, reader?.digest != dataSet.reader?.digest {
            changes.append(
                Diagnostic(
                    code: DataErrorCode.panelChanged.rawValue,
                    "data set \(quoted(dataSet.name)) was accepted as read by \(reader?.program ?? "no other program"), and is "
                        + "read by \(dataSet.reader?.program ?? "no other program") now",
                    at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1),
                    fix:
                        "see 'Results change' in CHANGELOG.md, then accept with: \(dataSet.acceptChangeCommand)"
                ))
        }
        return changes
    }

    private func change(of source: SourceDigest, in dataSet: DataSet) -> [Diagnostic] {
        guard let locked = sources.first(where: { $0.isSameFile(as: source) }) else {
            return [changed(source, "is not in the lock", ["found \(source.summary)"], dataSet)]
        }
        guard locked.digest != source.digest || locked.byteCount != source.byteCount else { return [] }
        return [
            changed(
                source, "has changed since it was accepted",
                ["locked \(locked.summary)", "found  \(source.summary)"], dataSet)
        ]
    }

    private func changed(_ source: SourceDigest, _ what: String, _ notes: [String], _ dataSet: DataSet)
        -> Diagnostic
    {
        Diagnostic(
            code: DataErrorCode.sourceChanged.rawValue,
            "file \(quoted(source.declaredPath)) of data set \(quoted(dataSet.name)) \(what)",
            at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1), notes: notes,
            fix: "restore the file, or accept the new data with: \(dataSet.acceptChangeCommand)")
    }

    private func declarationChange(_ note: String, _ dataSet: DataSet) -> Diagnostic {
        Diagnostic(
            code: DataErrorCode.declarationChanged.rawValue,
            "dataset.yaml of \(quoted(dataSet.name)) reads the files in another way than when they were accepted",
            at: SourceLocation(file: dataSet.declarationPath, line: 1, column: 1), notes: [note],
            fix: "undo the change, or accept it with: \(dataSet.acceptChangeCommand)")
    }
}

extension SourceDigest {
    fileprivate func isSameFile(as other: SourceDigest) -> Bool {
        role == other.role && declaredPath == other.declaredPath
    }
    fileprivate var summary: String { "\(digest.short) (\(byteCount) bytes)" }
}
