internal import DataSnapshots
internal import ExperimentSpec
internal import Files
package import ForecastCore
internal import LocatedYAML

/// Turns a CSV file into a data set and a first experiment.
package struct ProjectStarter {
    private let project: Project
    private let source: String
    private let shownSource: String
    private let name: String
    private let replaces: Bool
    private let wish: TableWish

    /// - Parameters:
    ///   - source: a CSV file, perhaps gzip.
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
        let inspection = try TableInspection(of: source, displayedAs: shownSource, wish: wish)
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
                hasDates: inspection.notation == .date, knownAhead: inspection.names(.knownAhead),
                fixed: inspection.names(.fixed)),
            grid: snapshot.panel.grid,
            hasLightGBM: FileSystem.isFolder("\(project.libraries)/.deps"))
        try spec.write(to: specPath, in: project)
        return StartedProject(
            name: name, source: shownSource, folder: project.relative(folder), spec: shownSpec,
            inspection: inspection, lock: snapshot.lock, plan: spec)
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
        for suffix in [".gz", ".csv", ".txt"] where base.hasSuffix(suffix) { base.removeLast(suffix.count) }
        let parts = base.unicodeScalars.split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
        let name = parts.map { String($0) }.joined(separator: "-")
        return name.isEmpty ? "demand" : String(name.prefix(40))
    }
}

/// What `forecast init` is told of a table, as words of the command line.
package struct StartHints: Sendable {
    /// One of `ProjectStarter.dateFormats`.
    package var dateFormat: String?
    /// One of `ProjectStarter.decimalMarks`.
    package var decimal: String?
    /// A word that `ProjectStarter.isFrequency` knows.
    package var frequency: String?
    /// Names of columns.
    package var series, time, target: String?

    package init() {}

    fileprivate var wish: TableWish {
        var wish = TableWish()
        wish.dateFormat = dateFormat.flatMap(DateFormat.init(rawValue:))
        wish.decimal = decimal.flatMap(CSVDialect.DecimalMark.init(rawValue:))
        wish.frequency = frequency.flatMap(Frequency.init(rawValue:))
        (wish.series, wish.time, wish.target) = (series, time, target)
        return wish
    }
}

/// Why `forecast init` wrote a data set and no experiment: the guesses are there to be corrected, or the rows are.
package struct FailedStart: Error {
    /// The file in the data set, which messages name.
    package let copy: String
    /// What the columns were taken for, as lines for people.
    package let guess: String
    /// What is wrong with the rows.
    package let cause: DiagnosticsError
}

extension CSVDialect {
    /// The keys of `dataset.yaml` that differ from the default, with their values as YAML writes them.
    var entries: [(key: String, value: String)] {
        var entries: [(key: String, value: String)] = []
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

/// `dataset.yaml` as guessed.
struct StarterDeclaration {
    let name: String
    let fileName: String
    let inspection: TableInspection

    var text: String {
        """
        # Made by `forecast init`; docs/data-sets.md explains every key. After a change:
        #   forecast data snapshot \(name) --accept
        #   forecast init spec \(name) --replace     (makes the spec anew, with the features of these columns)
        format: csv
        files: [\(YAMLWriter.scalar(fileName))]
        \(dialect)frequency: \(inspection.frequency.rawValue)\(notation)
        columns:
        \(series)  time: \(time)
          targets:
        \(targets)
        \(lists)# A period without a row: zero (nothing sold) | missing (not known) | error.
        # Here: \(inspection.gaps.reason).
        gaps: \(inspection.gaps.policy)
        \(clockChange)\
        \(inspection.hasNegativeTargets ? "# Some targets are negative: returns, it seems.\nnegative: keep\n" : "")
        """
    }

    /// How the file writes its cells, where that is not the default.
    private var dialect: String {
        inspection.dialect.entries.map { "\($0.key): \($0.value)\n" }.joined()
    }

    private var notation: String { inspection.notation == .number ? "\ntime: number" : "" }

    /// Left out where all rows are of one series.
    private var series: String {
        inspection.names(.series).isEmpty ? "" : "  series: \(scalar(.series))\n"
    }

    private var time: String {
        let names = inspection.time.map(YAMLWriter.scalar)
        return names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
    }

    /// How rows of local time are read.
    private var clockChange: String {
        guard let rule = inspection.clockChange else { return "" }
        return """
            # The hour that clocks show twice in autumn is one period: mean or sum of its two rows. The hour that they skip
            # in spring is missing.
            clock_change: \(rule.rawValue)

            """
    }

    private func scalar(_ part: TableInspection.Part) -> String {
        inspection.names(part).first.map(YAMLWriter.scalar) ?? ""
    }

    /// What specs call the target: the column's name without what names may not hold.
    var target: String {
        let column = inspection.names(.target).first ?? ""
        let name = String(
            column.unicodeScalars.map { scalar -> Character in
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                return isPlain ? Character(scalar) : "_"
            }.prefix(40))
        return name.first?.isLetter == true ? name : "y\(name)"
    }

    private var targets: String {
        let line = "    \(target): \(scalar(.target))"
        guard let price = inspection.price, target != "revenue" else { return line }
        return "\(line)\n    revenue: {product: [\(scalar(.target)), \(YAMLWriter.scalar(price))]}"
    }

    private var lists: String {
        let remarks: [(TableInspection.Part, String)] = [
            (
                .knownAhead,
                "used for every forecast: planned prices, promotions; wrong for what is known only afterwards"
            ),
            (
                .pastOnly,
                "known up to today only; move up what is planned ahead, and name it in the spec: features, known_ahead"
            ),
            (.fixed, "one value per series"),
        ]
        return remarks.map { part, remark in
            let names = inspection.names(part).map(YAMLWriter.scalar)
            return names.isEmpty
                ? "" : "  # \(remark)\n  \(part.rawValue): [\(names.joined(separator: ", "))]\n"
        }.joined()
    }
}
