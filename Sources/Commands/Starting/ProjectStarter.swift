internal import DataSnapshots
package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import LocatedYAML

/// Turns a CSV or Parquet file into a data set and a first experiment.
package struct ProjectStarter {
    private let project: Project
    private let source: String
    private let shownSource: String
    private let name: String
    private let replaces: Bool
    private let wish: TableWish

    /// - Parameters:
    ///   - source: a CSV file, perhaps packed by gzip or zstd, or a Parquet file.
    ///   - name: of the data set and the experiment; by default made from the file's name.
    ///   - replaces: whether a data set and a spec of that name give way.
    ///   - hints: what the cells leave open, as options say it.
    /// - Throws: `DiagnosticsError(.spec)` when something of that name is there.
    package init(
        source: String, name: String?, replaces: Bool, hints: StartHints = StartHints(), project: Project
    ) throws {
        self.project = project
        wish = hints.wish
        self.source = Project.absolute(source)
        shownSource = source
        self.name = name ?? Self.name(from: source)
        self.replaces = replaces
        try refuseBadRequest()
    }

    /// How dates may be written, and decimals.
    package static let dateFormats = DateFormat.allCases.map(\.rawValue)
    package static let decimalMarks = CSVDialect.DecimalMark.allCases.map(\.rawValue)

    /// Whether periods may be so far apart, and how to say it.
    package static func isFrequency(_ word: String) -> Bool { Frequency(rawValue: word) != nil }
    package static let frequencies =
        Frequency.named.map(\.rawValue).joined(separator: " ")
        + ", or a number of minutes, hours, days, weeks, months or years such as \"2 weeks\""

    /// Writes dataset.yaml, snapshot.lock and the spec, and copies the file beside them.
    /// - Returns: what was found and what to do next.
    /// - Throws: `DiagnosticsError(.data)` when nothing can be guessed, and nothing is written; `FailedStart` with
    ///   everything that is wrong with the data, dataset.yaml then being written for the user to correct; `FileError`.
    package func start() throws -> StartedProject {
        let inspection = try TableInspection(
            of: source, displayedAs: shownSource, wish: wish, libraries: project.root)
        let folder = project.datasetFolder(name)
        try FileSystem.makeFolder(folder)
        if !isInPlace { try AtomicFile.copy(source, to: "\(folder)/\(fileName)") }
        let declaration = StarterDeclaration(name: name, fileName: fileName, inspection: inspection)
        try AtomicFile.write(declaration.text, to: "\(folder)/dataset.yaml")
        let dataset = try DataSet.open(folder: folder, projectRoot: project.root)
        let snapshot = try snapshot(of: dataset, inspection)
        try snapshot.lock.write(for: dataset)
        let spec = StarterSpec(
            name: name, dataset: name, origin: YAMLWriter.scalar(fileName), target: declaration.target,
            columns: StarterColumns(
                hasDates: inspection.notation == .date && inspection.layout != .valuesInARow,
                knownAhead: inspection.names(.knownAhead),
                fixed: inspection.names(.fixed),
                words: inspection.categories.map(\.column).filter(
                    inspection.names(.knownAhead).contains)),
            grid: snapshot.panel.grid,
            hasLightGBM: FileSystem.isFolder("\(project.libraries)/.deps"))
        try spec.write(to: specPath, in: project)
        return StartedProject(
            name: name, source: shownSource, folder: project.relative(folder), spec: shownSpec,
            inspection: inspection, snapshot: snapshot, plan: spec)
    }

    private func snapshot(of dataset: DataSet, _ inspection: TableInspection) throws -> Snapshot {
        do {
            return try Snapshot.take(dataset)
        } catch let error as DiagnosticsError {
            throw FailedStart(
                copy: project.relative("\(project.datasetFolder(name))/\(fileName)"),
                guess: "\(shownSource): what its columns were taken for\n\n"
                    + GuessedTable(inspection).lines(seriesCount: nil).joined(separator: "\n") + "\n",
                cause: error)
        }
    }

    /// `experiments/NAME.yaml`, as messages call it.
    private var shownSpec: String { project.relative(specPath) }
    private var specPath: String { "\(project.root)/experiments/\(name).yaml" }
    private var fileName: String { FileSystem.split(source).name }
    private var isInPlace: Bool { source == Project.absolute("\(project.datasetFolder(name))/\(fileName)") }

    private func refuseBadRequest() throws {
        guard FileSystem.kind(of: source) != nil else {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "D201", "there is no file \(shownSource)",
                        fix: "correct the path; it is looked for from the working directory")
                ])
        }
        guard FileSystem.size(ofFile: source) != nil else {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "D243", "\(shownSource) is no regular file",
                        fix: "name a CSV file, not a folder, a pipe or a device")
                ])
        }
        try Self.refuse(badName: name)
        let taken = ["\(project.datasetFolder(name))/dataset.yaml", specPath].filter(FileSystem.exists)
        if let first = taken.first, !replaces {
            throw Self.refusal(
                "\(project.relative(first)) exists",
                "choose another name with --name, or replace it with --replace")
        }
        try Self.refuseLinksOut(
            of: [
                project.datasetFolder(name), "\(project.root)/experiments",
                "\(project.root)/experiments/schema",
            ], project)
    }

    /// Names become files.
    static func refuse(badName name: String) throws {
        let isName =
            name.utf8.first.map { $0 != UInt8(ascii: "-") } == true && name.utf8.count <= 64
            && name.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
            }
        guard isName else {
            throw refusal(
                "'\(name)' names no experiment", "use lower-case letters, digits and '-', up to 64")
        }
    }

    /// A project that comes from others does not decide where its user's files are written.
    static func refuseLinksOut(of folders: [String], _ project: Project) throws {
        let root = Project.absolute(project.root)
        for folder in folders {
            let place = Project.absolute(folder)
            if place.hasPrefix(root == "/" ? root : root + "/") { continue }
            let shown = folder.dropFirst(project.root.count + 1)
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E170", "\(shown) leads to \(place), which is outside the project",
                        notes: ["forecast init would write there; nothing has been written"],
                        fix: "remove the link, or make a project elsewhere with --project")
                ])
        }
    }

    private static func refusal(_ message: String, _ fix: String) -> DiagnosticsError {
        DiagnosticsError(.spec, [Diagnostic(code: "E212", message, fix: fix)])
    }

    /// `Weekly Sales 2024.csv.gz` becomes `weekly-sales-2024`.
    private static func name(from path: String) -> String {
        var base = FileSystem.split(path).name.lowercased()
        for suffix in [".gz", ".zst", ".csv", ".txt", ".parquet"] where base.hasSuffix(suffix) {
            base.removeLast(suffix.count)
        }
        let parts = base.unicodeScalars.split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
        let name = parts.map { String($0) }.joined(separator: "-")
        return name.isEmpty ? "demand" : String(name.prefix(40))
    }
}

extension CSVDialect {
    /// The keys of `dataset.yaml` that differ from the default, with their values as YAML writes them.
    var entries: [(key: String, value: String)] {
        var entries: [(key: String, value: String)] = []
        if skippedLines > 0 { entries.append(("skip_lines", "\(skippedLines)")) }
        if separator != .comma { entries.append(("separator", "\"\(separator.rawValue)\"")) }
        if decimal != .point { entries.append(("decimal", "\"\(decimal.rawValue)\"")) }
        if let thousands { entries.append(("thousands", "\"\(thousands.rawValue)\"")) }
        if dateFormat != .iso { entries.append(("date_format", dateFormat.rawValue)) }
        let lists = [
            ("missing_values", missingValues), ("signs", signs), ("true_values", trueValues),
            ("false_values", falseValues),
        ]
        for (key, words) in lists where !words.isEmpty {
            entries.append((key, "[\(words.map { "\"\($0)\"" }.joined(separator: ", "))]"))
        }
        return entries
    }
}
