internal import Files
internal import ForecastCore
internal import LocatedYAML

extension SnapshotLock {
    /// The lock as `snapshot.lock` holds it: the same bytes for the same snapshot.
    package func text(name: String) -> String {
        let comment = """
            What data set \(name) was accepted with. Commit this file; a run refuses other bytes.
            Written by: forecast data snapshot \(name)
            """
        return YAMLWriter.write(value, comment: comment)
    }

    private var value: YAMLValue {
        .mapping(
            [
                .init("format", .integer(Self.formatVersion)),
                .init("declaration", .string(declaration.labelled)),
                .init("sources", .sequence(sources.map(\.value))),
            ] + (reader.map { [.init("reader", $0.value)] } ?? []) + [.init("panel", panel.value)])
    }

    /// Writes `snapshot.lock` in one step: nobody ever sees half of it.
    /// - Throws: `FileError`.
    package func write(for dataSet: DataSet) throws {
        try AtomicFile.write(text(name: dataSet.name), to: dataSet.lockPath, steps: .snapshot)
    }

    /// The lock of a data set.
    /// - Throws: `DiagnosticsError` when there is none or it is damaged; `FileError`.
    package static func read(of dataSet: DataSet) throws -> SnapshotLock {
        if let place = ProjectPath.real(dataSet.lockPath), !ProjectPath.isInside(place, dataSet.projectRoot) {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: DataErrorCode.pathOutsideProject.rawValue,
                        "\(quoted(dataSet.lockDisplayPath)) lies outside the project",
                        notes: ["it leads to \(place)"], fix: "keep snapshot.lock beside dataset.yaml")
                ])
        }
        guard let bytes = try SmallFile.read(dataSet.lockPath) else {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: DataErrorCode.noLock.rawValue,
                        "data set \(quoted(dataSet.name)) has no snapshot.lock: nobody has accepted its data",
                        at: SourceLocation(file: dataSet.declarationPath, line: 1, column: 1),
                        fix:
                            "look at it (forecast data check \(dataSet.name)), then accept it with: \(dataSet.acceptCommand)"
                    )
                ])
        }
        var reader = SnapshotLockReader(dataSet)
        return try reader.read(bytes)
    }
}

extension Digest {
    private static let label = "sha256-"

    /// With the name of the algorithm in front, which also keeps it plain text in every YAML.
    fileprivate var labelled: String { Self.label + hex }

    fileprivate init?(labelled text: String) {
        guard text.hasPrefix(Self.label) else { return nil }
        self.init(hex: String(text.dropFirst(Self.label.count)))
    }
}

extension SourceDigest {
    fileprivate var value: YAMLValue {
        .mapping([
            .init("file", .string(declaredPath)),
            .init("role", .string(role.rawValue)),
            .init("bytes", .integer(byteCount)),
            .init("digest", .string(digest.labelled)),
        ])
    }
}

extension SnapshotLock.ReaderRecord {
    fileprivate var value: YAMLValue {
        .mapping(
            [.init("program", .string(program)), .init("digest", .string(digest.labelled))]
                + (query.map { [.init("query", .string($0.labelled))] } ?? []))
    }
}

extension SnapshotLock.PanelRecord {
    fileprivate var value: YAMLValue {
        .mapping([
            .init("digest", .string(digest.labelled)),
            .init("series", .integer(series)),
            .init("observations", .integer(observations)),
            .init("periods", .integer(periods)),
            .init("first", .string(firstPeriod)),
            .init("last", .string(lastPeriod)),
            .init("missing", .mapping(missing.map { .init($0.target, .integer($0.count)) })),
        ])
    }
}

/// Reads what `SnapshotLock.text` wrote.
private struct SnapshotLockReader {
    private let dataSet: DataSet
    private var diagnostics = DiagnosticCollector()

    init(_ dataSet: DataSet) { self.dataSet = dataSet }

    mutating func read(_ bytes: [UInt8]) throws -> SnapshotLock {
        let root = YAMLDocument.parse(bytes, file: dataSet.lockDisplayPath, &diagnostics)
        var lock: SnapshotLock?
        if let root, var reader = root.mapping(path: "", &diagnostics) { lock = readLock(&reader) }
        guard let lock, !diagnostics.hasErrors else {
            throw DiagnosticsError(.data, [damaged()] + diagnostics.diagnostics)
        }
        return lock
    }

