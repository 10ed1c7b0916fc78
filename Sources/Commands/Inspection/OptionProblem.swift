internal import ExperimentSpec
internal import ForecastCore

/// An option of the command line that names what is not there: told at the option, as a spec's error at its line.
struct OptionProblem {
    private let place: SourceLocation

    init(_ option: String, _ value: String) {
        place = SourceLocation(
            file: option, line: 1, column: 1, length: max(1, value.unicodeScalars.count), lineText: value)
    }

    func error(
        _ message: String, code: String = "E211", _ category: DiagnosticsError.Category = .spec,
        notes: [String] = [], fix: String? = nil
    ) -> DiagnosticsError {
        DiagnosticsError(category, [Diagnostic(code: code, message, at: place, notes: notes, fix: fix)])
    }

    /// `the spec has no target 'volum'; did you mean 'volume'?`
    func unknown(_ noun: String, among names: [String]) -> DiagnosticsError {
        let name = place.lineText ?? ""
        return error(
            "the spec has no \(noun) '\(name)'\(Suggestion.clause(for: name, in: names))",
            fix: names.isEmpty ? nil : "there is: \(names.joined(separator: ", "))")
    }
}
