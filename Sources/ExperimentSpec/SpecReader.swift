package import ForecastCore
internal import LocatedYAML

/// What a spec is read with of the data set that it names.
package struct DatasetFacts: Sendable {
    /// Season lengths follow from it that the spec leaves to the data set; nil where the file has yet to tell it.
    package let frequency: Frequency?
    /// So that a misspelt target is told as what it is, and not as the name that others must agree with; nil where they
    /// are not known.
    package let targets: [String]?
    /// How long the data are: how many windows a spec has that leaves it open follows from it; nil where nobody has
    /// accepted them yet.
    package let periods: Int?

    package init(frequency: Frequency?, targets: [String]?, periods: Int? = nil) {
        self.frequency = frequency
        self.targets = targets
        self.periods = periods
    }
}

/// Reads specs: YAML text, what it extends, and overrides in; a complete `ExperimentSpec` out.
package struct SpecReader: Sendable {
    private let modelKinds: [ModelKind]
    private let dataset: @Sendable (String) -> DatasetFacts?

    /// - Parameters:
    ///   - modelKinds: the kinds that a spec can name.
    ///   - dataset: what is known of a data set by its folder's name; nil for an unknown one.
    package init(
        modelKinds: [ModelKind], dataset: @escaping @Sendable (String) -> DatasetFacts? = { _ in nil }
    ) {
        self.modelKinds = modelKinds
        self.dataset = dataset
    }

    /// - Parameter datasetFrequency: all that is known of data sets; nil for an unknown one.
    package init(modelKinds: [ModelKind], datasetFrequency: @escaping @Sendable (String) -> Frequency?) {
        self.init(modelKinds: modelKinds) { name in
            datasetFrequency(name).map { DatasetFacts(frequency: $0, targets: nil) }
        }
    }

    /// The spec in the file `path`, with `overrides` (`key.path=value`) in it.
    /// - Parameter projectFolder: `extends` reads no file outside it.
    /// - Throws: every error of the files and overrides at once, and the warnings.
    package func read(
        _ path: String, overrides: [String] = [], projectFolder: String = "."
    ) throws(DiagnosticsError) -> ResolvedSpec {
        let limit = YAMLLimits.standard.bytes
        let bytes: [UInt8]
        do {
            bytes = try SpecFiles.read(path, limit: limit)
        } catch {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E100", "cannot read the spec \(quotation(path)): \(error.words)",
                        fix: SpecFiles.suggestion(for: path, in: projectFolder))
                ])
        }
        return try read(bytes, file: path, overrides: overrides) { base throws(SpecFileProblem) in
            let content = try SpecFiles.read(base, limit: limit)
            guard SpecFiles.isInside(base, folder: projectFolder) else { throw .outsideProject }
            return content
        }
    }

    /// The spec in `bytes`; `load` fetches what it extends by a path such as `experiments/base.yaml`.
    package func read(
        _ bytes: [UInt8], file: String, overrides: [String] = [],
        load: @escaping (String) throws(SpecFileProblem) -> [UInt8] = { _ throws(SpecFileProblem) in
            throw .missing
        }
    ) throws(DiagnosticsError) -> ResolvedSpec {
        var tree = SpecTree(load: load)
        let root = tree.assemble(bytes, file: file, overrides: overrides)
        var parser = SpecParser(kinds: modelKinds, dataset: dataset)
        let spec = root.flatMap { parser.spec(from: $0) }
        let diagnostics = DiagnosticList.presentable(
            tree.diagnostics.diagnostics + parser.diagnostics.diagnostics, file: file)
        guard let root, let spec, !tree.diagnostics.hasErrors else {
            throw DiagnosticsError(.spec, diagnostics)
        }
        return ResolvedSpec(spec: spec, warnings: diagnostics, places: SpecPlaces(root), bases: tree.bases)
    }
}

/// A spec ready to run.
package struct ResolvedSpec: Sendable, Equatable {
    package let spec: ExperimentSpec
    package let warnings: [Diagnostic]
    package let places: SpecPlaces
    /// The files that it extends, directly or not, as paths beside that of its own.
    package let bases: [String]

    /// The spec as YAML with every default written out, sweeps unrolled and overrides in place; it reads
    /// back to an equal `spec`.
    package var yaml: String { spec.yaml }
}

/// Diagnostics as a person reads them.
enum DiagnosticList {
    static let most = 50

    /// Each once, in the order of the places: the spec's own file first, overrides last. Beyond
    /// `most`, errors stay before warnings, and a last line counts the rest.
    static func presentable(_ diagnostics: [Diagnostic], file: String) -> [Diagnostic] {
        let aliases = Set(diagnostics.filter { $0.code == "E011" }.compactMap { $0.location.map(Spot.init) })
        var seen: Set<Told> = []
        let once = diagnostics.filter { diagnostic in
            // What an alias hides is unknown, so nothing else is said of it.
            if diagnostic.code != "E011", let spot = diagnostic.location.map(Spot.init),
                aliases.contains(spot)
            {
                return false
            }
            return seen.insert(Told(diagnostic)).inserted
        }
        let kept = once.enumerated().map { (place($1, file, $0), $1) }.sorted { $0.0 < $1.0 }.map(\.1)
        guard kept.count > most else { return kept }
        let errors = kept.filter { $0.severity == .error }
        let shown = errors.count >= most ? Array(errors.prefix(most)) : Array(kept.prefix(most))
        let rest = Diagnostic(
            errors.isEmpty ? .warning : .error, code: "E199",
            "and \(kept.count - shown.count) more; correct these first")
        return shown + [rest]
    }

    private static func place(_ diagnostic: Diagnostic, _ file: String, _ offset: Int) -> Place {
        guard let location = diagnostic.location else {
            return Place(rank: 0, file: "", line: 0, column: 0, offset: offset)
        }
        let rank = location.file == file ? 1 : location.file == "--set" ? 3 : 2
        return Place(
            rank: rank, file: location.file, line: location.line, column: location.column, offset: offset)
    }

    /// A location without its line's text, which may be long.
    private struct Spot: Hashable {
        let file: String, line: Int, column: Int

        init(_ location: SourceLocation) {
            (file, line, column) = (location.file, location.line, location.column)
        }
    }

    /// What makes two diagnostics the same to a reader.
    private struct Told: Hashable {
        let code: String, message: String, spot: Spot?

        init(_ diagnostic: Diagnostic) {
            (code, message, spot) = (diagnostic.code, diagnostic.message, diagnostic.location.map(Spot.init))
        }
    }

    private struct Place: Comparable {
        let rank: Int, file: String, line: Int, column: Int, offset: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.rank, left.file, left.line, left.column, left.offset)
                < (right.rank, right.file, right.line, right.column, right.offset)
        }
    }
}
