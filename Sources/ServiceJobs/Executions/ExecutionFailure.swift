internal import ForecastCore

/// Why an execution failed, as its resource tells.
package struct ExecutionFailure: Error {
    let value: JSONValue

    package static let changedCode = "S301"

    private init(_ code: String, _ detail: String, errors: [JSONValue] = []) {
        value = .members([
            "code": .string(code), "detail": .string(detail), "errors": .array(errors),
        ])
    }

    var detail: String { value["detail"]?.string ?? "" }

    static let changed = ExecutionFailure(
        changedCode, "the data, the spec or the models have changed since this was asked for: ask again")

    static func abandoned(after attempts: Int) -> ExecutionFailure {
        ExecutionFailure(
            "S302", "the service ended \(attempts) times while this ran, and does not try it again")
    }

    init(_ error: any Error) {
        switch error {
        case let error as ExecutionFailure: self = error
        case let error as DiagnosticsError:
            self.init(
                error.diagnostics.first?.code ?? "S300",
                error.diagnostics.first?.message ?? "the data or the spec are at fault",
                errors: error.diagnostics.prefix(50).map { diagnostic in
                    .members([
                        "code": .string(diagnostic.code), "detail": .string(diagnostic.message),
                        "fix": .text(diagnostic.fix),
                    ])
                })
        case let error as RequestProblems:
            self.init(
                error.problems.first?.code ?? "S300", error.problems.first?.detail ?? "",
                errors: error.problems.map { problem in
                    .members([
                        "pointer": .string(problem.pointer), "code": .string(problem.code),
                        "detail": .string(problem.detail),
                    ])
                })
        default: self.init("S300", "\(error)")
        }
    }
}
