package import ForecastCore

/// A diagnostic for programs: what an editor or a bot shows beside the line.
package struct ProblemRecord: Encodable, Sendable {
    private let severity, code, message: String
    private let file: String?
    /// Counted from 1.
    private let line, column: Int?
    private let notes: [String]
    private let fix: String?

    package init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        message = diagnostic.message
        file = diagnostic.location?.file
        line = diagnostic.location?.line
        column = diagnostic.location?.column
        notes = diagnostic.notes
        fix = diagnostic.fix
    }
}
