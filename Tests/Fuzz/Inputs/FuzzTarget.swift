internal import BoostedTrees
import Champions
internal import DataSnapshots
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
import ForecastTasks
internal import Glibc
internal import LocatedYAML

/// The readers of files that others may hand us, each as a function from bytes to nothing: it may refuse them, but
/// neither trap nor hang. The fuzzer feeds them, and `make test` replays the corpus of all of them.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// Any YAML: the tree, every message as it is shown, and the writer.
    case yaml
    /// An experiment, with the kinds of models that there are.
    case spec
    /// `dataset.yaml`.
    case dataset
    /// The rows of a CSV data set, packed or not: long in two ways of writing, added up, and wide both ways; and the look
    /// that `init` takes at them.
    case csv
    /// A Monash archive.
    case tsf
    /// `snapshot.lock`.
    case lock
    /// `champions.yaml`.
    case champions
    /// LightGBM's text form of a model.
    case model

    package func run(_ bytes: [UInt8]) {
        switch self {
        case .yaml: Self.readYAML(bytes)
        case .spec:
            Self.show {
                _ = try SpecReader(modelKinds: ModelCatalogue.standard.kinds).read(bytes, file: "x.yaml")
            }
        case .dataset:
            Self.withDataset(nil) { folder in
                try Self.write(bytes, "\(folder)/dataset.yaml")
                _ = try Self.open(folder)
            }
        case .csv:
            for declaration in [
                Self.csvDeclaration, Self.foreignDeclaration, Self.pooledDeclaration,
                Self.wideDeclaration("{time: week, except: [sku]}"), Self.wideDeclaration("{series: sku}"),
            ] {
                Self.withDataset(declaration) { folder in
                    try Self.write(bytes, "\(folder)/rows")
                    _ = try Snapshot.take(Self.open(folder)).panel.digest
                }
            }
            Self.show {
                _ = try TableInspection(of: "\(Self.folder)/datasets/x/rows", displayedAs: "rows")
            }
        case .tsf:
            Self.withDataset("format: tsf\nfiles: [rows]\n") { folder in
                try Self.write(bytes, "\(folder)/rows")
                _ = try Snapshot.take(Self.open(folder)).panel.digest
            }
        case .lock:
            Self.withDataset(Self.csvDeclaration) { folder in
                try Self.write(Array("sku,week,v,p,brand,seen\n".utf8), "\(folder)/rows")
                try Self.write(bytes, "\(folder)/snapshot.lock")
                let dataSet = try Self.open(folder)
                let lock = try SnapshotLock.read(of: dataSet)
                _ = lock.text(name: "x")
                try lock.verifySources(of: dataSet)
            }
        case .champions:
            Self.show {
                let path = "\(Self.folder)/champions.yaml"
                try Self.write(bytes, path)
                var registry = try ChampionRegistry.read(path, displayedAs: "champions.yaml")
                for champion in registry.entries where champion.retirement == nil {
                    _ = ModelCatalogue.standard.kind(named: champion.model.kind)?.localModel(
                        champion.model.parameters)
                }
                if let last = registry.entries.last { registry.append(last) }
                try registry.write(to: path)
            }
        case .model: Self.readModel(bytes)
        }
    }

    // MARK: - Readers

    private static func readYAML(_ bytes: [UInt8]) {
        var diagnostics = DiagnosticCollector()
        let root = YAMLDocument.parse(bytes, file: "x.yaml", &diagnostics)
        precondition(root != nil || diagnostics.hasErrors, "neither a tree nor an error")
        for diagnostic in diagnostics.diagnostics { precondition(!diagnostic.rendered().isEmpty) }
        guard let root, var reader = root.mapping(path: "", &diagnostics) else { return }
        _ = reader.integer("a", in: 0...10, &diagnostics)
        _ = reader.number("b", in: 0...10, &diagnostics)
        _ = reader.label("c", &diagnostics)
        _ = reader.boolean("d", &diagnostics)
        reader.finish(&diagnostics)
        _ = YAMLWriter.write(
            .mapping(root.asMapping?.map { .init($0.key, .string($0.value.scalarText ?? "")) } ?? []))
        for diagnostic in diagnostics.diagnostics { precondition(!diagnostic.rendered().isEmpty) }
    }

    private static func readModel(_ bytes: [UInt8]) {
        let text = BoosterText(String(decoding: bytes, as: UTF8.self))
        _ = text.digest
        show {
            let columns = try text.columnCount()
            guard columns <= 64 else { return }
            let values: [Float] = [-1e30, -1, 0, 0.5, 3, 1e30, .nan]
            let matrix = FeatureMatrix(
                columnNames: (0..<columns).map { "c\($0)" },
                isCategorical: Array(repeating: false, count: columns), rowCount: values.count,
                values: (0..<columns).flatMap { _ in values })
            _ = try text.rawScores(of: matrix)
        }
    }

    private static let csvDeclaration = """
        format: csv
        files: [rows]
        frequency: weekly
        columns: {series: sku, time: week, targets: {v: v, r: {product: [v, p]}}, static: [brand], observed: seen}
        gaps: zero

        """

    private static let foreignDeclaration =
        csvDeclaration + """
            separator: ";"
            decimal: ","
            thousands: "."
            date_format: dd.mm.yyyy
            missing_values: [NA]

            """

    /// Receipts below a title, with a column of words.
    private static let pooledDeclaration = """
        format: csv
        files: [rows]
        frequency: weekly
        skip_lines: 1
        columns: {series: [sku, brand], time: week, targets: [v], past_only: [p, seen], categories: {seen: [no, tv]}}
        aggregate: {columns: {v: sum, p: {mean_by: v}, seen: last}, returns: subtract}
        negative: zero
        gaps: zero

        """

    private static func wideDeclaration(_ columns: String) -> String {
        "format: wide\nfiles: [rows]\nfrequency: weekly\nempty: zero\ncolumns: \(columns)\n"
    }

    // MARK: - Files

    /// A folder in memory, one per process.
    private static let folder: String = {
        let path = "/dev/shm/forecast-fuzz-\(getpid())"
        try? FileSystem.makeFolder("\(path)/datasets/x")
        return path
    }()

    /// Removes what the targets left.
    package static func cleanUp() { try? FileSystem.remove(folder) }

    private static func withDataset(_ declaration: String?, _ body: (String) throws -> Void) {
        show {
            let place = "\(folder)/datasets/x"
            for name in try FileSystem.names(in: place) { try FileSystem.remove("\(place)/\(name)") }
            if let declaration { try write(Array(declaration.utf8), "\(place)/dataset.yaml") }
            try body(place)
        }
    }

    private static func open(_ place: String) throws -> DataSet {
        try DataSet.open(folder: place, projectRoot: folder)
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        try FileSystem.write(bytes, to: file, path: path)
    }

    /// What a reader throws is shown as a command would show it.
    private static func show(_ body: () throws -> Void) {
        do {
            try body()
        } catch let error as DiagnosticsError {
            precondition(!error.diagnostics.isEmpty, "an error without a word")
            for diagnostic in error.diagnostics { precondition(!diagnostic.rendered().isEmpty) }
        } catch {
            precondition(!"\(error)".isEmpty)
        }
    }
}
