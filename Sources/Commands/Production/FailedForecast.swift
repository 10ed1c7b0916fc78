internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastExecutions
internal import ForecastTasks
internal import Reports
internal import Workers

/// The row that says that a forecast did not come about: who reads the tables alone would take the last one for the
/// newest otherwise. The same failure on the same data is one row, whose attempts are counted.
struct FailedForecast {
    private let experiment: PreparedExperiment
    private var execution: ForecastExecution
    /// Of an execution that was taken up.
    private var attempt: Int?

    init(_ experiment: PreparedExperiment) {
        self.experiment = experiment
        var key = CanonicalEncoder(stage: "failed forecast", version: 1)
        key.add("code", CodeVersion.program)
        key.add("experiment", experiment.spec.name)
        key.add("snapshot", experiment.snapshotDigest)
        execution = ForecastExecution(
            id: key.digest.hex, experiment: experiment.spec.name, kind: .predict, cutoff: "",
            horizon: experiment.spec.backtest.horizon, snapshot: experiment.snapshotDigest.hex,
            code: CodeVersion.program)
    }

    /// The last observed period is known from here on.
    mutating func reach(cutoff: String) {
        execution.cutoff = cutoff
    }

    /// The forecast is there, and what fails from here on is its execution.
    mutating func reach(_ execution: ForecastExecution, attempt: Int) {
        self.execution = execution
        self.attempt = attempt
    }

    /// - Throws: `ExecutionError`, `FileError`, `ReportError`.
    func note(_ error: any Error, now: String) throws {
        let tables = try experiment.forecastTables()
        let attempt = try attempt ?? tables.begin(execution, now: now).attempt
        try tables.describe(execution, attempt: attempt)
        try tables.leave(
            execution.id, attempt: attempt, as: .failed,
            error: JSONText.line(of: Reason(error), path: "the reason"))
    }

    /// Why, in the members that the service has as well.
    private struct Reason: Encodable {
        private let code: String?
        private let detail: String
        private let fix: String?

        init(_ error: any Error) {
            let first = (error as? DiagnosticsError)?.diagnostics.first
            code = first?.code
            detail = first?.message ?? "\(error)"
            fix = first?.fix
        }
    }
}
