package import ExperimentRunner
package import ForecastCore

/// What `forecast validate` finds out about a spec.
package struct SpecCheck: CommandAnswer {
    private let spec: String
    private let isValid: Bool
    private let run: String?
    private let diagnostics: [ProblemRecord]
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey {
        case spec, run, diagnostics
        case isValid = "is_valid"
    }

    package init(valid experiment: PreparedExperiment, path: String) {
        spec = path
        isValid = true
        run = experiment.runName
        diagnostics = experiment.warnings.map(ProblemRecord.init)
        words = "\(path): valid; \(experiment.headline)"
    }

    package init(_ error: DiagnosticsError, path: String) {
        spec = path
        isValid = false
        run = nil
        diagnostics = error.diagnostics.map(ProblemRecord.init)
        words = error.diagnostics.map { $0.rendered() }.joined(separator: "\n")
    }
}