    private func damaged() -> Diagnostic {
        Diagnostic(
            code: DataErrorCode.malformedLock.rawValue,
            "the snapshot.lock of data set \(quoted(dataSet.name)) is damaged",
            at: SourceLocation(file: dataSet.lockDisplayPath, line: 1, column: 1),
            fix:
                "restore it from version control, or accept the data as they are with: \(dataSet.acceptChangeCommand)"
        )
    }

    private mutating func readLock(_ reader: inout MappingReader) -> SnapshotLock? {
        let version = SnapshotLock.formatVersion
        guard reader.integer("format", in: version...version, required: true, &diagnostics) != nil else {
            return nil
        }
        let declaration = digest("declaration", &reader)
        let sources = readSources(&reader)
        let query = reader.mapping("reader", &diagnostics).flatMap { readReader($0) }
        let panel = reader.mapping("panel", required: true, &diagnostics).flatMap { readPanel($0) }
        reader.finish(&diagnostics)
        guard let declaration, let sources, let panel else { return nil }
        return SnapshotLock(declaration: declaration, sources: sources, panel: panel, reader: query)
    }

    private mutating func readReader(_ entries: MappingReader) -> SnapshotLock.ReaderRecord? {
        var reader = entries
        let program = reader.label("program", required: true, &diagnostics)
        let digest = digest("digest", &reader)
        let query = reader.has("query") ? self.digest("query", &reader) : nil
        reader.finish(&diagnostics)
        guard let program, let digest else { return nil }
        return SnapshotLock.ReaderRecord(program: program, digest: digest, query: query)
    }

    private mutating func readSources(_ reader: inout MappingReader) -> [SourceDigest]? {
        guard let items = reader.node("sources", required: true)?.asSequence else { return nil }
        var sources: [SourceDigest] = []
        for (index, item) in items.enumerated() {
            guard
                let source = item.mapping(path: "sources[\(index)]", &diagnostics).flatMap({ readSource($0) })
            else { return nil }
            sources.append(source)
        }
        return sources
    }

    private mutating func readSource(_ entries: MappingReader) -> SourceDigest? {
        var reader = entries
        let file = reader.label("file", required: true, &diagnostics)
        let role = reader.choice("role", of: SourceFile.Role.self, required: true, &diagnostics)
        let bytes = reader.integer("bytes", in: 0...Int.max, required: true, &diagnostics)
        let digest = digest("digest", &reader)
        reader.finish(&diagnostics)
        guard let file, let role, let bytes, let digest else { return nil }
        return SourceDigest(role: role, declaredPath: file, byteCount: bytes, digest: digest)
    }

    private mutating func readPanel(_ entries: MappingReader) -> SnapshotLock.PanelRecord? {
        var reader = entries
        let digest = digest("digest", &reader)
        let series = reader.integer("series", in: 0...Int.max, required: true, &diagnostics)
        let observations = reader.integer("observations", in: 0...Int.max, required: true, &diagnostics)
        let periods = reader.integer("periods", in: 0...Int.max, required: true, &diagnostics)
        let first = reader.label("first", required: true, &diagnostics)
        let last = reader.label("last", required: true, &diagnostics)
        let missing = reader.mapping("missing", required: true, &diagnostics).flatMap { readMissing($0) }
        reader.finish(&diagnostics)
        guard let digest, let series, let observations, let periods, let first, let last, let missing else {
            return nil
        }
        return SnapshotLock.PanelRecord(
            digest: digest, series: series, observations: observations, periods: periods, firstPeriod: first,
            lastPeriod: last, missing: missing)
    }

    private mutating func readMissing(_ entries: MappingReader) -> [SnapshotLock.MissingCount]? {
        var reader = entries
        let counts = reader.namedEntries().map { entry in
            entry.value.integer(in: 0...Int.max, path: reader.path(of: entry.key), &diagnostics)
                .map { SnapshotLock.MissingCount(target: entry.key, count: $0) }
        }
        return counts.contains(nil) ? nil : counts.compactMap(\.self)
    }

    private mutating func digest(_ key: String, _ reader: inout MappingReader) -> Digest? {
        guard let node = reader.node(key, required: true) else { return nil }
        guard let digest = Digest(labelled: node.scalarText ?? "") else {
            diagnostics.add(
                node.mismatch(reader.path(of: key), expected: "sha256- and 64 hexadecimal digits"))
            return nil
        }
        return digest
    }
}
