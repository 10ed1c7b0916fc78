internal import Files
package import ForecastCore
internal import Glibc
internal import TableQueries

/// A data set of the project: a folder with a `dataset.yaml` and, once somebody has looked at the data and
/// accepted it, a `snapshot.lock`.
package struct DataSet: Sendable {
    /// The name of the folder: how specs and commands call it.
    package let name: String
    /// Absolute, without symbolic links.
    package let folder: String
    package let declaration: DataSetDeclaration
    /// How messages call `dataset.yaml`.
    package let declarationPath: String
    package let lockPath: String
    let lockDisplayPath: String
    /// Absolute, without symbolic links; neither declaration nor lock is read outside.
    let projectRoot: String

    /// Reads `dataset.yaml` of a folder.
    /// - Parameter needsFiles: false where the panel comes from elsewhere: the files that it lists need not be there.
    /// - Throws: `DiagnosticsError` when it is missing or wrong; `FileError`.
    package static func open(
        folder: String, projectRoot: String, needsFiles: Bool = true
    ) throws -> DataSet {
        guard let root = ProjectPath.real(projectRoot) else {
            throw FileError("find", projectRoot)
        }
        let path = ProjectPath.join(folder, "dataset.yaml")
        guard let realFolder = ProjectPath.real(folder), let realPath = ProjectPath.real(path) else {
            throw DiagnosticsError(.data, [missing(folder, path)])
        }
        for place in [realFolder, realPath] where !ProjectPath.isInside(place, root) {
            throw DiagnosticsError(.data, [outside(path, place)])
        }
        guard let bytes = try SmallFile.read(realPath) else {
            throw DiagnosticsError(.data, [missing(folder, path)])
        }
        let display = ProjectPath.relative(realFolder, to: root)
        var reader = DataSetDeclarationReader(folder: realFolder, projectRoot: root)
        reader.needsFiles = needsFiles
        let declaration = try reader.read(bytes, file: ProjectPath.join(display, "dataset.yaml"))
        return DataSet(
            name: ProjectPath.lastComponent(realFolder), folder: realFolder, declaration: declaration,
            declarationPath: ProjectPath.join(display, "dataset.yaml"),
            lockPath: ProjectPath.join(realFolder, "snapshot.lock"),
            lockDisplayPath: ProjectPath.join(display, "snapshot.lock"), projectRoot: root)
    }

    /// The digests of all source files, in the order of the declaration. Reads bytes, parses nothing.
    /// - Throws: `FileError`.
    package func sourceDigests() throws -> [SourceDigest] {
        try declaration.sources.map { file in
            do throws(SourceStream.Failure) {
                return try SourceStream.digest(of: file)
            } catch {
                guard case .file(let failure) = error else { preconditionFailure("hashing does not unpack") }
                throw failure
            }
        }
    }

    /// The digest of what `dataset.yaml` says about the meaning of the bytes.
    package var declarationDigest: Digest { declaration.digest }

    /// Who reads the files, where it is not this program alone.
    var reader: SnapshotLock.ReaderRecord? {
        guard declaration.format.isQueried, let digest = Digest(hex: QueryProgram.pinnedDigest) else {
            return nil
        }
        return SnapshotLock.ReaderRecord(
            program: "duckdb \(QueryProgram.version)", digest: digest,
            query: declaration.query.map { query in
                var stream = DigestStream()
                stream.update(Array(query.text.utf8))
                return stream.finish()
            })
    }

    /// The command that accepts the data as they are where no lock is.
    var acceptCommand: String { "forecast data snapshot \(name)" }

    /// The command that accepts them in the place of those that a lock pins.
    var acceptChangeCommand: String { "\(acceptCommand) --accept" }

    private static func outside(_ path: String, _ place: String) -> Diagnostic {
        Diagnostic(
            code: DataErrorCode.pathOutsideProject.rawValue,
            "\(quoted(path)) lies outside the project", notes: ["it leads to \(place)"],
            fix: "keep dataset.yaml in the project; 'external: true' in it reads rows from elsewhere")
    }

    /// The folders of `datasets` that hold a `dataset.yaml`, sorted; none where it cannot be read.
    package static func names(in datasets: String) -> [String] {
        ((try? FileSystem.names(in: datasets)) ?? [])
            .filter { FileSystem.exists(ProjectPath.join(ProjectPath.join(datasets, $0), "dataset.yaml")) }
            .sorted()
    }

    private static func missing(_ folder: String, _ path: String) -> Diagnostic {
        let name = ProjectPath.lastComponent(folder)
        let others = names(in: FileSystem.split(folder).folder)
        let clause = Suggestion.clause(for: name, in: others)
        return Diagnostic(
            code: DataErrorCode.fileMissing.rawValue,
            "there is no data set \(quoted(name))\(clause.isEmpty ? ": no file \(quoted(path))" : clause)",
            notes: others.isEmpty ? [] : ["data sets of the project: \(Suggestion.list(others))"],
            fix: "name one that is there, or make one: forecast init FILE.csv (docs/data-sets.md)")
    }
}
