internal import Files
internal import ForecastCore
internal import TableQueries

/// Runs the query of a data set; its table is then read like any other.
struct QueryReader {
    let declaration: DataSetDeclaration
    /// Where `make deps` puts programs.
    let libraries: String
    let problems: DataProblems

    /// The files that the query may read, under the names that `dataset.yaml` has for them.
    private var files: [TableQuery.File] {
        dataFiles.map { file in
            let isPlain =
                !file.declaredPath.hasPrefix("/") && !file.declaredPath.split(separator: "/").contains("..")
            return TableQuery.File(
                name: isPlain ? ProjectPath.normalised(file.declaredPath) : nil,
                path: ProjectPath.real(file.path) ?? file.path)
        }
    }

    private var dataFiles: [SourceFile] { declaration.sources.filter { $0.role == .data } }

    /// One SELECT of the user; or, where none is written, all columns of all files.
    var query: TableQuery {
        let names = files.map { TableQuery.literal($0.name ?? $0.path) }.joined(separator: ", ")
        var query = TableQuery(
            declaration.query.map { .foreign($0.text) } ?? .stream("SELECT * FROM read_parquet([\(names)])"),
            files: files)
        query.limits = declaration.limits.process
        return query
    }

    /// How messages call the table.
    private var table: SourceFile {
        SourceFile(
            role: .data, declaredPath: "", path: "",
            displayPath: declaration.query == nil ? dataFiles.first?.displayPath ?? "" : "the query's table")
    }

    func read(into reader: inout LongTableReader) throws(FileError) -> [SourceDigest] {
        let before = stamps
        let digests = try sourceDigests()
        let query = query
        do throws(QueryFailure) {
            try reader.read(
                QueryProcess(query, near: libraries), as: table, limit: declaration.limits.rows)
        } catch {
            let failure = QueryProcess.locate(error, of: query, near: libraries)
            problems.report(failure, at: declaration.query?.location(of: failure.position))
        }
        if before != stamps, !problems.hasErrors {
            problems.report(.sourceChanged) {
                Problem("a file changed while the query read it", at: nil, fix: "run the command again")
            }
        }
        return digests
    }

    private func sourceDigests() throws(FileError) -> [SourceDigest] {
        var digests: [SourceDigest] = []
        for file in dataFiles {
            do throws(SourceStream.Failure) {
                digests.append(try SourceStream.digest(of: file))
            } catch {
                guard case .file(let failure) = error else { preconditionFailure("hashing does not unpack") }
                throw failure
            }
        }
        return digests
    }

    private var stamps: [FileSystem.Stamp?] { dataFiles.map { FileSystem.stamp(of: $0.path) } }
}

extension DataProblems {
    /// Reports that a query gave no table.
    func report(_ failure: QueryFailure, at location: SourceLocation?) {
        let code: DataErrorCode =
            switch failure.kind {
            case .program: .noQueryProgram
            case .query: .queryFailed
            case .permission: .queryForbidden
            case .memory, .time: .queryTooLarge
            case .process, .interrupted: .queryProcess
            }
        report(code) { Problem(failure.message, at: location, notes: failure.notes, fix: failure.fix) }
    }
}
