internal import Files
package import ForecastCore
internal import GRDB

/// The trained models of a project: a folder of files, one per version, and `registry.sqlite`, which knows of each what
/// it is, what it learned from and what its backtest came to.
///
/// What it promises:
/// - a version is there with its whole file or not at all: the file is published first, its row comes last;
/// - a file that is read has the digest that was written, or `RegistryError` says that it has not;
/// - the same training twice is one version;
/// - rows stay for ever; `collect` drops files, rows first, so that no row names a file that is gone.
///
/// Which version is in office says `champions.yaml`, and nothing here does.
package struct ModelRegistry: Sendable {
    package let folder: String
    /// Nil where nothing was ever registered and nothing may be written.
    private let queue: DatabaseQueue?

    /// - Parameter readOnly: for whoever only forecasts; a folder that is not there is an empty registry then.
    /// - Throws: `RegistryError`, `FileError`.
    package init(folder: String, readOnly: Bool) throws {
        self.folder = folder
        let path = "\(folder)/registry.sqlite"
        if readOnly, !FileSystem.exists(path) {
            queue = nil
            return
        }
        if !readOnly { try FileSystem.makeFolder(folder) }
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            try db.execute(
                sql:
                    "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
            )
        }
        queue = try Self.translated {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if readOnly {
                return try queue.read { try RegistrySchema.isReady($0, path: path) } ? queue : nil
            }
            try queue.inTransaction(.immediate) { db in
                try RegistrySchema.prepare(db, path: path)
                return .commit
            }
            return queue
        }
    }

    /// All versions, the oldest first.
    /// - Throws: `RegistryError`.
    package func versions() throws -> [ModelVersion] {
        try read(otherwise: []) { try VersionTable.versions(in: $0) }
    }

    /// The file of a version.
    package func file(of version: ModelVersion) -> String { "\(folder)/\(version.path)" }

    /// What a version learned, its file verified by the digest that was written.
    /// - Throws: `RegistryError`.
    package func trainedModel(of version: ModelVersion) throws -> TrainedModel {
        guard version.isKept else {
            throw RegistryError(
                .collected, "\(version.name) was collected: \(version.path) is no longer kept")
        }
        let bytes = try soundBytes(of: version)
        guard let scope = version.scope else {
            do throws(UnreadableArtefact) {
                return version.training.file.holdsShares
                    ? .combination(try CombinationLesson(stored: bytes))
                    : .series(try SeriesFits(stored: bytes))
            } catch {
                throw RegistryError(.unreadable, "\(version.path) cannot be read: \(error.reason)")
            }
        }
        return .panel(Artefact(bytes: bytes, work: version.work), scope)
    }

    private func soundBytes(of version: ModelVersion) throws(RegistryError) -> [UInt8] {
        try refuseLink(to: version)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileSystem.read(file(of: version), limit: 1 << 32)
        } catch {
            throw RegistryError(
                error.isAbsence ? .missing : .damaged, "\(version.name) cannot be read: \(error)")
        }
        guard Digest.sha256(bytes) == version.digest else {
            throw RegistryError(
                .damaged,
                "\(file(of: version)) is not what was registered as \(version.name): its digest is another")
        }
        return bytes
    }

    /// The folder of a kind may not lead elsewhere: what is there would be read, replaced and removed.
    private func refuseLink(to version: ModelVersion) throws(RegistryError) {
        let parent = FileSystem.split(file(of: version)).folder
        guard FileSystem.kind(of: parent) == .link else { return }
        throw RegistryError(
            .damaged, "\(parent) is a symbolic link; a registry keeps its files itself",
            fix: "put the folder itself there")
    }

    /// Does something while nobody else takes in, collects, or puts in office.
    package func locked<Output>(_ body: () throws -> Output) throws -> Output {
        try FileLock.withLock(onFolder: folder, body)
    }

    // MARK: - Taking in

    /// Registers what was trained: its file under its name, then its row. The same training again is the same version.
    /// - Parameter now: UTC.
    /// - Throws: `RegistryError`, `FileError`; nothing is registered then.
    package func register(
        _ model: TrainedModel, of training: ModelVersion.Training, now: String
    ) throws -> ModelVersion {
        let bytes = model.bytes
        let digest = Digest.sha256(bytes)
        // One at a time: a number is given to one version.
        return try FileLock.withLock(onFolder: folder) {
            if let same = try versions().first(where: { $0.training == training && $0.digest == digest }) {
                return try restored(same, bytes)
            }
            let number =
                1 + (try versions().filter { $0.isNumbered(with: training) }.map(\.number).max() ?? 0)
            let version = ModelVersion(
                number: number, training: training, trained: now,
                path: ModelVersion.path(of: training, number: number), digest: digest, size: bytes.count,
                scope: model.scope, work: model.work, isKept: true, scores: [:])
            try write(bytes, of: version)
            try Failpoint.registryInsert.reached()
            try write { try VersionTable.insert(version, in: $0) }
            return version
        }
    }

    private func write(_ bytes: [UInt8], of version: ModelVersion) throws {
        try refuseLink(to: version)
        let path = file(of: version)
        let parent = FileSystem.split(path).folder
        try FileSystem.makeFolder(parent)
        TemporaryFile.removeAbandoned(of: path)
        try AtomicFile.write(bytes, to: path, steps: .model)
    }

    /// The version with its file, written again where it was collected, lost or damaged.
    private func restored(_ version: ModelVersion, _ bytes: [UInt8]) throws -> ModelVersion {
        if version.isKept, (try? soundBytes(of: version)) != nil { return version }
        try write(bytes, of: version)
        try setKept(true, [version])
        var copy = version
        copy.isKept = true
        return copy
    }

    /// Notes what a version's backtest came to; values that it has already are replaced.
    package func note(_ scores: [String: Double], of version: ModelVersion) throws {
        try write { db in
            for (metric, value) in scores.sorted(by: { $0.key < $1.key }) where value.isFinite {
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO score (version, metric, value)
                        SELECT id, ?, ? FROM version WHERE path = ?
                        """, arguments: [metric, value, version.path])
            }
        }
    }

    // MARK: - Collecting

    /// Drops the files of these versions; what is known of them stays.
    /// - Parameter due: asked under the lock, so that nobody takes office in between.
    package func collect(
        _ due: ([ModelVersion]) throws -> [ModelVersion]
    ) throws -> [ModelVersion] {
        try FileLock.withLock(onFolder: folder) {
            let chosen = try due(try versions()).filter(\.isKept)
            try setKept(false, chosen)
            for version in chosen {
                try refuseLink(to: version)
                try Failpoint.registryCollect.reached()
                try? FileSystem.remove(file(of: version))
            }
            // What a killed collection left.
            for version in try versions() where !version.isKept && FileSystem.exists(file(of: version)) {
                try? FileSystem.remove(file(of: version))
            }
            return chosen
        }
    }

    private func setKept(_ kept: Bool, _ versions: [ModelVersion]) throws {
        try write { db in
            for version in versions {
                try db.execute(
                    sql: "UPDATE version SET kept = ? WHERE path = ?",
                    arguments: [kept ? 1 : 0, version.path])
            }
        }
    }

    // MARK: - Access

    func write(_ body: (Database) throws -> Void) throws {
        guard let queue else { throw RegistryError(.database, "the registry is read-only") }
        try Self.translated {
            try queue.inTransaction(.immediate) { db in
                try body(db)
                return .commit
            }
        }
    }

    func read<Output>(otherwise empty: Output, _ body: (Database) throws -> Output) throws -> Output {
        guard let queue else { return empty }
        return try Self.translated { try queue.read(body) }
    }

    private static func translated<Output>(_ body: () throws -> Output) throws -> Output {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw RegistryError(
                .database, "the registry of trained models: \(error.message ?? "\(error.resultCode)")",
                fix: "registry.sqlite is a file of \(Self.advice)")
        }
    }

    private static let advice = "its own: restore it from a copy, or train again into another folder"
}

extension TrainedModel {
    fileprivate var scope: ForecastScope? {
        if case .panel(_, let scope) = self { scope } else { nil }
    }

    fileprivate var work: Double {
        if case .panel(let artefact, _) = self { artefact.work } else { 0 }
    }
}

extension ModelVersion {
    /// Whether its number and those of that training come from one row of numbers.
    fileprivate func isNumbered(with training: Training) -> Bool {
        self.training.kind == training.kind && self.training.target == training.target
    }
}
