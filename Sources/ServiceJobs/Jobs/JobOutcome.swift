package import ForecastExecutions

/// What a job came to.
package struct JobOutcome: Sendable {
    package let execution: ForecastExecution
    /// A row per series, target and period of a forecast, figures of a backtest, versions of a training.
    package let rows: [ForecastRow]
    package let metrics: [ExecutionMetric]
    package let models: [ExecutionModel]
    /// Of those, in hexadecimal digits.
    package let digest: String
    /// What the command prints as its own: `execution_id` of a forecast, the run of a backtest.
    package let reference: String?
    /// Series forecast, figures of a backtest, versions trained.
    package let count: Int
    package let summary: [String: Int]
    package let notes: [String]
    package let milliseconds: Int
    /// What the planning system is told of it: JSON; nil where nobody is told.
    package var event: String?

    /// What a queue's job returns, and what an execution keeps: no forecasts.
    package var value: JSONValue {
        .members([
            "execucao_id": .string(execution.id), "digest": .string(digest),
            "data_digest": .string(execution.snapshot), "code_version": .string(execution.code),
            "reference": .text(reference), "cutoff": .string(execution.cutoff),
            "results_count": .integer(count), "duration_ms": .integer(milliseconds),
            "summary": .object(
                summary.sorted { $0.key < $1.key }.map {
                    JSONValue.Member(name: $0.key, value: .integer($0.value))
                }), "notes": .array(notes.map(JSONValue.string)),
        ])
    }
}
