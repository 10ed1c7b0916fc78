internal import ExperimentRunner
internal import Files
internal import ForecastCore
internal import Reports

/// Two or more finished runs side by side: what differs in spec, data and code, and what that did to the metrics.
package struct RunComparison: CommandAnswer {
    private let contrast: RunContrast

    /// More would fit no page.
    package static let mostRuns = 20

    /// - Parameters:
    ///   - folders: of finished runs, or of experiments, whose latest run counts; the first is the yardstick.
    ///   - model: the model that stands for every run; by default the challenger of its verdict, else its best.
    /// - Throws: `DiagnosticsError` for a folder without a run and for a model that a run lacks; `ReportError` or
    ///   `FileError` for files that cannot be read.
    package init(_ folders: [String], model: String? = nil) throws {
        let runs = try Self.open(folders, model: model)
        contrast = try RunContrast(of: runs)
    }

    package func text(width: Int?) -> String { ContrastTable(contrast, width: width ?? 100).text }

    package func encode(to encoder: any Encoder) throws { try contrast.encode(to: encoder) }

    /// Writes a page for a browser.
    package func writePage(to path: String) throws {
        try AtomicFile.write(ContrastPage.render(contrast), to: path)
    }

    /// E226 for a model that a run does not have.
    static func unknown(_ model: String, among names: [String], in path: String) -> Diagnostic {
        Diagnostic(
            code: "E226", "\(path) has no model '\(model)'\(Suggestion.clause(for: model, in: names))",
            notes: ["its models: " + names.prefix(20).joined(separator: ", ")],
            fix: "name a model that every run has, or leave --model away")
    }

    /// All folders that hold no run are named at once.
    private static func open(_ folders: [String], model: String?) throws -> [ComparedRun] {
        var diagnostics: [Diagnostic] = []
        var runs: [ComparedRun] = []
        for (index, path) in folders.enumerated() {
            guard let folder = ResultFolder(finishedAt: path) else {
                diagnostics.append(ResultFolder.unfinished(path))
                continue
            }
            let run = try ComparedRun(
                folder, label: ComparedRun.label(index), model: model, like: runs.first)
            if let model, !run.report.models.contains(where: { $0.name == model }) {
                diagnostics.append(Self.unknown(model, among: run.report.models.map(\.name), in: path))
            }
            runs.append(run)
        }
        guard diagnostics.isEmpty else { throw DiagnosticsError(.spec, diagnostics) }
        return runs
    }
}
