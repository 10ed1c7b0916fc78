internal import ArgumentParser
internal import Champions
internal import ForecastCore
internal import Workers

/// Turns whatever a command threw into words on standard error and an exit code.
enum ErrorReport {
    static let usageOrSpec: Int32 = 2
    static let data: Int32 = 3
    static let runFailed: Int32 = 4
    static let interrupted: Int32 = 130

    /// Prints the error and returns the exit code that the manual promises for it.
    static func print(_ error: any Error) -> Int32 {
        switch error {
        case let error as DiagnosticsError:
            print(error.diagnostics, of: error.errorCount)
            return code(for: error)
        case is Interrupted:
            Terminal.error("interrupted; finished work is kept, and the same command goes on from there")
            return interrupted
        case let error as DecisionUnavailable:
            Terminal.error("error: \(error.outcome): \(error.reason)")
            if let fix = error.fix { Terminal.error("   fix: \(fix)") }
            return runFailed
        case let code as ExitCode:
            return code.rawValue
        default:
            return printForeign(error)
        }
    }

    /// The exit code of a command whose answer may not have got through: what nobody could read is no success.
    static func whereOutputFailed(_ code: Int32) -> Int32 {
        guard let problem = Terminal.outputProblem else { return code }
        Terminal.error("error: cannot write to standard output: \(problem)")
        return code == 0 ? runFailed : code
    }

    static func code(for error: DiagnosticsError) -> Int32 { error.category == .spec ? usageOrSpec : data }

    /// The error without its frame, for reports that are no terminal: the first problems and what to do.
    static func words(for error: any Error) -> (message: String, fix: String?) {
        switch error {
        case let error as DiagnosticsError:
            let shown = error.diagnostics.prefix(10).map { $0.rendered() }
            let more = max(error.errorCount, error.diagnostics.count) - shown.count
            return (
                (shown + (more > 0 ? ["\(NumberText.count(more)) more"] : [])).joined(separator: "\n"), nil
            )
        case let error as DecisionUnavailable: return (error.reason, error.fix)
        case is Interrupted: return ("interrupted", "start it again: finished work is kept")
        default: return ("\(error)", nil)
        }
    }

    /// - Parameter count: how many errors there are, where not all are told.
    static func print(_ diagnostics: [Diagnostic], of count: Int? = nil) {
        for diagnostic in diagnostics { Terminal.error(diagnostic.rendered()) }
        let shown = diagnostics.count { $0.severity == .error }
        let errors = max(count ?? 0, shown)
        if errors > 1 {
            let part = errors > shown ? ", \(shown) of them shown; notes above say where the others are" : ""
            Terminal.error("\(NumberText.count(errors)) errors\(part)")
        }
    }

    /// One prefix for all errors, whoever found them.
    private static func lowercased(_ message: String) -> String {
        message.hasPrefix("Error: ") ? "error: " + message.dropFirst(7) : message
    }

    /// Errors of the argument parser carry their own text, usage line included; all others failed a run.
    private static func printForeign(_ error: any Error) -> Int32 {
        let code = ForecastCommand.exitCode(for: error)
        if code.isSuccess {
            Terminal.output(ForecastCommand.fullMessage(for: error))
            return 0
        }
        if code == .validationFailure {
            Terminal.error(lowercased(ForecastCommand.fullMessage(for: error)))
            return usageOrSpec
        }
        Terminal.error("error: \(error)")
        return runFailed
    }
}
