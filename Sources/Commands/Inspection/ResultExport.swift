package import ExperimentRunner
internal import Files
internal import ForecastCore
internal import Reports
internal import TableQueries

/// What `forecast export` wrote: a table of a finished run, under the names that other libraries have for its columns.
package struct ResultExport: CommandAnswer {
    /// Which file of the run.
    package enum Table: String, CaseIterable, Sendable { case forecasts, scores, series, levels }

    /// Whose names the columns have.
    package enum Names: String, CaseIterable, Sendable {
        /// Those of the run's own files.
        case forecast
        /// `unique_id, ds, cutoff, y` and a column per model, as Nixtla's `cross_validation` returns.
        case nixtla
        /// `item_id, timestamp, target, mean, 0.1, ...`, as AutoGluon's predictions.
        case autogluon
    }

    package enum Format: String, Sendable { case parquet, csv }

    private let file: String
    private let experiment: String
    private let run: String
    private let table: String
    private let columns: [String]

    enum CodingKeys: String, CodingKey { case file, experiment, run, table, columns }

    /// - Parameters:
    ///   - path: a run's folder, or its experiment's for the latest one.
    ///   - target: whose forecasts are exported where names leave no room for several; the main one by default.
    /// - Throws: `DiagnosticsError`: E211 for a target that the run does not have, E225 without a run, D260 without DuckDB, D264
    ///   where it fails; `FileError`, `ReportError`.
    package init(
        _ path: String, table: Table, names: Names, target: String?, format: Format, output: String
    ) throws {
        let folder = try ResultFolder.finished(at: path)
        let report = try folder.report(.totals)
        if let target, !report.targets.contains(target) {
            throw OptionProblem("--target", target).error(
                "the run has \(report.targets.map { "'\($0)'" }.joined(separator: ", "))")
        }
        guard table != .levels || Project.exists(folder.file(table.fileName)) else {
            throw OptionProblem("--table", table.rawValue).error(
                "the run forecast series alone; with hierarchy: {levels: [all]} in its spec it forecasts sums as well"
            )
        }
        let source = ExportSource(
            table: table, names: names, target: target ?? (names == .forecast ? nil : report.targets.first),
            models: report.models.map(\.name),
            opening: try FileSystem.prefix(of: folder.file(table.fileName), count: 1 << 16))
        let place = Project.absolute(output)
        guard FileSystem.isWritable(FileSystem.split(place).folder) else { throw FileError("write", output) }
        let pending = TemporaryFile.name(for: place)
        defer { try? FileSystem.remove(pending) }
        let options = format == .parquet ? "FORMAT parquet, COMPRESSION zstd" : "FORMAT csv, HEADER"
        var query = TableQuery(
            .own("COPY (\(source.statement)) TO \(TableQuery.literal(pending)) (\(options))"),
            files: [
                TableQuery.File(name: ExportSource.name, path: Project.absolute(folder.file(table.fileName)))
            ])
        query.output = pending
        query.limits.processorSeconds = 86_400
        try Self.run(query, near: Project.root(above: path) ?? Project.absolute("."))
        try FileSystem.rename(pending, to: place)
        (file, self.table, columns) = (output, table.rawValue, source.columns)
        (experiment, run) = (report.experiment, report.run)
    }

    private static func run(_ query: TableQuery, near root: String) throws {
        do throws(QueryFailure) {
            _ = try QueryProcess(query, near: root).text()
        } catch {
            let code = error.kind == .program ? "D260" : "D264"
            throw DiagnosticsError(
                .data, [Diagnostic(code: code, error.message, at: nil, notes: error.notes, fix: error.fix)])
        }
    }

    package func text(width: Int?) -> String {
        "wrote \(file): \(table) of \(experiment) \(run)\n"
            + "columns: \(columns.joined(separator: ", "))"
    }
}

extension ResultExport.Table {
    var fileName: String {
        switch self {
        case .forecasts: ResultFolder.forecasts
        case .scores: ResultFolder.scores
        case .series: ResultFolder.series
        case .levels: ResultFolder.levels
        }
    }
}
