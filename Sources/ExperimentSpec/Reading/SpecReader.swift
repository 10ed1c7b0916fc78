package import ForecastCore
internal import LocatedYAML

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
