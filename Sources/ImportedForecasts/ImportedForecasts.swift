internal import Files
package import ForecastCore

/// The kind `imported`: forecasts that were made elsewhere, read from a file of the project.
///
/// Nothing is fitted: the file is the model, and its digest a part of what the model is. Forecasts of a cutoff are those
/// of the rows that name it.
package struct ImportedForecasts: GlobalModel, GlobalModelKind {
    /// What is done for series, cutoffs and periods that the file does not have.
    package enum Missing: String, Sendable, CaseIterable {
        /// A stand-in forecasts the series at this cutoff, and the report counts it.
        case fallback
        /// Nothing will be sold: files of planners leave such rows out.
        case zero
        case error
    }

    package static let kind = ModelKind(
        name: "imported",
        summary: "forecasts from elsewhere, read from a file: a planner's or another program's",
        source: "the file", version: 1,
        parameters: [
            ParameterDeclaration("file", .text, default: nil, "a CSV file, from the project's folder on"),
            ParameterDeclaration(
                "column", .text, default: .word("auto"),
                "the column of the forecast; auto is `forecast`, or the only one that can be it"),
            ParameterDeclaration(
                "missing", .word(Missing.allCases.map(\.rawValue)), default: .word(Missing.fallback.rawValue),
                "what is done for series and periods that the file lacks"),
            ParameterDeclaration(
                "sha256", .text, default: .word(""),
                "the file's digest; filled in, and held against it where given"),
        ],
        make: .global, forecastsSums: false)

    /// The file, as messages call it, and where it lies.
    private let file: (name: String, path: String)
    private let column: String
    private let missing: Missing
    private let digest: String

    package static func model(_ definition: ModelDefinition, in context: GlobalModelContext)
        -> any GlobalModel
    {
        ImportedForecasts(definition.parameters, folder: context.files)
    }

    package init(_ parameters: ModelParameters, folder: String) {
        let name = parameters.word("file")
        file = (name, "\(folder)/\(name)")
        column = parameters.word("column")
        missing = Missing(rawValue: parameters.word("missing")) ?? .fallback
        digest = parameters.word("sha256")
    }

    package func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        let bytes = try FileSystem.read(file.path)
        // It may have been edited since the run began.
        guard Digest.sha256(bytes).hex == digest else {
            throw DiagnosticsError(
                .data, [Diagnostic(code: "D320", "\(file.name) changed while it was used", fix: "run again")])
        }
        return try restore(Artefact(bytes: bytes, work: 0), levels: known.levels)
    }

    package func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        guard artefact.digest.hex == digest else { throw UnreadableArtefact("not the bytes of \(file.name)") }
        var table = ForecastFile(artefact.bytes, name: file.name, column: column)
        table.read()
        guard table.problems.isEmpty else { throw DiagnosticsError(.data, table.problems) }
        return FittedImport(table: table, missing: missing, artefact: artefact)
    }

    // MARK: - What is wrong with a file

    package static func problems(of model: DeclaredModel, on data: LearnedData) -> [Diagnostic] {
        let parameters = model.parameters
        let name = parameters.word("file")
        let place = model.place("file")
        guard let bytes = try? FileSystem.read("\(model.files)/\(name)") else {
            return [Diagnostic(code: "E171", "\(quoted(name)) cannot be read", at: place)]
        }
        var table = ForecastFile(bytes, name: name, column: parameters.word("column"))
        table.read()
        guard table.problems.isEmpty else { return table.problems }
        return table.problems(on: data, levels: model.levels)
    }

    private static func quoted(_ name: String) -> String { "'\(name)'" }

    /// The rows, by their keys.
    package static func memory(of definition: ModelDefinition, for size: TrainingSize) -> Double {
        size.series * Double(size.horizon) * (Double(size.levels) * 8 + 200)
    }
}
